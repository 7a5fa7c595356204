"""The adapter that is driven by settings, on a shop of another shape than the example shop."""

from __future__ import annotations

import logging
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils.functional import SimpleLazyObject

from django_personalize.shop.adapter import get_adapter
from django_personalize.shop.adapters import sales
from django_personalize.shop.adapters.model import ModelShopAdapter
from django_personalize.shop.money import Money
from django_personalize.shop.ports import AdapterError, Card, NotSupported, Product, ShopAdapter
from django_personalize.shop.problems import collecting
from django_personalize.testing import FrozenClock
from tests import factories

if TYPE_CHECKING:
    from tests.shop.boutique.models import Collection, Garment, Sale
    from tests.shop.conftest import Reshape

pytestmark = pytest.mark.django_db

PAST = datetime(2026, 1, 1, tzinfo=UTC)
EUROS = "EUR"


def garment(label: str = "Coat", *, price: str | None = "50.00", **fields: Any) -> Garment:
    from tests.shop.boutique.models import Garment

    fields.setdefault("live_from", PAST)
    return Garment.objects.create(label=label, amount=price and Decimal(price), **fields)


def collection(slug: str, *, mother: Collection | None = None, **fields: Any) -> Collection:
    from tests.shop.boutique.models import Collection

    return Collection.objects.create(slug=slug, name=slug.title(), mother=mother, **fields)


def sale(reference: str, *, at: datetime | None = PAST, grand: str | None = "10.00", **fields: Any) -> Sale:
    from tests.shop.boutique.models import Sale

    return Sale.objects.create(reference=reference, closed_at=at, grand=grand and Decimal(grand), **fields)


def read(row: Garment) -> Product:
    """The product; what pages show of it is read in another way and must be the same."""
    key = str(row.pk)
    product = get_adapter().get_products([key])[key]
    shown = {field.name: getattr(product, field.name) for field in fields(Card)}
    assert get_adapter().get_cards([key])[key] == Card(**shown)
    return product


def euros(amount: str) -> Money:
    return Money(Decimal(amount), EUROS)


