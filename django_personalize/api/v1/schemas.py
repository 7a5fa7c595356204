"""The shapes of version 1, as JSON Schema: enforced by `api.schema`, published by `openapi`."""

from __future__ import annotations

from typing import Any

from django_personalize.consent.models import ConsentRecord
from django_personalize.consent.purposes import PURPOSES
from django_personalize.events.schema import NAME

Shape = dict[str, Any]

#: Events of one request: of a server, of a visitor (as the beacon).
MOST_EVENTS = 500
MOST_VISITOR_EVENTS = 20
MOST_PRODUCTS = 500
MOST_ROWS = 200
ROWS = 50
#: Longest traits, as their column.
TRAIT_LENGTH = 255


def record(required: tuple[str, ...] = (), **properties: Shape) -> Shape:
    """An object that holds these and nothing else."""
    shape: Shape = {"type": "object", "properties": properties, "additionalProperties": False}
    return shape | ({"required": list(required)} if required else {})


def text(longest: int, *, shortest: int = 1, **more: Any) -> Shape:
    """A text of so many characters."""
    return {"type": "string", "minLength": shortest, "maxLength": longest, **more}


def listed(items: Shape, *, most: int, least: int = 1) -> Shape:
    """A list of so many entries."""
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


def nullable(shape: Shape) -> Shape:
    """The shape, or null."""
    return {"anyOf": [shape, {"type": "null"}]}


UUID: Shape = {"type": "string", "format": "uuid"}
MOMENT: Shape = {"type": "string", "format": "date-time"}
BOOLEAN: Shape = {"type": "boolean"}
COUNT: Shape = {"type": "integer", "minimum": 0}
NUMBER: Shape = {"type": "number"}
ANY_TEXT: Shape = {"type": "string"}
ANYTHING: Shape = {"type": "object"}
#: Not blanks alone.
_SOMETHING = "\\S"
KEY = text(64, pattern=_SOMETHING)
PURPOSE: Shape = {"type": "string", "enum": list(PURPOSES)}
EMAIL = text(254, shortest=3, pattern="^[^@\\s]+@[^@\\s]+$", description="Kept as a keyed digest only.")
PHONE = text(
    40,
    shortest=4,
    pattern="^([^0-9]*[0-9]){4}",
    description="With its country code, at least four digits; kept as a keyed digest only.",
)

# -- people

