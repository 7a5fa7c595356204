"""What is known of a person: each sight of a trait with its source, its age and whether it counts; and a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from django_personalize.profiles.models import Profile, Trait
from django_personalize.profiles.traits import RANK
from django_personalize.profiles.veil import MASK, readable

#: What somebody told or the shop stored is asked again after this time; life changes.
STALE_AFTER = timedelta(days=365)
#: What was seen or calculated is only worth something while it is fresh.
STALE_AFTER_SEEN = timedelta(days=90)
#: Traits that make up a name.
NAMES = ("first_name", "last_name")


@dataclass(frozen=True, slots=True)
class TraitRow:
    """One sight of a trait; of several with one name `counts` marks the one in force."""

    label: str
    value: str
    source: str
    observed_at: datetime
    expires_at: datetime | None
    #: "" fresh, "stale" seen long ago, "expired" counts as unknown.
    age: str
    counts: bool
    masked: bool


def grouped(
    rows: Sequence[Trait], *, at: datetime, personal: bool
) -> tuple[tuple[str, tuple[TraitRow, ...]], ...]:
    """Grouped by where they come from, the most trusted source first."""
    titles = {
        Trait.Source.DECLARED: _("Told by the person"),
        Trait.Source.SHOP: _("From the shop's account"),
        Trait.Source.API: _("From another system"),
        Trait.Source.OBSERVED: _("Seen on visits"),
        Trait.Source.COMPUTED: _("Calculated"),
    }
    in_force = {row.pk for row in _in_force(rows, at=at)}
    groups = []
    for source in RANK:
        members = tuple(
            _trait(row, at=at, personal=personal, counts=row.pk in in_force)
            for row in rows
            if row.source == source
        )
        if members:
            groups.append((str(titles[source]), members))
    return tuple(groups)


def label_of(name: str) -> str:
    """A trait's name as people read it, in English; templates translate the common ones."""
    return name.replace("_", " ").strip().capitalize()


def _trait(row: Trait, *, at: datetime, personal: bool, counts: bool) -> TraitRow:
    # What we calculated ourselves names nobody; everything else was typed or sent by somebody.
    masked = not personal and row.source != Trait.Source.COMPUTED
    return TraitRow(
        label=label_of(row.name),
        value=MASK if masked else readable(row.value),
        source=row.source,
        observed_at=row.observed_at,
        expires_at=row.expires_at,
        age=_age(row, at=at),
        counts=counts,
        masked=masked,
    )


def _age(row: Trait, *, at: datetime) -> str:
    if row.expires_at is not None and row.expires_at <= at:
        return "expired"
    told = row.source in (Trait.Source.DECLARED, Trait.Source.SHOP, Trait.Source.API)
    return "stale" if at - row.observed_at > (STALE_AFTER if told else STALE_AFTER_SEEN) else ""


def name_of(profile: Profile, traits: Sequence[Trait], *, at: datetime, personal: bool) -> str:
    """How staff may call this person: the name where it is known and may be seen, else kind and short id."""
    if personal:
        known = {row.name: row for row in _in_force(traits, at=at)}
        words = [str(known[name].value) for name in NAMES if name in known]
        if words:
            return " ".join(words)
    short_id = str(profile.uuid)[:8]
    text = _("Customer %(id)s") if profile.user_key else _("Visitor %(id)s")
    return text % {"id": short_id}


def _in_force(traits: Sequence[Trait], *, at: datetime) -> list[Trait]:
    """Of each name the sight that counts now; see `profiles.traits.known`."""
    best: dict[str, Trait] = {}
    for row in traits:
        if row.expires_at is not None and row.expires_at <= at:
            continue
        if row.name not in best or _rank(row) < _rank(best[row.name]):
            best[row.name] = row
    return list(best.values())


def _rank(row: Trait) -> int:
    order = [str(source) for source in RANK]
    return order.index(row.source) if row.source in order else len(order)
