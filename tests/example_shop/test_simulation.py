"""The simulated shoppers: what they do agrees with the truth they were drawn from, and the shop holds exactly that."""

from __future__ import annotations

import pickle
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from statistics import mean

import pytest
from django.db import transaction

from django_personalize.events.models import Event
from django_personalize.profiles import affinities, identify, snapshots
from django_personalize.shop.sync import reconcile
from django_personalize.testing import FrozenClock
from django_personalize.tracking.history import backfill
from example_shop import catalogue, recording
from example_shop.models import Cart, Customer, Load, Order, OrderLine, Product, WishlistItem
from example_shop.simulation import Action, Person, Simulation, simulate, writing
from example_shop.simulation.behaviour import sessions_of
from example_shop.simulation.goods import levels
from example_shop.simulation.shoppers import ZONE
from example_shop.simulation.telling import telling

UNTIL = datetime(2026, 6, 15, 10, tzinfo=UTC)

Lives = dict[int, list[Action]]


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return simulate(seed=11, shoppers=400, days=150, until=UNTIL)


@pytest.fixture(scope="module")
def lives(simulation: Simulation) -> Lives:
    return {person.index: simulation.actions_of(person) for person in simulation.people}


def of_kind(simulation: Simulation, kind: str) -> list[Person]:
    found = [person for person in simulation.people if person.kind == kind]
    assert found
    return found


def orders_in(lives: Lives, people: list[Person]) -> list[Action]:
    return [action for person in people for action in lives[person.index] if action.kind == "order_completed"]


# -- the truth


def test_the_same_seed_draws_the_same_people_and_lives(simulation: Simulation, lives: Lives) -> None:
    again = simulate(seed=11, shoppers=400, days=150, until=UNTIL)
    assert again.people == simulation.people
    assert {person.index: again.actions_of(person) for person in again.people} == lives


def test_another_seed_draws_other_people(simulation: Simulation) -> None:
    other = simulate(seed=12, shoppers=400, days=150, until=UNTIL)
    assert not set(other.people) & set(simulation.people)


def test_a_shopper_is_the_same_in_a_larger_simulation(simulation: Simulation) -> None:
    larger = simulate(seed=11, shoppers=500, days=150, until=UNTIL)
    assert larger.people[:400] == simulation.people
    assert larger.actions_of(larger.people[7]) == simulation.actions_of(simulation.people[7])


def test_the_truth_can_be_kept_and_nobody_can_change_it(simulation: Simulation) -> None:
    assert pickle.loads(pickle.dumps(simulation.people)) == simulation.people  # noqa: S301  our own bytes
    with pytest.raises(AttributeError):
        simulation.people[0].kind = "regular"  # type: ignore[misc]


def test_the_shares_of_kinds_and_consents_are_those_it_was_told() -> None:
    people = simulate(seed=3, shoppers=2000, days=30, until=UNTIL).people
    kinds = Counter(person.kind for person in people)
    assert kinds["regular"] / len(people) == pytest.approx(0.44, abs=0.04)
    assert kinds["business"] / len(people) == pytest.approx(0.06, abs=0.02)
    assert mean(person.consents for person in people) == pytest.approx(0.8, abs=0.03)


def test_e_mail_addresses_are_unique_plain_and_lead_nowhere(simulation: Simulation) -> None:
    emails = [person.email for person in simulation.people]
    assert len(set(emails)) == len(emails)
    assert all(email.isascii() and email == email.lower() and email.endswith(".example") for email in emails)


# -- behaviour


def test_actions_come_in_order_of_time_and_inside_the_window(simulation: Simulation) -> None:
    actions = list(simulation.actions())
    assert actions
    assert actions == sorted(actions, key=lambda action: action.at)
    assert all(simulation.start <= action.at < simulation.until for action in actions)
    joined = {person.index: person.joined_at for person in simulation.people}
    assert all(action.at >= joined[action.person] for action in actions)


def test_people_look_at_what_they_like(simulation: Simulation, lives: Lives) -> None:
    for person in of_kind(simulation, "regular"):
        looks = [
            action.good for action in lives[person.index] if action.kind == "product_viewed" and action.good
        ]
        if len(looks) >= 20:
            liked = dict(person.taste.categories)
            assert mean(good.category in liked for good in looks) > 0.6
    everybody = of_kind(simulation, "regular")
    by_brand = [
        good.brand in person.taste.brands
        for person in everybody
        for action in lives[person.index]
        if (good := action.good) and action.kind == "product_viewed"
    ]
    assert mean(by_brand) > 0.25


