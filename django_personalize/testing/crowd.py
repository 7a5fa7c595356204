"""A crowd of random people, drawn so that rules find borders: values that nearly match, days at the edge of windows."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django_personalize.consent.models import ConsentRecord
from django_personalize.core import clock
from django_personalize.events.models import EventCounter
from django_personalize.profiles import affinities, traits
from django_personalize.profiles.models import Affinity, Profile, Snapshot
from django_personalize.profiles.snapshots import seconds
from django_personalize.tracking.models import Session

#: What the crowd has: examples of conditions should ask for these.
WORDS = ("f", "F", "f ", "Größe", "100%", "a_b", "Ünïcode 🙂")
NUMBERS = (Decimal("-3.5"), Decimal(0), Decimal("0.3"), Decimal(7), Decimal("99999.9999"))
EVENTS = ("product_viewed", "products_searched", "session_started", "order_completed", "order_cancelled")
OBJECTS = (
    "",
    "product:1",
    "category:4",
    "category:A",
    "category:a",
    "brand:Acme",
    "query:red dress",
    "no_result",
)
KINDS = {"category": ("4", "5", "6"), "brand": ("Acme", "acme"), "attribute:colour": ("red", "blue")}
CHANNELS = ("direct", "organic_search", "paid_search", "email", "")
#: Days before today on which things happened: today, the edges of usual windows, long ago.
DAYS = (0, 1, 6, 7, 29, 30, 31, 89, 90, 300, 304, 305, 306, 365, 366, 800)
_AMOUNTS = (Decimal("0.1"), Decimal("0.2"), Decimal("19.99"), Decimal(0), Decimal("33.3333"))


def crowd(size: int, *, seed: int, at: datetime) -> list[int]:
    """Write `size` people; their profile ids. The same seed makes the same people."""
    rng = random.Random(seed)  # noqa: S311  a crowd, no secret
    people = Profile.objects.bulk_create(
        Profile(
            uuid=UUID(int=rng.getrandbits(128), version=4),
            bucketing_key=UUID(int=rng.getrandbits(128), version=4),
            user_key=rng.choice(["", f"{seed}-{n}"]),
            created_at=at - timedelta(days=rng.choice(DAYS)),
        )
        for n in range(size)
    )
    ids = [person.pk for person in people]
    _traits(ids, rng, at)
    _counters(ids, rng, clock.day_of(at))
    _affinities(ids, rng, at)
    _visits(ids, rng, at)
    _consents(ids, rng, at)
    return ids


def _traits(ids: Sequence[int], rng: random.Random, at: datetime) -> None:
    seen = []
    for pk in ids:
        for name in ("gender", "size", "birthday", "vip", "mixed"):
            for source in traits.RANK:
                if rng.random() < 0.3:
                    expires = rng.choice(
                        [None, None, at, at - timedelta(seconds=1), at + timedelta(seconds=1)]
                    )
                    value = _value(name, rng, at)
                    seen.append(traits.Observation(pk, name, value, source, at - timedelta(days=1), expires))
    traits.write_many(seen)


def _value(name: str, rng: random.Random, at: datetime) -> traits.Value:
    today = clock.day_of(at)
    birthday = rng.choice([date(1990, 2, 28), date(1992, 2, 29), date(1980, today.month, 1)])
    of: dict[str, traits.Value] = {
        "gender": rng.choice(WORDS),
        "size": rng.choice(NUMBERS),
        "birthday": rng.choice([birthday, today, today + timedelta(days=rng.randint(1, 40))]),
        "vip": rng.random() < 0.5,
    }
    return of[name] if name in of else rng.choice(list(of.values()))


def _counters(ids: Sequence[int], rng: random.Random, today: date) -> None:
    rows = {}
    for pk in ids:
        for _ in range(rng.choice([0, 3, 12, 30])):
            name, about = rng.choice(EVENTS), rng.choice(OBJECTS)
            if name.startswith("order_") and rng.random() < 0.6:
                about = rng.choice(["", "currency:EUR"])
            day = today - timedelta(days=rng.choice(DAYS))
            rows[pk, name, about, day] = EventCounter(
                profile_id=pk,
                name=name,
                object=about,
                day=day,
                count=rng.randint(1, 3),
                value=rng.choice(_AMOUNTS),
            )
    EventCounter.objects.bulk_create(rows.values(), batch_size=500)


def _affinities(ids: Sequence[int], rng: random.Random, at: datetime) -> None:
    moments = [at - timedelta(days=days) for days in (0, 10, 100)]
    Affinity.objects.bulk_create(
        Affinity(
            profile_id=pk,
            kind=kind,
            value=value,
            weight=affinities.grown(rng.choice([1.0, 1.0, 4.0, 8.0]), when),
            events=1,
            last_at=when,
        )
        for pk in ids
        for kind, values in KINDS.items()
        for value in values
        if rng.random() < 0.4 and (when := rng.choice(moments))
    )


def _visits(ids: Sequence[int], rng: random.Random, at: datetime) -> None:
    starts = [at - timedelta(days=days) for days in (0, 1, 1, 40)]
    Session.objects.bulk_create(
        Session(
            id=UUID(int=rng.getrandbits(128), version=4),
            profile_id=pk,
            origin_id=pk,
            started_at=(start := rng.choice(starts)),
            last_seen_at=start,
            entry_url="/",
            exit_url="/",
            channel=rng.choice(CHANNELS),
            campaign=rng.choice(["", "spring", "Spring"]),
            device=rng.choice(["phone", "desktop", ""]),
            language=rng.choice(["de", "de-at", ""]),
        )
        for pk in ids
        for _ in range(rng.choice([0, 1, 3]))
    )


def _consents(ids: Sequence[int], rng: random.Random, at: datetime) -> None:
    records, states = [], []
    for pk in ids:
        state = {}
        for purpose in ("personalization", "marketing_email"):
            for _ in range(rng.choice([0, 1, 3])):
                status = rng.choice(ConsentRecord.Status.values)
                expires = rng.choice([None, at - timedelta(seconds=1), at, at + timedelta(seconds=1)])
                since = at - timedelta(days=2)
                records.append(
                    ConsentRecord(
                        profile_id=pk,
                        origin_id=pk,
                        purpose=purpose,
                        status=status,
                        at=since,
                        expires_at=expires,
                        wording="",
                        wording_version="",
                        language="",
                        source="test",
                        method="test",
                        actor="person",
                    )
                )
                state[purpose] = [status, seconds(since), None if expires is None else seconds(expires)]
        states.append(Snapshot(profile_id=pk, version=1, data={"consents": state}, updated_at=at))
    ConsentRecord.objects.bulk_create(records)  # in their order: the newest has the largest key
    Snapshot.objects.bulk_create(states)
