"""What every dialect speaks about: one event as it is told to, or heard from, another tool."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Protocol

from django_personalize.conf import settings
from django_personalize.core.errors import PersonalizeError
from django_personalize.events.vocabulary import ORDER, PRODUCT, VOCABULARY, Kinds

#: What no other tool is told of a product: it is nobody's business outside the shop.
UNTOLD = frozenset({"cost"})

_KINDS = {event.name: event.properties for event in VOCABULARY}


class UnreadableEvent(PersonalizeError, ValueError):
    """A body that is not shaped as its dialect says; the text names the place, what stands there and what should."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event between us and another tool. Of a person only pseudonyms: no address, no name.

    Heard properties have our names and are not checked yet: `events.schema.validate` does.
    """

    name: str
    properties: Mapping[str, Any] = field(default_factory=dict)
    #: None: the other tool did not say.
    occurred_at: datetime | None = None
    #: "" where the dialect has no room for it.
    event_id: str = ""
    #: Our id of the person (a UUID), or the other tool's id of the browser; "" for nobody.
    person: str = ""
    #: The shop's own key of the customer, "" unless it is to be told.
    user: str = ""
    session: str = ""
    #: `url`, `title` and `referrer` of the page.
    page: Mapping[str, str] = field(default_factory=dict)


class Dialect(Protocol):
    """One tool's way of telling events; `compose` and `read` are each other's inverse as far as it goes."""

    key: str
    title: str
    content_type: str

    def compose(self, told: Told) -> dict[str, Any]:
        """The body for one event, as the tool's own documentation describes it."""

    def read(self, body: Any) -> list[Told]:
        """The events of a parsed body. Raises `UnreadableEvent`."""

    def encode(self, body: Mapping[str, Any]) -> bytes:
        """The body as bytes of `content_type`."""


def encode_json(body: Mapping[str, Any]) -> bytes:
    """Compact JSON in UTF-8; what is no JSON value is refused, never guessed."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def kinds_of(name: str) -> Kinds:
    """Property to kind of one event, the vocabulary's or the host's; empty for an unknown one."""
    known = _KINDS.get(name)
    if known is None:
        known = dict(settings.EVENTS.get(name, {}).get("properties", {}))
    return known


def plain(kind: str, value: Any) -> Any:
    """A value as other tools write it: amounts are numbers (19.9 for "19.90"), products lose what is `UNTOLD`."""
    if kind == "money" and isinstance(value, str | int | Decimal):
        return float(value)
    if kind == "product" and isinstance(value, Mapping):
        return _plain_fields(PRODUCT, value)
    if kind == "products" and isinstance(value, list | tuple):
        return [plain("product", entry) for entry in value]
    if kind == "order" and isinstance(value, Mapping):
        return _plain_fields(ORDER, value)
    return value


def _plain_fields(kinds: Kinds, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain(kinds.get(name, ""), value) for name, value in values.items() if name not in UNTOLD}


def plain_properties(told: Told) -> dict[str, Any]:
    """All properties of an event as other tools write them, still nested as ours."""
    kinds = kinds_of(told.name)
    return {name: plain(kinds.get(name, ""), value) for name, value in told.properties.items()}


def mapping(body: Any, where: str, *, allowed: str = "an object") -> Mapping[str, Any]:
    """`body` itself; raises `UnreadableEvent` where it is something else."""
    if not isinstance(body, Mapping):
        raise UnreadableEvent(f"{where} is {_shown(body)}, must be {allowed}.")
    return body


def listed(body: Any, where: str, *, allowed: str = "a list") -> list[Any]:
    """`body` itself; raises `UnreadableEvent` where it is something else."""
    if not isinstance(body, list | tuple):
        raise UnreadableEvent(f"{where} is {_shown(body)}, must be {allowed}.")
    return list(body)


def worded(value: Any, where: str, *, allowed: str = "a text") -> str:
    """`value` itself; raises `UnreadableEvent` where it is no text or empty."""
    if not isinstance(value, str) or not value.strip():
        raise UnreadableEvent(f"{where} is {_shown(value)}, must be {allowed}.")
    return value


def moment(seconds: Any, where: str) -> datetime:
    """Seconds since 1970 as a moment; raises `UnreadableEvent`."""
    try:
        return datetime.fromtimestamp(float(seconds), tz=UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        raise UnreadableEvent(f"{where} is {_shown(seconds)}, must be a time since 1970.") from None


def _shown(value: Any) -> str:
    """A value as errors name it: its kind, and itself where it is short and single."""
    if value is None:
        return "missing"
    if isinstance(value, str | int | float):
        return repr(value) if len(repr(value)) <= 40 else f"a {type(value).__name__}"
    names = {"dict": "an object", "list": "a list"}
    return names.get(type(value).__name__, f"a {type(value).__name__}")