def test_a_higher_price_level_looks_at_dearer_things(simulation: Simulation, lives: Lives) -> None:
    seen = defaultdict(list)
    for person in of_kind(simulation, "regular"):
        for action in lives[person.index]:
            if action.kind == "product_viewed" and action.good:
                seen[person.taste.price_level].append(action.good.level)
    assert mean(seen["low"]) + 0.1 < mean(seen["mid"]) < mean(seen["high"]) - 0.1


def test_the_cheapest_good_has_level_zero_and_the_dearest_one() -> None:
    assert levels([("a", None), ("b", 3), ("c", 1), ("d", 2)]) == {"a": 0.5, "b": 1.0, "c": 0.0, "d": 0.5}  # type: ignore[list-item]


@pytest.mark.row("A2")
def test_presents_follow_the_taste_of_somebody_else(simulation: Simulation, lives: Lives) -> None:
    buyers = of_kind(simulation, "gift_buyer")
    presents = 0
    for person in buyers:
        assert person.gift_taste is not None
        assert person.gift_taste.archetype != person.taste.archetype
        theirs = dict(person.gift_taste.categories)
        for order in orders_in(lives, [person]):
            if order.is_gift:
                presents += 1
                assert all(line.good.category in theirs for line in order.lines)
    assert presents >= 10
    everybody = [order for order in orders_in(lives, of_kind(simulation, "regular")) if order.is_gift]
    assert len(everybody) < presents


def test_lapsing_customers_stop_and_the_others_go_on(simulation: Simulation, lives: Lives) -> None:
    for person in of_kind(simulation, "lapsing"):
        assert person.lapses_at is not None
        assert person.lapses_at < simulation.until - timedelta(days=5)
        assert all(action.at < person.lapses_at for action in lives[person.index])
    lately = simulation.until - timedelta(days=30)
    regular = of_kind(simulation, "regular")
    assert mean(any(action.at >= lately for action in lives[person.index]) for person in regular) > 0.6


def test_everybody_has_a_favourite_weekday(simulation: Simulation, lives: Lives) -> None:
    on_favourite, visits = 0, 0
    for person in simulation.people:
        for session in sessions_of(lives[person.index]):
            visits += 1
            on_favourite += session[0].at.astimezone(ZONE).weekday() == person.favourite_weekday
    # One in seven without a habit; three times the weight of another day is about one in three.
    assert 0.28 < on_favourite / visits < 0.45


def test_the_shop_is_fullest_on_sundays_and_in_the_evening(simulation: Simulation, lives: Lives) -> None:
    starts = [
        session[0].at.astimezone(ZONE)
        for person in simulation.people
        if not person.is_business
        for session in sessions_of(lives[person.index])
    ]
    weekdays = Counter(start.weekday() for start in starts)
    hours = Counter(start.hour for start in starts)
    assert weekdays.most_common(1)[0][0] == 6
    assert hours.most_common(1)[0][0] in (19, 20, 21)
    assert hours[3] < hours[20] / 20


def test_companies_buy_connectors_in_office_hours(simulation: Simulation, lives: Lives) -> None:
    companies = of_kind(simulation, "business")
    assert all(person.company and person.vat_id and person.has_account for person in companies)
    orders = orders_in(lives, companies)
    local = [order.at.astimezone(ZONE) for order in orders]
    assert mean(at.weekday() < 5 for at in local) > 0.9
    assert all(6 <= at.hour <= 19 for at in local)
    lines = [line for order in orders for line in order.lines]
    assert mean(line.good.category in ("wood-connectors", "tools") for line in lines) > 0.6
    assert mean(line.quantity for line in lines if line.good.category == "wood-connectors") > 4


def test_abandoners_fill_carts_and_window_shoppers_do_not(simulation: Simulation, lives: Lives) -> None:
    def ordered_share(kind: str) -> float:
        people = of_kind(simulation, kind)
        carts = sum(len({a.cart for a in lives[person.index] if a.cart}) for person in people)
        return len(orders_in(lives, people)) / carts

    assert ordered_share("abandoner") < 0.25 < 0.7 < ordered_share("regular")
    window = of_kind(simulation, "window")
    visits = sum(len(list(sessions_of(lives[person.index]))) for person in window)
    assert len(orders_in(lives, window)) < visits / 50


def test_goods_of_a_season_are_looked_at_in_their_season() -> None:
    year = simulate(seed=5, shoppers=250, days=365, until=UNTIL)
    seen = Counter(
        action.at.month
        for action in year.actions()
        if action.kind == "product_viewed" and action.good and action.good.category == "summer-dresses"
    )
    assert seen[6] + seen[7] + seen[8] > 1.5 * (seen[12] + seen[1] + seen[2])


