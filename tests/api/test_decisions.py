"""Decisions as data: with their reasons, asked of consent at that moment, open for later places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from django_personalize.api.decisions import DECISIONS, Decided
from django_personalize.models import AuditEntry, Profile, Snapshot
from tests.api.conftest import Api, somebody
from tests.api.test_events import viewed
from tests.factories import SmallShop

pytestmark = pytest.mark.django_db


def decided(api: Api, profile: Profile, **query: Any) -> dict[str, dict[str, Any]]:
    found = api.get(f"/profiles/{profile.uuid}/decisions", query).json()["decisions"]
    return {decision["name"]: decision for decision in found}


def test_a_person_is_shown_what_the_page_would_show(api: Api, ada: Profile, shop: SmallShop) -> None:
    api.post("/events", {"events": [viewed(product.pk) for product in shop.connector_products]})
    found = decided(api, ada)
    assert list(found) == list(DECISIONS)
    products = found["continue_shopping"]["content"]["products"]
    assert {product["key"] for product in products} == {
        str(product.pk) for product in shop.connector_products
    }
    assert products[0]["price"]["currency"] == "EUR"
    assert found["category_tile"]["content"]["title"] == "Wood connectors"
    assert found["greeting"]["personal"] is True


def test_without_consent_every_place_says_why_it_shows_its_default(api: Api, shop: SmallShop) -> None:
    person = somebody("grace", personalization="denied")
    found = decided(api, person)
    assert {one["reason"] for one in found.values()} == {"denied"}
    assert {one["content"] for one in found.values()} == {None}


@pytest.mark.trust("T-601")
def test_names_and_purchases_need_the_scope_for_personal_data(
    api: Api, api_with: Callable[..., Api], ada: Profile, shop: SmallShop
) -> None:
    Snapshot.objects.filter(pk=ada.pk).update(
        data={
            **Snapshot.objects.get(pk=ada.pk).data,
            "name": "Ada",
            "bought": [[str(shop.products[0].pk), 1, "1"]],
        }
    )
    narrow = decided(api_with("decisions:read"), ada)
    assert narrow["greeting"]["content"]["name"] == ""
    assert narrow["continue_shopping"]["content"] is None
    assert AuditEntry.objects.count() == 0
    full = decided(api, ada)
    assert full["greeting"]["content"]["name"] == "Ada"
    assert full["continue_shopping"]["content"]["kind"] == "bought"
    assert AuditEntry.objects.get().action == "decisions.read"


def test_only_the_places_that_are_asked_for_are_answered(api: Api, ada: Profile) -> None:
    assert list(decided(api, ada, names="greeting")) == ["greeting"]
    wrong = api.get(f"/profiles/{ada.uuid}/decisions", {"names": "greeting,grating"})
    assert wrong.status_code == 400
    assert "continue_shopping" in wrong.json()["errors"][0]["detail"]


def test_a_place_of_another_package_plugs_in_and_a_failing_one_shows_its_default(
    api: Api, ada: Profile
) -> None:
    def broken(visitor: Any, limit: int) -> Decided:
        raise RuntimeError("the shop's own fault")

    with (
        DECISIONS.temporarily("hero", lambda visitor, limit: Decided({"limit": limit}, "always")),
        DECISIONS.temporarily("broken", broken),
    ):
        found = decided(api, ada, limit=3)
    assert found["hero"]["content"] == {"limit": 3}
    assert (found["broken"]["content"], found["broken"]["reason"]) == (None, "failed")
