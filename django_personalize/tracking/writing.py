"""From a visitor's notes to events: consent asked now, the person and the session found or made, one transaction."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction

from django_personalize.conf import settings
from django_personalize.consent import ledger
from django_personalize.core import clock
from django_personalize.events import daysums, schema
from django_personalize.events.draft import EventDraft
from django_personalize.events.ingest import Ingested, ingest
from django_personalize.profiles import identify, snapshots
from django_personalize.profiles.models import Identity, Profile, Snapshot
from django_personalize.profiles.snapshots import seconds
from django_personalize.shop.models import CatalogCategory, CatalogItem
from django_personalize.tracking import arrival as arrivals
from django_personalize.tracking import sessions
from django_personalize.tracking.arrival import Arrival
from django_personalize.tracking.evidence import evidence_of
from django_personalize.tracking.visitor import Note, Visitor

logger = logging.getLogger("django_personalize")

#: The same page again within this time is one view: a double click, a reload by the browser itself.
DOUBLE_CLICK = timedelta(seconds=2)


def write(visitor: Visitor, *, at: datetime | None = None, arrival: Arrival | None = None) -> Ingested:
    """Write all notes of the visitor: as events where consent is there, as day sums without a person where not."""
    notes, visitor.notes = visitor.notes, []
    if not notes:
        return Ingested()
    at = at or clock.now()
    basis = visitor.basis(at=at)
    if not basis or visitor.found.retired:
        count_only(notes)
        return Ingested(refused=len(notes))
    arrival = arrival or arrivals.of_request(visitor.request)
    with transaction.atomic():
        profile_id = person_of(visitor, at=at)
        people = snapshots.lock([profile_id], at=at)
        if profile_id not in people:
            return Ingested(refused=len(notes))
        row = people[profile_id]
        kept = [note for note in notes if not (_shown_by_us(note) and _shown_a_moment_ago(row, note))]
        views = sum(note.is_view for note in kept)
        session_id, is_new = sessions.touch(row, arrival, views=views, at=at)
        if is_new:
            began = min((note.occurred_at for note in kept), default=at)
            kept.insert(0, Note("session_started", {"source": arrival.source.channel}, began))
        scope = _scope(visitor, profile_id)
        drafts = [
            EventDraft(
                name=note.name,
                profile_id=profile_id,
                occurred_at=note.occurred_at,
                properties=note.properties,
                context=note.context,
                event_id=note.event_id,
                scope=scope,
                session=session_id,
                source=note.source,
                basis=basis,
            )
            for note in kept
        ]
        done = ingest(drafts, at=at, locked=people, known=visitor.catalogue)
        if not drafts:
            snapshots.save([row], at=at)
    return done


def write_or_log(visitor: Visitor, *, arrival: Arrival | None = None) -> None:
    """The same, for the page's path: whatever goes wrong is logged, and the page does not suffer."""
    try:
        write(visitor, arrival=arrival)
    except Exception:
        logger.exception("Events of one visitor could not be written.")


def person_of(visitor: Visitor, *, at: datetime, declares: bool = True) -> int:
    """The visitor's profile, made and linked to the browser where that is still to be done.

    `declares`: put down the browser's choice for a new person; a caller that records the choice itself says False.
    """
    found = visitor.found
    if found.profile_id is not None:
        if visitor.visitor_id is not None and visitor.user_key and "VISITOR_COOKIE" in visitor.new_cookies:
            _link(visitor, Profile.objects.get(pk=found.profile_id), at=at)
        return found.profile_id
    try:
        with transaction.atomic():  # a profile that cannot be linked goes again
            profile = _made(visitor, at=at)
    except identify.IdentityTaken:
        visitor.reread()
        if visitor.found.profile_id is not None:  # another request of this browser was first
            return visitor.found.profile_id
        visitor.visitor_id = None  # it is somebody else's, or was taken back
        profile = _made(visitor, at=at)
    if declares:
        declare_choice(visitor, profile.pk, at=at)
    visitor.reread()
    return profile.pk