@pytest.mark.usefixtures("boutique")
class TestProducts:
    def test_everything_mapped_is_read(self) -> None:
        from tests.shop.boutique.models import Maker

        row = garment(
            "Silk coat",
            maker=Maker.objects.create(name="Alma"),
            on_hand=3,
            picture="garments/coat.jpg",
            cloth="silk",
            details={"fit": "loose", "care": {"washing": "cold"}},
            added_on=date(2026, 3, 1),
        )
        assert read(row) == Product(
            key=str(row.pk),
            title="Silk coat",
            url=f"/g/{row.pk}",
            image_url="/garments/coat.jpg",
            price=euros("50.00"),
            available=True,
            stock=3,
            brand="Alma",
            attributes={"cloth": "silk", "fit": "loose", "washing": "cold"},
            # Midnight in the shop's zone.
            created_at=datetime(2026, 2, 28, 23, tzinfo=UTC),
        )

    def test_what_a_row_lacks_is_none(self) -> None:
        product = read(garment(price=None))
        assert (product.price, product.image_url, product.stock, product.brand) == (None, None, None, "")
        assert (product.attributes, product.category_keys, product.created_at) == ({}, (), None)

    @pytest.mark.parametrize(("stock", "available"), [(None, True), (1, True), (0, False), (-2, False)])
    def test_availability_follows_the_stock(self, stock: int | None, available: bool) -> None:
        assert read(garment(on_hand=stock)).available is available

    def test_a_mapped_availability_wins_over_the_stock(self, reshape: Reshape) -> None:
        reshape(PRODUCT={"available": "boutique_offers"})
        assert [read(garment(on_hand=stock)).available for stock in (3, 6)] == [False, True]

    def test_the_currency_comes_from_the_row_or_is_a_constant(self, reshape: Reshape) -> None:
        row = garment(money_code="HUF")
        assert read(row).price == Money(Decimal("50.00"), "HUF")
        reshape(PRODUCT={"currency": "CHF"})
        assert read(row).price == Money(Decimal("50.00"), "CHF")
        reshape(PRODUCT={"currency": None}, CURRENCY="SEK")
        assert read(row).price == Money(Decimal("50.00"), "SEK")

    def test_products_outside_the_filter_are_there_but_not_listed(self, clock: FrozenClock) -> None:
        tomorrow = garment("Tomorrow", live_from=clock.now() + timedelta(days=1))
        assert not read(tomorrow).listed
        clock.advance(timedelta(days=2))
        assert read(tomorrow).listed

    def test_a_filter_across_many_rows_doubles_no_product(self, reshape: Reshape) -> None:
        row = garment()
        row.collections.add(collection("one"), collection("two"))
        reshape(PRODUCT={"listed": {"collections__slug__in": ["one", "two"]}})
        assert [(product.key, product.listed) for product in get_adapter().iter_products()] == [
            (str(row.pk), True)
        ]

    @pytest.mark.parametrize(
        ("given", "found"),
        [
            ("amount", euros("50.00")),
            ("tests.shop.test_model_adapter.half_price", euros("25.00")),
            ("master.amount", None),
        ],
    )
    def test_a_price_may_be_a_field_a_function_or_missing(
        self, given: str, found: Money | None, reshape: Reshape
    ) -> None:
        reshape(PRODUCT={"price": given})
        assert read(garment()).price == found

    def test_keys_that_cannot_be_keys_are_absent(self) -> None:
        row = garment()
        asked = ["", "12", "\x00", "x" * 500, "00000000-0000-0000-0000-000000000000", str(row.pk).upper()]
        assert get_adapter().get_products(asked) == {}

    def test_only_what_changed_since_is_read(self, clock: FrozenClock) -> None:
        garment("Old", changed=PAST)
        coat = garment("Coat", changed=PAST)
        garment("Large", master=coat, changed=clock.now())
        new = garment("New", changed=clock.now())
        found = get_adapter().iter_products(changed_since=clock.now())
        assert {product.key for product in found} == {str(coat.pk), str(new.pk)}

    def test_the_number_of_queries_does_not_grow_with_the_products(self) -> None:
        def cost() -> int:
            with CaptureQueriesContext(connection) as queries:
                list(get_adapter().iter_products())
            return len(queries)

        shelf = collection("coats", mother=collection("all"))
        first = garment("First")
        first.collections.add(shelf)
        garment("First L", master=first)
        one = cost()
        for number in range(30):
            row = garment(f"Coat {number}")
            row.collections.add(shelf)
            garment(f"Coat {number} L", master=row)
        assert cost() == one
        # Categories, products, collections of products, variants, collections of variants.
        assert one <= 5


def half_price(row: Garment) -> Decimal:
    return (row.amount or Decimal(0)) / 2


