"""The evidence of a declaration made through a request."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.http import HttpRequest
from django.utils import translation

from django_personalize.conf import settings
from django_personalize.consent.ledger import Evidence
from django_personalize.tracking.facts import request_facts
from django_personalize.tracking.sanitise import clean_url
from django_personalize.tracking.wording import banner_wording


def evidence_of(request: HttpRequest, *, method: str, chosen_at: datetime | None = None) -> Evidence:
    """Who saw which words where; the user agent as device, never an address."""
    facts = request_facts(request)
    details = {
        "request": str(uuid4()),
        "device": facts.device,
        "os": facts.os,
        "browser": facts.browser,
    }
    if chosen_at is not None:
        details["chosen_at"] = chosen_at.isoformat()
    return Evidence(
        wording=banner_wording(),
        wording_version=settings.CONSENT_WORDING_VERSION,
        language=translation.get_language() or "",
        source=clean_url(request.headers.get("Referer", "") or request.path),
        method=method,
        details=details,
        gpc=facts.gpc,
    )
