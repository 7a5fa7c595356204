"""What was removed by its age and is told again is known."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from django_personalize.core import clock as core_clock
from django_personalize.models import DaySum, Event, EventCounter, Profile
from django_personalize.profiles import identify, snapshots
from django_personalize.testing import FrozenClock
from django_personalize.tracking.history import backfill
from django_personalize.tracking.past import PastEvent, load_events
from example_shop.models import Order
from tests import factories
from tests.factories import SmallShop
from tests.retention.people import months_ago, person, prune_all

pytestmark = pytest.mark.django_db


def imported() -> tuple[int, int]:
    """(written, known) of a whole import."""
    written = known = 0
    for done in backfill(at=core_clock.now()):
        written, known = done.written, done.known
    return written, known


@pytest.mark.trust("T-024")
def test_orders_that_are_gone_are_known_to_the_import(shop: SmallShop, clock: FrozenClock) -> None:
    old, new = shop.connector_products[0], shop.connector_products[1]
    factories.order(shop.customer, lines=[(old, 2)], placed_at=months_ago(30))
    factories.order(shop.customer, lines=[(new, 1)], placed_at=months_ago(2), status="cancelled")
    factories.order(None, lines=[(old, 1)], placed_at=months_ago(20))
    assert imported() == (4, 0)
    customer = Profile.objects.get(user_key=str(shop.customer.pk))
    before = sorted(EventCounter.objects.values_list("name", "object", "day", "count"))
    counts = snapshots.load(customer.pk).counts

    assert prune_all("events") == {"events": 2}
    assert imported() == (0, 4)
    assert Event.objects.count() == 2
    assert sorted(EventCounter.objects.values_list("name", "object", "day", "count")) == before
    assert snapshots.load(customer.pk).counts == counts


def test_a_customer_who_was_removed_is_not_made_anew_by_orders_that_are_gone(
    shop: SmallShop, clock: FrozenClock
) -> None:
    factories.order(shop.customer, placed_at=months_ago(40))
    identify.customer_profile(str(shop.customer.pk), at=months_ago(41))
    assert imported() == (1, 0)
    assert prune_all()["customers"] == 1
    assert imported() == (0, 1)
    assert not Profile.objects.exists()


def test_orders_of_guests_count_in_their_days_once(shop: SmallShop, clock: FrozenClock) -> None:
    product = shop.dress_products[0]
    for _ in range(2):
        factories.order(None, lines=[(product, 1)], placed_at=months_ago(20))
    for _ in range(3):
        imported()
    rows = DaySum.objects.filter(name="order_completed", day=months_ago(20).date())
    assert sorted(rows.values_list("object", "count", "value")) == [
        ("", 2, Decimal("298.00")),
        (f"product:{product.pk}", 2, Decimal("298.00")),
    ]


@pytest.mark.row("A1", part="import reconciles")
def test_the_import_says_whether_the_sums_agree_also_after_the_removal(
    shop: SmallShop, clock: FrozenClock
) -> None:
    oldest = factories.order(shop.customer, lines=[(shop.dress_products[0], 1)], placed_at=months_ago(30))
    factories.order(shop.customer, lines=[(shop.dress_products[1], 1)], placed_at=months_ago(1))

    def told() -> list[str]:
        said = StringIO()
        call_command("personalize_backfill", stdout=said)
        return said.getvalue().splitlines()

    assert "Sum of all orders: 228.00 EUR, our events hold the same" in told()
    prune_all("events")
    assert "Sum of all orders: 228.00 EUR, our events hold the same" in told()
    Order.objects.get(pk=oldest.pk).delete()
    assert told()[-1] == (
        "Our events hold 149.0000 EUR more than the shop's orders: orders that the shop has deleted since, or that "
        "changed after they were written."
    )


def test_an_imported_event_that_is_gone_is_known_when_it_is_loaded_again(
    shop: SmallShop, clock: FrozenClock
) -> None:
    ada = person(months_ago(24), user="7")
    act = PastEvent(
        "product_viewed",
        "user:7",
        months_ago(20),
        "view-1",
        {"product": {"product_id": str(shop.products[0].pk)}},
    )
    assert load_events([act], at=months_ago(19)).written == 1
    prune_all("events")
    clock.advance(timedelta(hours=1))
    again = load_events([act], at=clock.now())
    assert (again.written, again.duplicates) == (0, 1)
    assert snapshots.load(ada.pk).counts == {"product_viewed": 1}