@pytest.mark.usefixtures("boutique")
class TestOddProducts:
    @pytest.mark.parametrize("odd", ["nan", "text", "minus"])
    def test_an_odd_price_is_no_price_and_is_reported(self, odd: str) -> None:
        row = garment(cloth=odd)
        with collecting() as problems:
            assert read(row).price is None
        (problem,) = set(problems)
        assert problem.key == str(row.pk)
        assert "PERSONALIZE['PRODUCT']['price'] = 'odd_price'" in problem.text

    def test_a_broken_property_empties_its_field_only(self, reshape: Reshape) -> None:
        reshape(PRODUCT={"brand": "exploding"})
        product = read(garment("Coat"))
        assert (product.title, product.brand) == ("Coat", "")

    def test_it_is_logged_once(self, reshape: Reshape, caplog: pytest.LogCaptureFixture) -> None:
        reshape(PRODUCT={"brand": "exploding"})
        row = garment()
        with caplog.at_level(logging.WARNING, logger="django_personalize.shop"):
            read(row)
            read(row)
        assert [record.getMessage() for record in caplog.records] == [
            f"boutique.Garment {row.pk}: PERSONALIZE['PRODUCT']['brand'] = 'exploding' cannot be read "
            "(RuntimeError: the host's property is broken)"
        ]

    def test_a_product_without_an_address_is_left_out_and_the_others_stay(self) -> None:
        garment("no address")
        coat = garment("Coat")
        with collecting() as problems:
            assert [product.key for product in get_adapter().iter_products()] == [str(coat.pk)]
        assert problems[-1].text.endswith("is left out: a product needs a title and an address.")

    def test_attributes_of_any_shape_become_texts(self, reshape: Reshape) -> None:
        reshape(PRODUCT={"attributes": "details"})
        row = garment(
            details={"sizes": ["S", "M"], "lined": True, "weight": 2, "none": None, "": "x", "e": ""}
        )
        assert read(row).attributes == {"sizes": "S, M", "lined": "True", "weight": "2"}
        row.details = ["a", "list"]
        row.save()
        assert read(row).attributes == {}


@pytest.mark.usefixtures("boutique")
class TestVariantsThatAreProducts:
    def test_the_parent_stands_for_them(self) -> None:
        coat = garment("Coat", price=None, on_hand=0)
        small = garment("Coat S", price="45.00", on_hand=2, master=coat)
        large = garment("Coat L", price="40.00", on_hand=0, master=coat)
        product = read(coat)
        assert set(product.variant_keys) == {str(small.pk), str(large.pk)}
        # The large one is cheaper, but cannot be bought.
        assert (product.price, product.stock, product.available) == (euros("45.00"), 2, True)
        assert [product.key for product in get_adapter().iter_products()] == [str(coat.pk)]

    def test_they_are_known_by_their_parents_key(self) -> None:
        coat = garment()
        small = garment("Coat S", master=coat)
        adapter = get_adapter()
        assert (adapter.product_key(small), adapter.product_key(coat)) == (str(coat.pk), str(coat.pk))
        assert adapter.product_key(collection("x")) is None
        assert adapter.product_key("text") is None
        assert adapter.get_products([str(small.pk)]) == {}

    def test_a_line_keeps_both_keys(self) -> None:
        from tests.shop.boutique.models import SaleRow

        coat = garment("Coat")
        small = garment("Coat S", master=coat)
        made = sale("S-1")
        SaleRow.objects.create(sale=made, garment=small, pieces=2, each=Decimal("45.00"))
        order = get_adapter().get_order("S-1")
        assert order is not None
        (line,) = order.lines
        assert (line.product_key, line.variant_key, line.title) == (str(coat.pk), str(small.pk), "Coat S")


@pytest.mark.usefixtures("boutique")
class TestCategories:
    def test_own_categories_come_first_the_deepest_before_all(self) -> None:
        clothing = collection("clothing")
        coats = collection("coats", mother=collection("outerwear", mother=clothing))
        row = garment()
        row.collections.add(collection("sale"), coats)
        assert read(row).category_keys == ("coats", "sale", "outerwear", "clothing")

    def test_hidden_categories_are_nowhere(self) -> None:
        row = garment()
        row.collections.add(collection("secret", hidden=True), collection("open"))
        assert read(row).category_keys == ("open",)
        assert [category.key for category in get_adapter().iter_categories()] == ["open"]

    def test_a_circle_is_cut_and_reported(self) -> None:
        a, b = collection("a"), collection("b")
        c = collection("c", mother=b)
        a.mother, b.mother = c, a
        a.save()
        b.save()
        row = garment()
        row.collections.add(c)
        with collecting() as problems:
            found = {category.key: category.parent_key for category in get_adapter().iter_categories()}
        assert found == {"a": None, "b": "a", "c": "b"}
        assert "Categories a, b, c are each other's ancestors; a is treated as a root." in map(str, problems)
        assert read(row).category_keys == ("c", "b", "a")

    def test_its_own_mother_is_a_root(self) -> None:
        alone = collection("alone")
        alone.mother = alone
        alone.save()
        assert [(c.key, c.parent_key) for c in get_adapter().iter_categories()] == [("alone", None)]

    def test_a_missing_parent_makes_a_root(self) -> None:
        from tests.shop.boutique.models import Collection

        child = collection("child")
        Collection.objects.filter(pk=child.pk).update(mother_id=987654)
        row = garment()
        row.collections.add(child)
        assert [(c.key, c.parent_key) for c in get_adapter().iter_categories()] == [("child", None)]
        assert read(row).category_keys == ("child",)

    def test_a_shop_without_a_category_model_may_name_a_text(self, reshape: Reshape) -> None:
        reshape(CATEGORY=None, PRODUCT={"categories": "cloth"})
        assert read(garment(cloth="silk")).category_keys == ("silk",)