def test_gift_buyers_come_before_a_feast() -> None:
    winter = simulate(seed=5, shoppers=400, days=60, until=datetime(2026, 12, 26, tzinfo=UTC))
    starts = [
        session[0].at
        for person in winter.people
        if person.kind == "gift_buyer" and person.joined_at < winter.start
        for session in sessions_of(winter.actions_of(person))
    ]
    last_week = sum(
        datetime(2026, 12, 17, tzinfo=UTC) <= start < datetime(2026, 12, 24, tzinfo=UTC) for start in starts
    )
    quiet_week = sum(
        datetime(2026, 11, 9, tzinfo=UTC) <= start < datetime(2026, 11, 16, tzinfo=UTC) for start in starts
    )
    assert last_week > 2 * quiet_week


def test_an_order_is_what_the_cart_held_and_its_sums_add_up(lives: Lives) -> None:
    for life in lives.values():
        held: Counter[tuple[int, str, str, str]] = Counter()
        for action in life:
            if action.bought is not None:
                line = action.bought
                key = (action.cart, line.good.sku, line.colour, line.size)
                held[key] += line.quantity if action.kind == "product_added" else -line.quantity
            if action.kind == "order_completed":
                assert action.totals is not None
                assert {(action.cart, b.good.sku, b.colour, b.size): b.quantity for b in action.lines} == {
                    key: quantity for key, quantity in held.items() if key[0] == action.cart and quantity
                }
                subtotal = sum(line.price * line.quantity for line in action.lines)
                assert action.totals.subtotal == subtotal
                assert action.totals.total == subtotal + action.totals.shipping


def test_order_numbers_count_up_with_time(simulation: Simulation, lives: Lives) -> None:
    orders = sorted(orders_in(lives, list(simulation.people)), key=lambda order: order.at)
    numbers = [simulation.order_numbers[order.person, order.cart] for order in orders]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == len(numbers)
    assert numbers[0] == "2026-0000001"


# -- in the shop


@pytest.fixture
def stocked(db: None, clock: FrozenClock) -> None:
    catalogue.load(at=UNTIL)
    reconcile(at=UNTIL)


@pytest.fixture
def small() -> Simulation:
    return simulate(seed=4, shoppers=60, days=60, until=UNTIL)


def counts() -> dict[str, int]:
    tables = (Customer, Cart, Order, OrderLine, WishlistItem, Event)
    return {table.__name__: table.objects.count() for table in tables}


@pytest.mark.usefixtures("stocked")
def test_the_shop_holds_exactly_what_was_simulated(small: Simulation) -> None:
    writing.write(small)
    lives = {person.index: small.actions_of(person) for person in small.people}
    orders = orders_in(lives, list(small.people))
    assert Customer.objects.count() == sum(person.has_account for person in small.people)
    assert sorted(Order.objects.values_list("number", flat=True)) == sorted(small.order_numbers.values())
    for order in orders:
        row = Order.objects.get(number=small.order_numbers[order.person, order.cart])
        person = small.people[order.person]
        assert order.totals is not None
        assert (row.total, row.placed_at, row.is_gift) == (order.totals.total, order.at, order.is_gift)
        assert row.email == person.email
        assert (row.customer is not None) == person.has_account
        assert [line.quantity for line in row.lines.all()] == [line.quantity for line in order.lines]
        assert sum(line.line_total for line in row.lines.all()) == row.subtotal
        assert row.total == row.subtotal - row.discount + row.shipping
        assert row.cart is not None
        assert row.cart.status == Cart.Status.ORDERED
    assert not OrderLine.objects.filter(product=None).exists()


@pytest.mark.usefixtures("stocked")
def test_a_customer_has_one_open_cart_at_most(small: Simulation) -> None:
    writing.write(small)
    owners = Counter(
        Cart.objects.filter(status="open", customer__isnull=False).values_list("customer", flat=True)
    )
    assert owners
    assert max(owners.values()) == 1


@pytest.mark.usefixtures("stocked")
def test_whoever_did_not_consent_leaves_orders_and_no_event(small: Simulation) -> None:
    writing.write(small)
    shy = [person for person in small.people if person.has_account and not person.consents]
    assert shy
    for person in shy:
        customer = Customer.objects.get(username=person.email)
        assert identify.find("user", str(customer.pk)) is None
    expected = sum(
        action.kind != "order_completed"
        for person in small.people
        if person.consents
        for action in small.actions_of(person)
    )
    assert Event.objects.count() == expected


