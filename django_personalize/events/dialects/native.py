"""Our own words, as other systems of the shop receive them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from django_personalize.events.dialects.told import (
    Told,
    UnreadableEvent,
    encode_json,
    listed,
    mapping,
    worded,
)


class Native:
    """The envelope of the vocabulary: amounts stay decimal text, nothing is lost."""

    key = "native"
    title = "django-personalize"
    content_type = "application/json"

    def compose(self, told: Told) -> dict[str, Any]:
        """`{"event", "event_id", "occurred_at", "profile", "user", "session", "page", "properties"}`."""
        body: dict[str, Any] = {
            "event": told.name,
            "event_id": told.event_id,
            "occurred_at": told.occurred_at.isoformat() if told.occurred_at else None,
            "profile": told.person or None,
            "user": told.user or None,
            "session": told.session or None,
            "page": dict(told.page),
            "properties": dict(told.properties),
        }
        return {
            name: value for name, value in body.items() if value not in (None, "", {}) or name == "properties"
        }

    def read(self, body: Any) -> list[Told]:
        """One event, or those under "events"."""
        body = mapping(body, "The body")
        if "events" in body:
            return [
                self._one(entry, f"events[{at}]") for at, entry in enumerate(listed(body["events"], "events"))
            ]
        return [self._one(body, "The body")]

    def encode(self, body: Mapping[str, Any]) -> bytes:
        return encode_json(body)

    def _one(self, entry: Any, where: str) -> Told:
        entry = mapping(entry, where)
        return Told(
            name=worded(entry.get("event"), f"{where}: event", allowed="an event's name"),
            properties=mapping(entry.get("properties", {}), f"{where}: properties"),
            occurred_at=instant(entry.get("occurred_at"), f"{where}: occurred_at"),
            event_id=str(entry.get("event_id") or ""),
            person=str(entry.get("profile") or ""),
            user=str(entry.get("user") or ""),
            session=str(entry.get("session") or ""),
            page=mapping(entry.get("page", {}), f"{where}: page"),
        )


def instant(value: Any, where: str) -> datetime | None:
    """ISO 8601 with a zone as a moment, None for nothing; raises `UnreadableEvent`."""
    if value is None:
        return None
    try:
        found = value if isinstance(value, datetime) else parse_datetime(value)
    except (TypeError, ValueError):
        found = None
    if found is None or found.tzinfo is None:
        raise UnreadableEvent(f"{where} is {value!r:.60}, must be ISO 8601 with a zone.")
    return found