@pytest.mark.usefixtures("boutique")
class TestSearch:
    def test_every_word_must_be_in_the_title(self) -> None:
        silk = garment("Long silk coat")
        garment("Long coat")
        assert get_adapter().search_products("COAT silk") == [str(silk.pk)]

    def test_unlisted_products_and_variants_are_not_found(self) -> None:
        coat = garment("Coat")
        garment("Coat S", master=coat)
        garment("Coat of tomorrow", live_from=None)
        assert get_adapter().search_products("coat") == [str(coat.pk)]

    def test_the_shops_own_search_is_asked_where_there_is_one(self, reshape: Reshape) -> None:
        adapter = reshape(SHOP_FUNCTIONS={"search": "tests.shop.boutique.mapping.find_newest"})
        old, new = garment("Coat A", added_on=date(2025, 1, 1)), garment("Coat B", added_on=date(2026, 1, 1))
        assert adapter.search_products("Coat") == [str(new.pk), str(old.pk)]
        assert adapter.search_products("Coat", limit=1) == [str(new.pk)]


def visitor(*, session: str | None = None) -> Any:
    """A request of a browser; with a session key its session exists."""
    request = RequestFactory().get("/")
    request.session = SessionStore(session_key=session)
    if session is not None:
        request.session.save(must_create=True)
        request.session = SessionStore(session_key=session)
    request.user = SimpleLazyObject(lambda: _asked_for_the_user(request))
    return request


def _asked_for_the_user(request: Any) -> AnonymousUser:
    request.session.get("_auth_user_id")
    return AnonymousUser()


def basket(token: str, *, rows: tuple[tuple[Garment, int], ...] = (), **fields: Any) -> Any:
    from tests.shop.boutique.models import Basket, BasketRow

    fields.setdefault("touched", PAST)
    made = Basket.objects.create(token=token, **fields)
    for item, pieces in rows:
        BasketRow.objects.create(basket=made, garment=item, pieces=pieces, each=item.amount)
    return made