def declare_choice(visitor: Visitor, profile_id: int, *, at: datetime) -> None:
    """Put down for a person what the browser's choice says, where the person has said nothing yet."""
    choice = visitor.choice
    if choice is None:
        return
    said = snapshots.load(profile_id).consents
    fresh = {
        purpose: ledger.Status.GRANTED if purpose in choice.granted else ledger.Status.DENIED
        for purpose in settings.PURPOSES
        if purpose not in said
    }
    if fresh:
        ledger.record(
            profile_id,
            fresh,
            at=at,
            evidence=evidence_of(visitor.request, method="device", chosen_at=choice.at),
        )


def count_only(notes: Sequence[Note]) -> None:
    """What remains of events that nobody allowed: totals by product and search word, without a person.

    Of events that a page or a browser may claim only the number: what nobody vouches for is no sum to go by. Where
    they come from outside, only products and categories of the catalogue get a row of their own, so that a script
    that makes keys up makes no rows; the event as such is counted all the same.
    """
    totals: daysums.Totals = {}
    ours = {
        note.name for note in notes if (found := schema.find(note.name)) is not None and found.server_only
    }
    made_up = _made_up(note.properties for note in notes if note.source != "server" and note.name not in ours)
    for note in notes:
        is_ours = note.name in ours
        is_outside = note.source != "server" and not is_ours
        objects = [name for name in _objects(note.properties) if not (is_outside and name in made_up)]
        value = _value(note.properties) if is_ours else Decimal(0)
        daysums.total(totals, note.name, objects, at=note.occurred_at, value=value)
    daysums.add_all(totals)


def _made_up(told: Iterable[Mapping[str, Any]]) -> set[str]:
    """Those objects of these properties that name a product or a category which the catalogue does not know."""
    names = {name for properties in told for name in _objects(properties)}
    unknown: set[str] = set()
    for kind, model in (("product:", CatalogItem), ("category:", CatalogCategory)):
        keys = {name.removeprefix(kind) for name in names if name.startswith(kind)}
        if keys:
            known = model._default_manager.filter(pk__in=keys).values_list("pk", flat=True)
            unknown.update(f"{kind}{key}" for key in keys.difference(known))
    return unknown


def _scope(visitor: Visitor, profile_id: int) -> str:
    """Within what an event id counts once: the browser, or the signed-in person where the browser has no id."""
    if visitor.visitor_id is None:
        return f"profile:{profile_id}"
    return f"visitor:{identify.key_of(Identity.Kind.VISITOR, visitor.visitor_id)[-40:]}"


def _made(visitor: Visitor, *, at: datetime) -> Profile:
    """A profile for this visitor, found by the browser from now on."""
    key = visitor.user_key
    profile = identify.customer_profile(key, at=at) if key else identify.create(at=at)
    _link(visitor, profile, at=at)
    return profile


def _link(visitor: Visitor, profile: Profile, *, at: datetime) -> None:
    visitor_id = visitor.allot_id()
    identify.attach(profile, Identity.Kind.VISITOR, visitor_id, verified=True, at=at)


def _shown_by_us(note: Note) -> bool:
    """A view of the server's own; the script sends one for each display and names it for good."""
    return note.is_view and note.source == "server"


def _shown_a_moment_ago(row: Snapshot, note: Note) -> bool:
    """Whether this very page was the last one shown, within a double click; remembers it as the last one."""
    url = note.context.get("page", {}).get("url", "")
    # Its products too: a key in the address that looks like a secret reads ":token" like any other.
    about = [note.properties.get("query") or url, *_objects(note.properties)]
    page = [" ".join([note.name, *about]), seconds(note.occurred_at)]
    last = row.data.get("last_view")
    row.data["last_view"] = page
    return bool(last) and last[0] == page[0] and abs(page[1] - last[1]) < DOUBLE_CLICK.total_seconds()


def _objects(properties: Mapping[str, Any]) -> list[str]:
    product = properties.get("product")
    found = []
    if isinstance(product, Mapping) and product.get("product_id"):
        found.append(f"product:{product['product_id']}")
    if properties.get("category"):
        found.append(f"category:{properties['category']}")
    if properties.get("query"):
        found.append(f"query:{' '.join(str(properties['query']).lower().split())}")
        if properties.get("results") == 0:
            found.append("no_result")
    return found


def _value(properties: Mapping[str, Any]) -> Decimal:
    try:
        value = Decimal(str(properties.get("value") or 0))
    except InvalidOperation:
        return Decimal(0)
    return value if value.is_finite() else Decimal(0)
