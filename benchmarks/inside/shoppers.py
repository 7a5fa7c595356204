"""A shop with its catalogue, and visitors who have consented and looked around."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.management import call_command

from django_personalize.conf import settings
from django_personalize.consent import ledger
from django_personalize.core import clock
from django_personalize.events.draft import EventDraft
from django_personalize.events.ingest import ingest
from django_personalize.profiles import identify
from django_personalize.profiles.models import Identity, Profile
from django_personalize.shop.models import CatalogCategory, CatalogItem
from django_personalize.shop.sync import reconcile
from django_personalize.tracking import choice, cookies
from example_shop import catalogue
from example_shop.models import Category

_CHUNK = 1000
_EVIDENCE = ledger.Evidence(
    wording="Made up for a measurement.",
    wording_version="1",
    language="en",
    source="benchmark",
    method="banner",
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser: its cookies with the app, and those of the shop's own tags."""

    profile: int
    consent: str
    token: str
    seen: str
    shelf: str

    @property
    def cookies(self) -> str:
        """The value of its Cookie header."""
        return (
            f"pz_consent={self.consent}; pz_visitor={self.token}; seen={self.seen}; shelf={self.shelf}; "
            f"who={self.profile}"
        )


def prepare() -> dict[str, int]:
    """Tables, the shop's catalogue and the read model of it."""
    call_command("migrate", verbosity=0)
    catalogue.load(at=clock.now())
    reconcile(at=clock.now())
    return {"products": CatalogItem.objects.count()}


def arrive(count: int, *, seed: int = 7, events: int = 24) -> list[dict[str, Any]]:
    """So many consenting visitors with `events` views each over the last days, the last five in one category.

    Returns what `cookies_of` and the twins need; the same seed draws the same people and the same tastes.
    """
    chance = random.Random(seed)
    at = clock.now()
    people = people_with_consent(count, at=at)
    ids = [secrets.token_hex(16) for _ in people]
    Identity.objects.bulk_create(
        [
            Identity(
                key=identify.key_of(Identity.Kind.VISITOR, visitor_id),
                kind=Identity.Kind.VISITOR,
                profile=profile,
                verified=True,
                created_at=at,
            )
            for profile, visitor_id in zip(people, ids, strict=True)
        ],
        batch_size=_CHUNK,
    )
    shelves = _shelves()
    everything = [key for keys in shelves.values() for key in keys]
    drafts: list[EventDraft] = []
    found: list[Visitor] = []
    token = choice.make(settings.PURPOSES, at=at - timedelta(days=1)).token()
    for profile, visitor_id in zip(people, ids, strict=True):
        shelf = chance.choice([name for name, keys in shelves.items() if len(keys) >= 5])
        looked = chance.sample(everything, events - 5) + chance.sample(shelves[shelf], 5)
        drafts.extend(_views(profile.pk, looked, at=at))
        newest = list(dict.fromkeys(reversed(looked)))
        found.append(
            Visitor(profile.pk, token, cookies.visitor_token(visitor_id), ".".join(newest[:24]), shelf)
        )
    for start in range(0, len(drafts), _CHUNK):
        ingest(drafts[start : start + _CHUNK], at=at)
    return [{**asdict(visitor), "cookies": visitor.cookies} for visitor in found]


def people_with_consent(count: int, *, at: datetime) -> list[Profile]:
    """New people who have said yes 400 days ago."""
    people = Profile.objects.bulk_create([Profile(created_at=at) for _ in range(count)], batch_size=_CHUNK)
    ledger.record_many(
        ledger.Declaration(profile.pk, purpose, ledger.Status.GRANTED, at - timedelta(days=400), _EVIDENCE)
        for profile in people
        for purpose in settings.PURPOSES
    )
    return people


def remember_shelves(visitors: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same visitors with the category that the app shows them in the cookie of the shop's own tag."""
    from benchmarks.inside.pages import visitor_of
    from django_personalize.onsite.tile import category_tile

    changed = []
    for visitor in visitors:
        tile = category_tile(visitor_of(visitor["cookies"]))
        slug = tile.url.strip("/").rpartition("/")[2] if tile else ""
        fields = {name: visitor[name] for name in ("profile", "consent", "token", "seen")}
        changed.append(
            {**asdict(Visitor(**fields, shelf=slug)), "cookies": Visitor(**fields, shelf=slug).cookies}
        )
    return changed


def product_addresses() -> list[dict[str, Any]]:
    """What the twin of the collector may know of each product without asking: by address."""
    rows = CatalogItem.objects.filter(listed=True, available=True).order_by("pk")
    return [
        {
            "url": row.url,
            "key": row.key,
            "title": row.title,
            "category": row.category,
            "categories": list(row.category_keys),
            "brand": row.brand,
            "attributes": {
                name: str(row.attributes[name])
                for name in settings.AFFINITY_ATTRIBUTES
                if row.attributes.get(name)
            },
        }
        for row in rows
    ]


def _shelves() -> dict[str, list[str]]:
    """Slug of a lowest category to the keys of what can be bought there."""
    slugs = {str(pk): slug for pk, slug in Category.objects.values_list("pk", "slug")}
    parents = set(CatalogCategory.objects.values_list("parent_key", flat=True))
    found: dict[str, list[str]] = {}
    rows = CatalogItem.objects.filter(listed=True, available=True).order_by("pk")
    for key, category in rows.values_list("key", "category"):
        if category not in parents:
            found.setdefault(slugs[category], []).append(key)
    return found


def _views(profile_id: int, keys: list[str], *, at: datetime) -> Iterator[EventDraft]:
    """Views in the order of `keys`, a minute between the last five, hours between those before."""
    for place, key in enumerate(reversed(keys)):
        ago = timedelta(minutes=40 + place) if place < 5 else timedelta(days=1, hours=3 * place)
        yield EventDraft("product_viewed", profile_id, at - ago, {"product": {"product_id": key}})