@pytest.mark.usefixtures("boutique")
class TestCarts:
    def test_a_visitor_without_a_session_costs_nothing(self) -> None:
        request = visitor()
        with CaptureQueriesContext(connection) as queries:
            assert get_adapter().current_cart(request) is None
        assert len(queries) == 0
        assert request.session.session_key is None
        assert not request.session.accessed

    def test_a_sessions_open_cart_is_found(self) -> None:
        coat = garment("Coat", price="20.00")
        basket("done", session="session-of-mine", closed=True)
        basket("mine", session="session-of-mine", rows=((coat, 3),))
        basket("theirs", session="session-of-others")
        cart = get_adapter().current_cart(visitor(session="session-of-mine"))
        assert cart is not None
        assert (cart.key, cart.user_id, cart.total) == ("mine", None, euros("60.00"))
        assert [(line.title, line.quantity, line.unit_price) for line in cart.lines] == [
            ("Coat", 3, euros("20.00"))
        ]

    def test_a_customers_cart_is_not_shown_to_the_session_it_began_in(self) -> None:
        basket("hers", session="session-of-mine", owner=factories.customer())
        assert get_adapter().current_cart(visitor(session="session-of-mine")) is None

    def test_a_customers_newest_open_cart_is_found(self, clock: FrozenClock) -> None:
        ada = factories.customer("ada@example.com")
        basket("old", owner=ada)
        basket("new", owner=ada, touched=clock.now())
        request = visitor(session="session-of-mine")
        request.user = ada
        cart = get_adapter().current_cart(request)
        assert cart is not None
        assert (cart.key, cart.user_id, cart.email) == ("new", str(ada.pk), "ada@example.com")

    def test_the_hosts_own_function_decides_where_there_is_one(self, reshape: Reshape) -> None:
        basket("chosen", session="whatever")
        adapter = reshape(CART={"current": "tests.shop.test_model_adapter.the_only_basket"})
        cart = adapter.current_cart(visitor())
        assert cart is not None
        assert cart.key == "chosen"

    def test_a_total_is_not_guessed_where_a_price_is_missing(self) -> None:
        basket(
            "mine", session="session-of-mine", rows=((garment(price="20.00"), 1), (garment(price=None), 1))
        )
        cart = get_adapter().current_cart(visitor(session="session-of-mine"))
        assert cart is not None
        assert len(cart.lines) == 2
        assert cart.total is None

    def test_idle_carts_are_open_and_within_the_window(self, clock: FrozenClock) -> None:
        now = clock.now()
        for token, hours, closed in (("a", 1, False), ("b", 3, False), ("c", 3, True), ("d", 30, False)):
            basket(token, touched=now - timedelta(hours=hours), closed=closed)
        idle = get_adapter().iter_carts(
            idle_before=now - timedelta(hours=2), idle_after=now - timedelta(hours=24)
        )
        assert [cart.key for cart in idle] == ["b"]

    def test_reading_carts_takes_as_many_queries_for_ten_as_for_one(self) -> None:
        coat = garment()
        cut = garment("Coat S", master=coat)

        def cost() -> int:
            with CaptureQueriesContext(connection) as queries:
                list(get_adapter().iter_carts(idle_before=PAST, idle_after=PAST - timedelta(days=1)))
            return len(queries)

        basket("0", rows=((cut, 1),))
        one = cost()
        for number in range(1, 10):
            basket(str(number), owner=factories.customer(), rows=((cut, 1), (coat, 1)))
        assert cost() == one == 2


def the_only_basket(request: Any) -> Any:
    from tests.shop.boutique.models import Basket

    return Basket.objects.first()


@pytest.mark.usefixtures("boutique")
@pytest.mark.row("A11", part="orders")
class TestOrders:
    def test_drafts_are_no_orders(self) -> None:
        sale("draft", state=0)
        sale("open", at=None)
        sale("paid", state=1)
        assert [order.key for order in get_adapter().iter_orders()] == ["paid"]
        assert get_adapter().get_order("draft") is None

    def test_they_come_in_the_order_of_placing_across_chunks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sales, "CHUNK", 2)
        for reference, day in (("e", 3), ("a", 1), ("b", 1), ("c", 1), ("d", 2)):
            sale(reference, at=PAST + timedelta(days=day))
        assert [order.key for order in get_adapter().iter_orders()] == ["a", "b", "c", "d", "e"]
        since = get_adapter().iter_orders(since=PAST + timedelta(days=2))
        assert [order.key for order in since] == ["d", "e"]

    def test_an_order_without_a_total_is_reported_and_left_out(self) -> None:
        sale("bad", grand=None)
        sale("good")
        with collecting() as problems:
            assert [order.key for order in get_adapter().iter_orders()] == ["good"]
        assert "an order needs a moment and a total" in problems[0].text

    def test_codes_status_and_cart_are_read(self) -> None:
        made = sale("S-1", state=9, vouchers=["SPRING", "VIP"], basket=basket("mine"))
        order = get_adapter().get_order(made.reference)
        assert order is not None
        assert (order.status, order.cancelled, order.coupon_codes) == ("9", True, ("SPRING", "VIP"))
        assert order.cart_key == "mine"

    def test_reading_orders_takes_as_many_queries_for_ten_as_for_one(self) -> None:
        from tests.shop.boutique.models import SaleRow

        def cost() -> int:
            with CaptureQueriesContext(connection) as queries:
                list(get_adapter().iter_orders())
            return len(queries)

        cut = garment("Coat S", master=garment())
        for number in range(10):
            made = sale(str(number), buyer=factories.customer())
            SaleRow.objects.create(sale=made, garment=cut)
            if number == 0:
                one = cost()
        assert cost() == one == 2