@pytest.mark.usefixtures("stocked")
def test_a_second_run_adds_nothing(small: Simulation) -> None:
    writing.write(small)
    before = counts()
    again = writing.write(small)
    assert again.people == 60
    assert not again.added
    assert counts() == before


@pytest.mark.usefixtures("stocked")
def test_a_run_that_broke_off_is_taken_up_where_it_was(
    small: Simulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction.atomic():
        writing.write(small)
        whole = counts()
        transaction.set_rollback(True)
    calls = 0

    def break_in_the_second_portion(*args: object, **kwargs: object) -> int:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise KeyboardInterrupt
        return recording_original(*args, **kwargs)  # type: ignore[arg-type]

    recording_original = recording.record_events
    monkeypatch.setattr(recording, "record_events", break_in_the_second_portion)
    with pytest.raises(KeyboardInterrupt):
        writing.write(small)
    assert Load.objects.get(name="simulation").done == 50
    monkeypatch.undo()
    writing.write(small)
    assert counts() == whole


@pytest.mark.usefixtures("stocked")
def test_the_truth_can_be_drawn_again_from_the_shop(small: Simulation) -> None:
    assert writing.standing() is None
    writing.write(small)
    truth = writing.standing()
    assert truth is not None
    assert truth.people == small.people


@pytest.mark.usefixtures("stocked")
def test_two_different_simulations_do_not_mix(small: Simulation) -> None:
    writing.write(small)
    other = simulate(seed=5, shoppers=60, days=60, until=UNTIL)
    with pytest.raises(writing.OtherSimulation, match="60 shoppers of seed 4"):
        writing.write(other)


@pytest.mark.usefixtures("stocked")
def test_a_product_that_the_shop_gave_up_keeps_its_orders_and_loses_its_events(small: Simulation) -> None:
    ordered = [line.good.sku for a in small.actions() if a.kind == "order_completed" for line in a.lines]
    sku = Counter(ordered).most_common(1)[0][0]
    Product.objects.filter(sku=sku).delete()
    writing.write(small)
    assert OrderLine.objects.filter(product=None).exists()
    assert not Event.objects.filter(name="product_viewed", product="").exists()


@pytest.mark.row("A2")
@pytest.mark.usefixtures("stocked")
def test_the_app_learns_the_own_taste_and_leaves_presents_out() -> None:
    small = simulate(seed=4, shoppers=120, days=60, until=UNTIL)
    writing.write(small)
    for _ in backfill(at=UNTIL):
        pass
    category_of = dict(Product.objects.values_list("category__slug", "category__pk"))
    product_of = dict(Product.objects.values_list("sku", "pk"))
    right, judged = 0, 0
    for person in small.people:
        life = small.actions_of(person)
        looks = [action for action in life if action.kind == "product_viewed"]
        if not (person.consents and person.has_account) or len(looks) < 15:
            continue
        profile = identify.find("user", str(Customer.objects.get(username=person.email).pk))
        assert profile is not None
        if person.kind != "gift_buyer":
            liked = {str(category_of[category]) for category, _ in person.taste.categories}
            top = [score.value for score in affinities.scores(profile.pk, at=UNTIL, kind="category")]
            leaves = [value for value in top if int(value) in category_of.values()]
            judged += 1
            right += leaves[0] in liked
        given = {
            str(product_of[line.good.sku])
            for order in life
            if order.kind == "order_completed" and order.is_gift
            for line in order.lines
        }
        kept = {
            str(product_of[line.good.sku])
            for order in life
            if order.kind == "order_completed" and not order.is_gift
            for line in order.lines
        }
        bought = {seen.key for seen in snapshots.load(profile.pk).bought}
        assert not bought & (given - kept)
    assert judged >= 5
    assert right / judged > 0.9


def test_demo_customers_are_few_different_and_say_what_they_like() -> None:
    people = telling(simulate(seed=7, shoppers=600, days=120, until=UNTIL))
    assert len(people) == 8
    assert len({person.index for person, _ in people}) == 8
    assert all(person.has_account and person.consents for person, _ in people)
    notes = [note for _, note in people]
    assert all(0 < len(note) <= 120 for note in notes)
    assert notes[0].startswith("Evening dresses and bags, ")
    assert {person.kind for person, _ in people} >= {
        "regular",
        "business",
        "gift_buyer",
        "lapsing",
        "abandoner",
    }
