"""Finding a visitor's person in the shared cache: together, and never from an old guess."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from django_personalize.core import page_cache
from django_personalize.models import Identity, Profile, Snapshot
from django_personalize.profiles import whereabouts
from django_personalize.testing import FrozenClock
from django_personalize.tracking import recognise
from tests.factories import PASSWORD, SmallShop
from tests.settings import PERSONALIZE

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.row("B26"),
]


@pytest.fixture(autouse=True)
def _shared_cache() -> Iterator[None]:
    recognise._likely.clear()
    page_cache._rest_until = 0.0
    caches["default"].clear()
    with override_settings(PERSONALIZE={**PERSONALIZE, "SHARED_CACHE": "default"}):
        yield
    caches["default"].clear()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The keys of each round trip to the cache that reads, as it happens."""
    found: list[tuple[str, ...]] = []
    kind = type(caches["default"])
    get, get_many = kind.get, kind.get_many

    def get_counted(self: Any, key: str, *args: Any, **more: Any) -> Any:
        if key.startswith("pz:"):
            found.append((key[:4],))
        return get(self, key, *args, **more)

    def get_many_counted(self: Any, keys: Any, *args: Any, **more: Any) -> Any:
        found.append(tuple(key[:4] for key in keys))
        return {key: value for key in keys if (value := get(self, key)) is not None}

    monkeypatch.setattr(kind, "get", get_counted)
    monkeypatch.setattr(kind, "get_many", get_many_counted)
    assert get_many is not get_many_counted
    return found


def seen_by(client: Client) -> list[str]:
    """Keys of the products that the next page knows the visitor has looked at."""
    return [seen.key for seen in client.get(reverse("magazine")).wsgi_request.visitor.snapshot.viewed]  # type: ignore[attr-defined]


def test_a_warm_page_asks_the_cache_once(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock, asked: list[tuple[str, ...]]
) -> None:
    for product in shop.connector_products[:2]:
        visitor_client.get(product.get_absolute_url())
        clock.advance(timedelta(seconds=20))
    visitor_client.get(reverse("home"))
    clock.advance(timedelta(seconds=20))
    for key in list(caches["default"]._cache):  # type: ignore[attr-defined]
        if ":pz:" not in key:
            caches["default"].delete(key.split(":", 2)[2])
    asked.clear()
    visitor_client.get(reverse("home"))
    assert asked[0] == ("pz:i", "pz:r", "pz:p", "pz:f")
    assert len(asked) == 1


def test_the_next_page_knows_of_the_last_one_although_the_process_remembers_the_person(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    looked: list[str] = []
    for product in shop.products:
        visitor_client.get(product.get_absolute_url())
        looked.insert(0, str(product.pk))
        assert seen_by(visitor_client) == looked
        clock.advance(timedelta(seconds=20))


def test_a_browser_that_is_another_persons_since_a_moment_shows_that_person(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    """The process still guesses the person of before; what the cache says of the identity decides."""
    visitor_client.get(shop.connector_products[0].get_absolute_url())
    assert seen_by(visitor_client) == [str(shop.connector_products[0].pk)]
    other = Profile.objects.create(created_at=clock.now())
    Snapshot.objects.create(
        profile=other, version=99, data={"viewed": [["41", 1], ["42", 1]]}, updated_at=clock.now()
    )
    identity = Identity.objects.get(kind="visitor")
    with transaction.atomic():
        page_cache.forget([page_cache.identity(identity.pk)])
        Identity.objects.filter(pk=identity.pk).update(profile=other)
    for _ in range(3):
        assert seen_by(visitor_client) == ["41", "42"]
        caches["default"].delete(page_cache.identity(identity.pk))  # the writer's mark runs out


def test_after_a_login_the_guess_of_before_shows_nobody_elses_page(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    visitor_client.get(shop.connector_products[0].get_absolute_url())
    before = dict(recognise._likely)
    visitor_client.post(reverse("login"), {"username": "ada@example.com", "password": PASSWORD})
    recognise._likely.update(dict.fromkeys(before, 1000000))
    visitor = visitor_client.get(reverse("magazine")).wsgi_request.visitor  # type: ignore[attr-defined]
    assert visitor.signed_in
    assert [seen.key for seen in visitor.snapshot.viewed] == [str(shop.connector_products[0].pk)]


def test_what_is_kept_in_mind_of_visitors_is_bounded(
    visitor_client: Client, shop: SmallShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor_client.get(shop.products[0].get_absolute_url())
    monkeypatch.setattr(recognise, "_MOST_LIKELY", 3)
    recognise._likely.clear()
    recognise._likely.update({f"pz:i:visitor:{number}": number for number in range(3)})
    assert len(seen_by(visitor_client)) == 1
    assert len(recognise._likely) == 1


def test_a_glance_that_fails_leaves_the_answer_to_the_database(
    visitor_client: Client, shop: SmallShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor_client.get(shop.products[0].get_absolute_url())
    seen_by(visitor_client)

    def refuse(*args: Any, **more: Any) -> None:
        raise ConnectionError("cache down")

    monkeypatch.setattr(type(caches["default"]), "get_many", refuse)
    value = visitor_client.get(reverse("magazine")).wsgi_request.visitor.visitor_id  # type: ignore[attr-defined]
    page_cache._rest_until = 0.0
    found = recognise.find("visitor", value)
    assert found == whereabouts.find_written("visitor", value)
    page_cache._rest_until = 0.0
