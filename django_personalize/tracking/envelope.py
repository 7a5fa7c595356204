"""What a browser may put around its events, and the bounds of it: read and refused before anything else is asked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime

from django_personalize.core.errors import PersonalizeError
from django_personalize.core.uuids import is_storable
from django_personalize.events import schema
from django_personalize.events.vocabulary import EventType

MOST_EVENTS = 20
EVENT_LENGTH = 8 * 1024
MOST_PROPERTIES = 64
DEPTH = 4
#: A browser's clock is believed within these bounds around ours; beyond them ours counts.
PAST = timedelta(hours=24)
FUTURE = timedelta(minutes=5)
_NAME_LENGTH = 64
#: Milliseconds since 1970 of the year 10000: beyond it no datetime exists.
_LAST_MILLISECOND = 253_402_300_800_000


class Refused(PersonalizeError):
    """A request that is not taken; `reason` is a word for machines, `refused` the events at fault."""

    def __init__(
        self,
        reason: str,
        detail: str,
        *,
        status: int = 400,
        refused: Sequence[int] = (),
        retry_after: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.reason = reason
        self.status = status
        self.refused = refused
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Envelope:
    """One event as a browser sent it, its name resolved; properties are still what the browser says."""

    name: str
    #: None: no schema knows the name.
    event_type: EventType | None
    properties: Mapping[str, Any]
    occurred_at: datetime
    event_id: UUID | None
    url: str
    title: str
    referrer: str


def read_envelopes(body: Any, *, at: datetime) -> list[Envelope]:
    """The events of a parsed body: `{"events": [...]}`, a list, or a single event. Raises `Refused`."""
    events = body.get("events", [body]) if isinstance(body, dict) else body
    if not isinstance(events, list):
        raise Refused("no_events", "Send an event, a list of events, or a list under 'events'.")
    if not events:
        raise Refused("no_events", "There is no event in the list.")
    if len(events) > MOST_EVENTS:
        raise Refused("too_many_events", f"At most {MOST_EVENTS} events are taken at once.")
    return [_envelope(event, index, at=at) for index, event in enumerate(events)]


def _envelope(event: Any, index: int, *, at: datetime) -> Envelope:
    if not isinstance(event, dict):
        raise Refused("bad_event", "An event is an object.", refused=[index])
    if len(json.dumps(event, ensure_ascii=False).encode()) > EVENT_LENGTH:
        raise Refused(
            "event_too_large", f"An event has at most {EVENT_LENGTH} bytes.", status=413, refused=[index]
        )
    name = event.get("event")
    if not isinstance(name, str) or not 0 < len(name) <= _NAME_LENGTH:
        raise Refused("bad_name", f"'event' is a name of 1 to {_NAME_LENGTH} characters.", refused=[index])
    properties = event.get("properties")
    if properties is None:
        properties = {}
    if not isinstance(properties, dict):
        raise Refused("bad_properties", "'properties' is an object.", refused=[index])
    _check_shape(properties, index, room=DEPTH)
    page = event.get("page") or {}
    if not isinstance(page, dict):
        raise Refused("bad_page", "'page' is an object.", refused=[index])
    canonical, properties = schema.resolve(name, properties)
    return Envelope(
        name=canonical,
        event_type=schema.find(canonical),
        properties=properties,
        occurred_at=_moment(event.get("occurred_at", event.get("ts")), index, at=at),
        event_id=_event_id(event.get("event_id"), index),
        url=_text(page, "url", index),
        title=_text(page, "title", index),
        referrer=_text(page, "referrer", index),
    )


def _check_shape(value: Any, index: int, *, room: int) -> None:
    """Depth, keys and lengths of the properties; `room` is how many levels may still open."""
    if isinstance(value, str):
        if len(value) > schema.TEXT_LENGTH:
            raise Refused(
                "text_too_long", f"A text has at most {schema.TEXT_LENGTH} characters.", refused=[index]
            )
        return
    if not isinstance(value, dict | list):
        return
    if room == 0:
        raise Refused("too_deep", f"Properties are nested at most {DEPTH} deep.", refused=[index])
    if isinstance(value, list):
        for entry in value:
            _check_shape(entry, index, room=room - 1)
        return
    if len(value) > MOST_PROPERTIES:
        raise Refused("too_many_properties", f"At most {MOST_PROPERTIES} properties.", refused=[index])
    for key, entry in value.items():
        if not schema.NAME.fullmatch(key):
            raise Refused("bad_key", f"A key matches {schema.NAME.pattern}.", refused=[index])
        _check_shape(entry, index, room=room - 1)


def _text(page: Mapping[str, Any], name: str, index: int) -> str:
    value = page.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refused("bad_page", f"page.{name} is a text.", refused=[index])
    return value


def _event_id(value: Any, index: int) -> UUID | None:
    """The event's UUID, with or without hyphens; None where the browser gave none."""
    if value is None:
        return None
    try:
        if isinstance(value, str) and len(value) in (32, 36) and is_storable(found := UUID(value)):
            return found
    except ValueError:
        pass
    raise Refused("bad_event_id", "'event_id' is a UUID.", refused=[index])


def _moment(value: Any, index: int, *, at: datetime) -> datetime:
    """When it happened by the browser's clock, in milliseconds since 1970 or ISO 8601; ours where it goes wrong."""
    if value is None:
        return at
    found: datetime | None = None
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not 0 <= value < _LAST_MILLISECOND:
            return at
        found = datetime.fromtimestamp(value / 1000, tz=UTC)
    elif isinstance(value, str):
        try:
            found = parse_datetime(value)
        except ValueError:
            found = None
    if found is None or found.tzinfo is None:
        raise Refused(
            "bad_time", "'ts' is in milliseconds since 1970, or ISO 8601 with a zone.", refused=[index]
        )
    return found if at - PAST <= found <= at + FUTURE else at
