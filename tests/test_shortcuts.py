"""The public Python API, as a shop's own code calls it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory

from django_personalize import shortcuts
from django_personalize.models import ConsentRecord, Event, Profile, Trait
from django_personalize.profiles import identify, traits
from django_personalize.testing import FrozenClock
from django_personalize.tracking import writing
from django_personalize.visitor import Visitor
from tests.conftest import USER_AGENT
from tests.factories import SmallShop


def request_of(path: str = "/") -> HttpRequest:
    request = RequestFactory(headers={"user-agent": USER_AGENT}).get(path)
    request.user = AnonymousUser()
    request.visitor = Visitor(request)  # type: ignore[attr-defined]
    return request


def written(request: HttpRequest) -> list[Event]:
    writing.write(request.visitor)  # type: ignore[attr-defined]
    return list(Event.objects.exclude(name="session_started"))


def test_a_shop_tracks_its_own_instances(shop: SmallShop, clock: FrozenClock) -> None:
    request = request_of()
    shortcuts.set_consent(request, ["analytics", "personalization"])
    shortcuts.track(request, "wishlist_product_added", {"product": shop.products[0]})
    (event,) = written(request)
    assert (event.name, event.product) == ("wishlist_product_added", str(shop.products[0].pk))


def test_names_of_other_tools_are_understood(shop: SmallShop, clock: FrozenClock) -> None:
    request = request_of()
    shortcuts.set_consent(request, ["personalization"])
    shortcuts.track(request, "Product Shared", {"product_id": "1", "share_via": "mail"} | {"name": "Bracket"})
    (event,) = written(request)
    assert (event.name, event.product) == ("product_shared", "1")


@pytest.mark.parametrize(
    ("name", "properties", "says"),
    [
        ("prodct_viewed", {}, "Did you mean 'product_viewed'?"),
        ("product_viewed", {"product": object()}, "is no product of the shop"),
        ("product_viewed", {}, "product is missing"),
        ("products_searched", {"query": "a", "colour": "red"}, "'colour' is not allowed"),
    ],
)
def test_a_wrong_event_is_named(
    shop: SmallShop, clock: FrozenClock, name: str, properties: dict[str, object], says: str
) -> None:
    with pytest.raises(shortcuts.BadEvent, match=says.replace("?", r"\?")):
        shortcuts.track(request_of(), name, properties)


def test_the_hosts_own_banner_grants_and_refuses(shop: SmallShop, clock: FrozenClock) -> None:
    request = request_of()
    shortcuts.set_consent(request, ["analytics"])
    assert request.visitor.allows("analytics")  # type: ignore[attr-defined]
    assert not request.visitor.allows("personalization")  # type: ignore[attr-defined]
    shortcuts.set_consent(request, [])
    assert not request.visitor.allows("analytics")  # type: ignore[attr-defined]
    assert set(ConsentRecord.objects.values_list("method", flat=True)) == {"host"}


@pytest.mark.row("A1")
@pytest.mark.row("A23")
def test_declared_traits_outrank_the_shops_and_carry_their_time(shop: SmallShop, clock: FrozenClock) -> None:
    profile = identify.customer_profile(str(shop.customer.pk), at=clock.now())
    shortcuts.load_consents(
        [
            shortcuts.PastConsent(
                f"user:{shop.customer.pk}", ("personalization",), clock.now(), "words", "/", "import"
            )
        ]
    )
    shop.customer.country = "HU"
    shop.customer.save()
    assert traits.known(profile.pk, at=clock.now())["country"].value == "HU"
    clock.advance(timedelta(days=1))
    assert shortcuts.identify(shop.customer, {"country": "AT"}) == profile.pk
    known = traits.known(profile.pk, at=clock.now())["country"]
    assert (known.value, known.source, known.observed_at) == ("AT", Trait.Source.DECLARED, clock.now())


def test_without_consent_nobody_is_identified(shop: SmallShop, clock: FrozenClock) -> None:
    assert shortcuts.identify(request_of(), {"country": "AT"}) is None
    assert shortcuts.identify(shop.customer, {"country": "AT"}) is None
    assert not Trait.objects.exists()
    assert not Profile.objects.exists()


def test_history_is_loaded_once_and_only_with_consent(shop: SmallShop, clock: FrozenClock) -> None:
    at = clock.now() - timedelta(days=3)
    views = [
        shortcuts.PastEvent(
            "product_viewed", f"visitor:{who}", at, f"{who}-{n}", {"product": {"product_id": str(product.pk)}}
        )
        for who in ("ann", "bob")
        for n, product in enumerate(shop.products)
    ]
    allowed = [shortcuts.PastConsent("visitor:ann", ("personalization",), at, "words", "/old", "import")]
    assert shortcuts.load_consents(allowed) == 1
    assert shortcuts.load_consents(allowed) == 0
    first, second = shortcuts.load_events(views), shortcuts.load_events(views)
    assert (first.written, first.refused) == (6, 6)
    assert (second.written, second.duplicates, second.refused) == (0, 6, 6)
    assert Profile.objects.count() == 2


def test_a_person_from_history_must_be_a_user_or_a_visitor(shop: SmallShop, clock: FrozenClock) -> None:
    with pytest.raises(ValueError, match="must be 'user:<key>' or 'visitor:<id>'"):
        shortcuts.load_events([shortcuts.PastEvent("page_viewed", "ann", clock.now(), "1")])
