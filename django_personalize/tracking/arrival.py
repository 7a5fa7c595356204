"""Where a visit is and what it comes with: the address, its source, the device; cleaned for storing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from django_personalize.tracking.facts import RequestFacts, request_facts
from django_personalize.tracking.sanitise import clean_url
from django_personalize.tracking.sources import Source, classify


@dataclass(frozen=True, slots=True)
class Arrival:
    """One page of a visit, as sessions and events keep it."""

    url: str
    source: Source
    device: str = ""
    os: str = ""
    browser: str = ""
    language: str = ""

    @property
    def campaign_key(self) -> str:
        """What tells one campaign from another; "" for visits that come without one."""
        tagged = self.source.campaign or self.source.click_id
        return f"{self.source.source}/{self.source.campaign}/{self.source.click_id}" if tagged else ""

    def context(self, *, page_type: str, title: str = "") -> dict[str, Any]:
        """The envelope of an event that happened here."""
        found = {
            "page": {"url": self.url, "type": page_type, "title": title},
            "channel": self.source.channel,
            "referrer": self.source.referrer_host,
            "device": {"type": self.device, "os": self.os, "browser": self.browser},
            "locale": self.language,
        }
        return {name: value for name, value in found.items() if value}


def of_request(request: HttpRequest) -> Arrival:
    """The page that this request asked for."""
    return _arrival(
        request, request.build_absolute_uri(), request.headers.get("Referer", ""), request_facts(request)
    )


def of_page(request: HttpRequest, *, url: str, referrer: str) -> Arrival:
    """The page from which the script writes: its own address and referrer, the browser of the request."""
    return _arrival(request, url, referrer, request_facts(request))


def _arrival(request: HttpRequest, url: str, referrer: str, facts: RequestFacts) -> Arrival:
    return Arrival(
        url=clean_url(url),
        source=classify(url, referrer, request.get_host()),
        device=facts.device,
        os=facts.os,
        browser=facts.browser,
        language=facts.language,
    )