_BY: dict[str, Shape] = {
    "user_key": KEY | {"description": "Primary key of the shop's user, as text."},
    "email": EMAIL,
    "phone": PHONE,
    "external_id": text(
        128, pattern=_SOMETHING, description="The key of this person in another system of the shop."
    ),
}
PERSON: Shape = {
    "type": "object",
    "description": "One of these names the person.",
    "properties": {
        "profile": UUID | {"description": "The id of the profile."},
        **_BY,
        "identity": text(
            75,
            pattern="^(user|email|phone|card|external):[0-9a-f]{64}$",
            description="A digest under the shop's HASH_KEYS, for those who hold the key.",
        ),
    },
    "additionalProperties": False,
    "minProperties": 1,
    "maxProperties": 1,
}
TRAIT_VALUE: Shape = {
    "anyOf": [
        text(TRAIT_LENGTH),
        {"type": "boolean"},
        {"type": "number", "minimum": -99_999_999_999_999, "maximum": 99_999_999_999_999},
        record(("date",), date={"type": "string", "format": "date"}),
        {"type": "null"},
    ]
}
TRAITS: Shape = {
    "type": "object",
    "description": 'Name to value; null forgets what this API has told before. A day is {"date": "2026-06-15"}.',
    "propertyNames": {"type": "string", "pattern": NAME.pattern},
    "additionalProperties": TRAIT_VALUE,
    "minProperties": 1,
    "maxProperties": 64,
}
IDENTIFY = record(
    (),
    **_BY,
    verified=BOOLEAN
    | {"description": "Whether the other system has verified them; needed to join two people."},
) | {"minProperties": 1}
IDENTIFIED = record(("id", "created"), id=UUID, created=BOOLEAN)
FOUND = record(("id",), id=UUID)
TRAITS_GIVEN = record(("traits",), traits=TRAITS)
_ALLOWED = record(("allowed", "reason"), allowed=BOOLEAN, reason=ANY_TEXT)
_SEEN = {"type": "array", "items": record(("product", "at"), product=ANY_TEXT, at=MOMENT)}
_CONSENT = record(
    ("status", "at", "expires_at", "allowed", "reason"),
    status={"type": "string", "enum": list(ConsentRecord.Status.values)},
    at=MOMENT,
    expires_at=nullable(MOMENT),
    allowed=BOOLEAN,
    reason=ANY_TEXT,
)
CONSENTS: Shape = {
    "type": "object",
    "description": "Purpose to what counts now; a purpose that was never asked is absent.",
    "additionalProperties": _CONSENT,
}
_TRAIT = record(
    ("value", "source", "observed_at"),
    value={"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "boolean"}]},
    source=ANY_TEXT,
    observed_at=MOMENT,
)
#: What may be known while personalisation is allowed.
KNOWN = record(
    ("traits", "affinities", "counts", "sessions", "orders", "spend", "viewed", "bought"),
    name=nullable(ANY_TEXT) | {"description": "Only with the scope personal:read."},
    traits={
        "type": "object",
        "additionalProperties": _TRAIT,
        "description": "Without the scope personal:read only what was calculated.",
    },
    affinities={
        "type": "object",
        "description": "Kind (category, brand, attribute:colour) to value to strength now; a view is 1.",
        "additionalProperties": {"type": "object", "additionalProperties": NUMBER},
    },
    counts={"type": "object", "additionalProperties": {"type": "integer"}},
    sessions=COUNT,
    orders={"type": "integer"},
    spend={"type": "object", "additionalProperties": ANY_TEXT},
    viewed=_SEEN,
    bought=_SEEN,
)
PROFILE = record(
    ("id", "user_key", "created_at", "consents", "personalization", "known"),
    id=UUID,
    user_key=ANY_TEXT,
    created_at=MOMENT,
    consents=CONSENTS,
    personalization=_ALLOWED,
    known=nullable(KNOWN) | {"description": "null while the person does not allow personalisation."},
)

# -- consent

CHOICES: Shape = {
    "type": "object",
    "description": "Purpose to what the person said.",
    "properties": {
        purpose: {"type": "string", "enum": list(ConsentRecord.Status.values)} for purpose in PURPOSES
    },
    "additionalProperties": False,
    "minProperties": 1,
}
CONSENT_GIVEN = record(
    ("choices", "wording", "wording_version", "language", "method"),
    choices=CHOICES,
    wording=text(10_000, description="The words that the person read."),
    wording_version=KEY,
    language=text(16, shortest=2),
    method={"type": "string", "enum": ["form", "phone", "paper", "shop", "other"]},
    reference=text(200, description="What proves it elsewhere: the number of a form or a call."),
)
CONSENT_STATE = record(("consents",), consents=CONSENTS)
CONSENT_LOG = record(
    ("consents", "history"),
    consents=CONSENTS,
    history={
        "type": "array",
        "items": record(
            ("at", "purpose", "status", "method", "source", "wording_version", "actor"),
            at=MOMENT,
            purpose=ANY_TEXT,
            status=ANY_TEXT,
            method=ANY_TEXT,
            source=ANY_TEXT,
            wording_version=ANY_TEXT,
            actor=ANY_TEXT,
        ),
    },
)

# -- events

_PROPERTIES: Shape = {
    "type": "object",
    "description": "As the vocabulary says of this event; GA4's, Segment's and Matomo's names are understood.",
    "maxProperties": 64,
}
_EVENT_FIELDS: dict[str, Shape] = {
    "event": text(64, description="A name of the vocabulary, of the shop's own events, or another tool's."),
    "event_id": UUID | {"description": "Your own id of this act: sent again, it counts once."},
    "occurred_at": MOMENT | {"description": "Now where it is left out."},
    "properties": _PROPERTIES,
}
EVENT = record(("event", "event_id", "person"), **_EVENT_FIELDS, person=PERSON)
_VIEWED = {
    "event": "product_viewed",
    "event_id": "0192f7a4-3c1e-7cc3-8b51-6a5f0d1e2b3c",
    "occurred_at": "2026-06-15T10:00:00+02:00",
    "properties": {"product": {"product_id": "12"}},
}
EVENTS = record(("events",), events=listed(EVENT, most=MOST_EVENTS)) | {
    "examples": [{"events": [_VIEWED | {"person": {"user_key": "41"}}]}]
}
_PAGE = record((), url=text(4000), title=text(1000, shortest=0), referrer=text(4000, shortest=0))
VISITOR_EVENT = record(("event", "event_id"), **_EVENT_FIELDS, page=_PAGE)
VISITOR_EVENTS = record(("events",), events=listed(VISITOR_EVENT, most=MOST_VISITOR_EVENTS)) | {
    "examples": [{"events": [_VIEWED | {"page": {"url": "https://app.example.com/p/12"}}]}]
}
#: What is checked of a batch as a whole; its events are judged one by one.
BATCH = record(("events",), events={"type": "array", "minItems": 1, "maxItems": MOST_EVENTS})
VISITOR_BATCH = record(("events",), events={"type": "array", "minItems": 1, "maxItems": MOST_VISITOR_EVENTS})

FAULT = record(("field", "code", "detail"), field=ANY_TEXT, code=ANY_TEXT, detail=ANY_TEXT)
TAKEN = record(
    ("written", "known", "counted", "refused", "dropped"),
    written=COUNT | {"description": "New events of people."},
    known=COUNT | {"description": "Events that had been taken before."},
    counted=COUNT
    | {"description": "Events without consent: they count in the day sums, without the person."},
    refused={
        "type": "array",
        "items": record(("index", "errors"), index=COUNT, errors={"type": "array", "items": FAULT}),
    },
    dropped={
        "type": "array",
        "description": "Properties that the vocabulary does not know, or that held personal data.",
        "items": record(("index", "fields"), index=COUNT, fields={"type": "array", "items": ANY_TEXT}),
    },
)
MONEY = record(("amount", "currency"), amount=ANY_TEXT, currency=ANY_TEXT)
EVENT_KEPT = record(
    ("event_id", "event", "occurred_at", "properties", "source", "basis"),
    event_id=UUID,
    event=ANY_TEXT,
    occurred_at=MOMENT,
    properties=ANYTHING,
    value=nullable(MONEY),
    source=ANY_TEXT,
    basis=ANY_TEXT,
)


def page(items: Shape, name: str) -> Shape:
    """One page of a list; `next` is the address of the following one."""
    return record((name, "next"), **{name: {"type": "array", "items": items}, "next": nullable(ANY_TEXT)})


PAGING: dict[str, Shape] = {
    "limit": {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": ROWS},
    "after": text(500, description="From `next` of the page before."),
}

# -- the catalogue

ITEM = record(
    ("key", "title", "url", "image_url", "price", "list_price", "available", "listed", "stock", "brand"),
    key=ANY_TEXT,
    title=ANY_TEXT,
    url=ANY_TEXT,
    image_url=ANY_TEXT,
    price=nullable(MONEY),
    list_price=nullable(MONEY),
    available=BOOLEAN,
    listed=BOOLEAN,
    stock={"type": ["integer", "null"]},
    brand=ANY_TEXT,
    categories={"type": "array", "items": ANY_TEXT},
    attributes=ANYTHING,
    synced_at=MOMENT,
    removed_at=nullable(MOMENT),
)
CHANGED = record(("products",), products=listed(KEY, most=MOST_PRODUCTS))
SYNCED = record(
    ("created", "updated", "removed", "unchanged", "unknown", "problems"),
    created=COUNT,
    updated=COUNT,
    removed=COUNT,
    unchanged=COUNT,
    unknown=COUNT | {"description": "Keys that neither the shop nor the catalogue knows."},
    problems={
        "type": "array",
        "items": record(("product", "detail"), product=ANY_TEXT, detail=ANY_TEXT),
    },
)

# -- decisions and visitors

DECISION = record(
    ("name", "personal", "reason", "content"),
    name=ANY_TEXT,
    personal=BOOLEAN
    | {"description": "Whether there is something personal to show; otherwise your default."},
    reason=ANY_TEXT,
    content=nullable(ANYTHING),
)
DECISIONS = record(("decisions",), decisions={"type": "array", "items": DECISION})
DECISION_QUERY: dict[str, Shape] = {
    "names": text(400, description="Comma-separated; all of them where it is left out."),
    "limit": {"type": "integer", "minimum": 1, "maximum": 24, "default": 8},
}
PURPOSES_GIVEN = record(
    ("purposes",),
    purposes={
        "type": "array",
        "items": PURPOSE,
        "maxItems": len(PURPOSES),
        "description": "Those that are allowed from now on; the others are refused.",
    },
)
_ALLOWS: Shape = {"type": "object", "additionalProperties": BOOLEAN}
VISITOR = record(
    ("visitor", "allows"),
    visitor=nullable(ANY_TEXT) | {"description": "The visitor token to send from now on; null: send none."},
    allows=_ALLOWS,
)
VISITOR_STATE = record(
    ("known", "signed_in", "allows", "banner"),
    known=BOOLEAN,
    signed_in=BOOLEAN,
    allows=_ALLOWS,
    banner=record(
        ("title", "text", "version", "purposes"),
        title=ANY_TEXT,
        text=ANY_TEXT,
        version=ANY_TEXT,
        purposes={"type": "array", "items": record(("key", "text"), key=ANY_TEXT, text=ANY_TEXT)},
    ),
)
SIGN_IN = record(("user_key",), user_key=KEY, visitor=text(1000)) | {"examples": [{"user_key": "41"}]}
SIGNED_IN = record(("visitor", "allows"), visitor=nullable(ANY_TEXT), allows=_ALLOWS)

PROBLEM = record(
    ("type", "title", "status", "detail"),
    type=ANY_TEXT,
    title=ANY_TEXT,
    status={"type": "integer"},
    detail=ANY_TEXT,
    errors={"type": "array", "items": FAULT},
)