class _Listener:
    """An EventSink that writes down what it hears."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Any]] = []

    def order_placed(self, order_key: str) -> None:
        self.heard.append(("placed", order_key))

    def order_changed(self, order_key: str) -> None:
        self.heard.append(("changed", order_key))

    def products_changed(self, keys: Any) -> None:
        self.heard.append(("products", list(keys)))

    def categories_changed(self) -> None:
        self.heard.append(("categories", None))


@pytest.mark.usefixtures("boutique")
class TestSignals:
    @pytest.fixture
    def listener(self) -> _Listener:
        listener = _Listener()
        # Twice: a second connect must not report twice.
        get_adapter().connect(_Listener())
        get_adapter().connect(listener)
        return listener

    def test_a_saved_product_is_reported_by_its_parents_key(self, listener: _Listener) -> None:
        coat = garment()
        small = garment("S", master=coat)
        small.delete()
        assert listener.heard == [("products", [str(coat.pk)])] * 3

    def test_a_proxy_is_a_product_too(self, listener: _Listener) -> None:
        from tests.shop.boutique.models import SilkGarment

        silk = SilkGarment.objects.create(label="Silk")
        assert listener.heard == [("products", [str(silk.pk)])]

    def test_a_changed_category_of_a_product_is_reported(self, listener: _Listener) -> None:
        coat, coats = garment(), collection("coats")
        listener.heard.clear()
        coat.collections.add(coats)
        coats.garments.remove(coat)
        assert listener.heard == [("products", [str(coat.pk)])] * 2

    def test_a_changed_category_is_reported(self, listener: _Listener) -> None:
        collection("coats").delete()
        assert [name for name, _key in listener.heard][:2] == ["categories", "categories"]

    def test_every_save_of_an_order_may_be_its_placing_where_there_are_drafts(
        self, listener: _Listener
    ) -> None:
        made = sale("S-1", state=0)
        made.state = 1
        made.save()
        made.delete()
        assert listener.heard == [
            ("placed", "S-1"),
            ("placed", "S-1"),
            ("changed", "S-1"),
            ("changed", "S-1"),
        ]

    def test_a_failing_sink_never_breaks_a_save(
        self, listener: _Listener, caplog: pytest.LogCaptureFixture
    ) -> None:
        listener.products_changed = lambda keys: 1 / 0  # type: ignore[assignment,method-assign]
        assert garment().pk
        assert "A change of the shop's products could not be followed" in caplog.text


@pytest.mark.usefixtures("boutique")
class TestWhatTheShopCan:
    def test_capabilities_follow_the_settings(self, reshape: Reshape) -> None:
        base = {"stock", "categories", "search", "carts", "guest_carts", "orders", "uniform_prices"}
        assert get_adapter().capabilities == base
        functions = "tests.shop.boutique.mapping."
        adapter = reshape(
            SHOP_FUNCTIONS={
                "loyalty_tier": functions + "tier_of",
                "delivery_days": functions + "days_until_delivery",
                "shop_mails": functions + "mails_since",
            }
        )
        assert adapter.capabilities == base | {"loyalty", "delivery", "shop_mails"}
        assert (adapter.loyalty_tier("7"), adapter.loyalty_tier("8")) == ("gold", None)
        assert adapter.delivery_days(["a"], country="DE") == {"a": 2}
        assert [user for user, _moment in adapter.iter_shop_mails(since=PAST)] == ["7"]

    def test_what_is_not_configured_is_refused_with_the_line_that_adds_it(self) -> None:
        with pytest.raises(NotSupported, match=r"PERSONALIZE\['SHOP_FUNCTIONS'\] = \{'add_to_cart': "):
            get_adapter().add_to_cart(visitor(), "1")
        with pytest.raises(NotSupported, match="apply_coupon"):
            get_adapter().apply_coupon(visitor(), "CODE")
        assert not get_adapter().has_open_ticket("7")
        assert list(get_adapter().iter_returns()) == []

    def test_a_cart_is_restored_line_by_line_without_what_is_sold_out(self, reshape: Reshape) -> None:
        adapter = reshape(
            SHOP_FUNCTIONS={"add_to_cart": "tests.shop.boutique.mapping.put_in"},
            PAGES={"cart": {"type": "cart"}},
        )
        coat, hat = garment(), garment("Hat")
        basket("mine", rows=((coat, 2), (hat, 99)))
        request = visitor()
        assert adapter.restore_cart(request, "mine") == "/cart/"
        assert request.META["put_in"] == [(str(coat.pk), None, 2)]


class TestWhichAdapter:
    def test_it_is_made_once(self) -> None:
        assert get_adapter() is get_adapter()

    def test_changed_settings_make_a_new_one(self) -> None:
        before = get_adapter()
        with override_settings(PERSONALIZE={"SHOP_ADAPTER": "tests.shop.test_model_adapter.OtherAdapter"}):
            assert type(get_adapter()) is OtherAdapter
        assert isinstance(get_adapter(), ModelShopAdapter)
        assert get_adapter() is not before

    @pytest.mark.parametrize(
        ("path", "text"),
        [
            ("nowhere.Adapter", "cannot be imported (No module named 'nowhere')"),
            ("tests.shop.test_model_adapter.PAST", "which is no ShopAdapter"),
            ("tests.shop.test_model_adapter.NeedsArguments", "cannot be made without arguments"),
        ],
    )
    def test_a_wrong_one_says_what_to_write(self, path: str, text: str) -> None:
        with override_settings(PERSONALIZE={"SHOP_ADAPTER": path}), pytest.raises(AdapterError) as raised:
            get_adapter()
        assert text in str(raised.value)
        assert str(raised.value).startswith(f"PERSONALIZE['SHOP_ADAPTER'] = {path!r}")

    @override_settings(PERSONALIZE={})
    def test_without_settings_the_shop_is_empty_and_nothing_raises(self) -> None:
        adapter = get_adapter()
        assert (
            list(adapter.iter_products())
            == list(adapter.iter_categories())
            == list(adapter.iter_orders())
            == []
        )
        assert adapter.get_products(["1"]) == {}
        assert (adapter.current_cart(visitor()), adapter.get_order("1"), adapter.order_rows()) == (
            None,
            None,
            None,
        )
        assert adapter.capabilities == frozenset()
        adapter.connect(_Listener())

    def test_a_wrong_mapping_raises_with_the_wrong_path(self, reshape: Reshape) -> None:
        adapter = reshape(PRODUCT={"brand": "makr.name"})
        with pytest.raises(AdapterError, match=r"\['brand'\] = 'makr.name': boutique.Garment has no 'makr'"):
            list(adapter.iter_products())
        adapter.connect(_Listener())


class OtherAdapter(ShopAdapter):
    slug = "other"


class NeedsArguments(ShopAdapter):
    def __init__(self, something: str) -> None:
        self.something = something
