"""The catalogue read model follows the shop."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import translation

from django_personalize.shop import receivers, sync
from django_personalize.shop.models import CatalogCategory, CatalogItem, CatalogItemCategory
from django_personalize.shop.money import Money
from django_personalize.shop.ports import Category, Product, ShopAdapter
from django_personalize.shop.signals import ItemChange, catalog_changed, categories_changed
from django_personalize.shop.sync import reconcile, sync_categories, sync_products
from django_personalize.testing import FrozenClock
from example_shop.models import Category as Shelf
from example_shop.models import Product as Thing
from tests import factories

pytestmark = pytest.mark.django_db

CommitHooks = Callable[..., Any]


def counts(result: sync.Reconciled | sync.Synced) -> tuple[int, int, int, int]:
    return result.created, result.updated, result.removed, result.unchanged


def item(thing: Thing) -> CatalogItem:
    return CatalogItem.objects.get(key=str(thing.pk))


@pytest.fixture
def changes() -> Iterator[list[ItemChange]]:
    """What catalog_changed told."""
    told: list[ItemChange] = []

    def receive(changes: list[ItemChange], **kwargs: Any) -> None:
        told.extend(changes)

    catalog_changed.connect(receive)
    yield told
    catalog_changed.disconnect(receive)


class TestReconcile:
    def test_the_first_one_takes_everything(self, clock: FrozenClock) -> None:
        wood = factories.category("Wood")
        angles = factories.category("Angles", parent=wood)
        thing = factories.product(
            "Angle",
            category=angles,
            brand=factories.brand("Alma"),
            price="19.90",
            attributes={"material": "steel"},
            rating=Decimal("4.5"),
        )
        result = reconcile(at=clock.now())
        assert counts(result) == (1, 0, 0, 0)
        assert (result.categories, result.problems) == (2, ())
        row = item(thing)
        assert (row.title, row.brand, row.price, row.currency) == ("Angle", "Alma", Decimal("19.90"), "EUR")
        assert (row.stock, row.available, row.listed, row.rating) == (10, True, True, 4.5)
        assert (row.category, row.category_keys) == (str(angles.pk), [str(angles.pk), str(wood.pk)])
        assert row.attributes == {"material": "steel"}
        assert row.url == thing.get_absolute_url()
        assert row.synced_at == clock.now()
        links = CatalogItemCategory.objects.filter(item=row).values_list("category_key", flat=True)
        assert set(links) == {str(angles.pk), str(wood.pk)}

    def test_a_second_one_writes_nothing(self, clock: FrozenClock) -> None:
        factories.product(category=factories.category(parent=factories.category()))
        reconcile(at=clock.now())
        clock.advance(timedelta(hours=1))
        with CaptureQueriesContext(connection) as queries:
            result = reconcile(at=clock.now())
        assert counts(result) == (0, 0, 0, 1)
        written = [
            query["sql"]
            for query in queries
            if not query["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))
        ]
        assert written == []

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"price": Decimal("15.00")}, ("price_dropped",)),
            ({"price": Decimal("25.00")}, ()),
            ({"stock": 0}, ()),
            ({"stock": 3}, ("ran_low",)),
            ({"is_active": False}, ()),
            ({"name": "Another"}, ()),
        ],
    )
    def test_what_a_bulk_update_changed_is_noticed(
        self,
        change: dict[str, Any],
        told: tuple[str, ...],
        clock: FrozenClock,
        changes: list[ItemChange],
        django_capture_on_commit_callbacks: CommitHooks,
    ) -> None:
        thing = factories.product(price="20.00", stock=10)
        factories.product()
        reconcile(at=clock.now())
        Thing.objects.filter(pk=thing.pk).update(**change)
        with django_capture_on_commit_callbacks(execute=True):
            assert counts(reconcile(at=clock.now())) == (0, 1, 0, 1)
        (found,) = changes
        assert found.key == str(thing.pk)
        true = {"price_dropped": found.price_dropped, "ran_low": found.ran_low(at_most=5)}
        assert {name for name, value in true.items() if value} == set(told)

    def test_a_restock_is_told(
        self, clock: FrozenClock, changes: list[ItemChange], django_capture_on_commit_callbacks: CommitHooks
    ) -> None:
        thing = factories.product(stock=0)
        reconcile(at=clock.now())
        Thing.objects.filter(pk=thing.pk).update(stock=4)
        with django_capture_on_commit_callbacks(execute=True):
            reconcile(at=clock.now())
        (found,) = changes
        assert found.restocked
        assert found.old is not None
        assert found.new is not None
        assert (found.old.stock, found.new.stock) == (0, 4)

    def test_a_deleted_product_is_marked_and_comes_back(
        self, clock: FrozenClock, changes: list[ItemChange], django_capture_on_commit_callbacks: CommitHooks
    ) -> None:
        thing = factories.product("Lamp")
        reconcile(at=clock.now())
        pk = thing.pk
        Thing.objects.filter(pk=pk).delete()
        with django_capture_on_commit_callbacks(execute=True):
            assert counts(reconcile(at=clock.now())) == (0, 0, 1, 0)
        gone = CatalogItem.objects.get(key=str(pk))
        assert (gone.title, gone.listed, gone.available, gone.removed_at) == (
            "Lamp",
            False,
            False,
            clock.now(),
        )
        assert [(change.key, change.new) for change in changes] == [(str(pk), None)]
        assert counts(reconcile(at=clock.now())) == (0, 0, 0, 0)

        thing.pk = pk
        thing.save(force_insert=True)
        assert counts(reconcile(at=clock.now())) == (0, 1, 0, 0)
        back = item(thing)
        assert (back.listed, back.available, back.removed_at) == (True, True, None)

    def test_a_moved_product_leaves_its_old_categories(self, clock: FrozenClock) -> None:
        old, new = factories.category("Old"), factories.category("New")
        thing = factories.product(category=old)
        reconcile(at=clock.now())
        Thing.objects.update(category=new)
        reconcile(at=clock.now())
        links = CatalogItemCategory.objects.values_list("item", "category_key")
        assert list(links) == [(str(thing.pk), str(new.pk))]

    def test_a_moved_category_moves_its_products(self, clock: FrozenClock) -> None:
        old, new = factories.category("Old"), factories.category("New")
        shelf = factories.category("Shelf", parent=old)
        thing = factories.product(category=shelf)
        reconcile(at=clock.now())
        Shelf.objects.filter(pk=shelf.pk).update(parent=new)
        assert counts(reconcile(at=clock.now())) == (0, 1, 0, 0)
        assert item(thing).category_keys == [str(shelf.pk), str(new.pk)]

    def test_its_queries_do_not_grow_within_a_chunk(self, clock: FrozenClock) -> None:
        shelf = factories.category(parent=factories.category())
        brand = factories.brand()

        def add(first: int, count: int) -> None:
            Thing.objects.bulk_create(
                Thing(
                    sku=f"B{n}", slug=f"b{n}", name=f"B{n}", category=shelf, brand=brand, price=n + 1, stock=1
                )
                for n in range(first, first + count)
            )

        def cost() -> int:
            with CaptureQueriesContext(connection) as queries:
                reconcile(at=clock.now())
            return len(queries)

        add(0, 510)
        reconcile(at=clock.now())
        two_chunks = cost()
        add(510, 480)
        reconcile(at=clock.now())
        assert cost() == two_chunks

        def cost_of_a_price_change(keys: int) -> int:
            Thing.objects.filter(sku__in=[f"B{n}" for n in range(keys)]).update(price=Decimal(cost()))
            return cost()

        rows_per_statement = connection.ops.bulk_batch_size(
            list(CatalogItem._meta.concrete_fields), list(range(100))
        )
        changed_few = cost_of_a_price_change(3)
        changed_many = cost_of_a_price_change(min(400, rows_per_statement))
        assert changed_many == changed_few
        assert changed_few < 40

    def test_progress_hears_of_every_product(
        self, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sync, "CHUNK", 2)
        for _number in range(5):
            factories.product()
        heard: list[int] = []
        reconcile(at=clock.now(), progress=heard.append)
        assert heard == [2, 2, 1]

    @override_settings(LANGUAGE_CODE="de")
    def test_the_language_of_the_request_makes_no_difference(self, clock: FrozenClock) -> None:
        factories.product()
        reconcile(at=clock.now())
        with translation.override("hu"):
            assert counts(reconcile(at=clock.now())) == (0, 0, 0, 1)


class Stand(ShopAdapter):
    """A shop in memory, which may break."""

    def __init__(self) -> None:
        self.products: dict[str, Product] = {}
        self.categories: list[Category] = []
        self.fails_after: int | None = None
        self.meanwhile: Callable[[], object] = lambda: None

    def add(self, key: str, *, price: str = "10.00", **fields: Any) -> None:
        defaults: dict[str, Any] = {"title": key, "url": f"/{key}", "price": Money.of(price, "EUR")}
        self.products[key] = Product(key, **{**defaults, **fields})

    def iter_products(self, *, changed_since: object = None) -> Iterator[Product]:
        for number, product in enumerate(list(self.products.values())):
            if number == self.fails_after:
                raise ConnectionError("the shop went away")
            yield product

    def get_products(self, keys: Sequence[str], *, request: object = None) -> dict[str, Product]:
        self.meanwhile()
        return {key: self.products[key] for key in keys if key in self.products}

    def iter_categories(self) -> Iterator[Category]:
        return iter(self.categories)


@pytest.fixture
def stand(monkeypatch: pytest.MonkeyPatch, clock: FrozenClock) -> Stand:
    made = Stand()
    monkeypatch.setattr(sync, "get_adapter", lambda: made)
    monkeypatch.setattr(sync, "CHUNK", 2)
    return made


class TestFailures:
    def test_a_shop_that_goes_away_removes_nothing(self, stand: Stand, clock: FrozenClock) -> None:
        for key in "abcde":
            stand.add(key)
        reconcile(at=clock.now())
        for key in "abcde":
            stand.add(key, price="12.00")
        stand.fails_after = 3
        with pytest.raises(ConnectionError):
            reconcile(at=clock.now())
        prices = dict(CatalogItem.objects.filter(removed_at=None).values_list("key", "price"))
        assert prices == {"a": 12, "b": 12, "c": 10, "d": 10, "e": 10}
        stand.fails_after = None
        assert counts(reconcile(at=clock.now())) == (0, 3, 0, 2)

    def test_an_unreadable_product_is_not_taken_for_removed(
        self, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        thing = factories.product("Lamp")
        factories.product("Table")
        reconcile(at=clock.now())

        def broken(self: Thing) -> str:
            if self.pk == thing.pk:
                raise ValueError("no address today")
            return "/table"

        monkeypatch.setattr(Thing, "get_absolute_url", broken)
        result = reconcile(at=clock.now())
        assert counts(result) == (0, 1, 0, 0)
        assert [problem.key for problem in result.problems] == [str(thing.pk)] * 2
        assert item(thing).removed_at is None

    def test_values_too_large_for_their_columns_are_cut_or_left_out(
        self, stand: Stand, clock: FrozenClock
    ) -> None:
        stand.add("long", title="x" * 1000, brand="y" * 500, image_url="/" + "i" * 600, stock=10**12)
        stand.add("nul", title="a\x00b\ud800", attributes={"k\x00": "v\x00"}, rating=float("nan"))
        stand.add("dear", price="1e30", list_price=Money.of("0.00004", "EUR"))
        stand.add("mixed", cost=Money.of("1", "USD"))
        stand.add("far", url="/" + "u" * 600)
        stand.add("k" * 65)
        result = reconcile(at=clock.now())
        assert result.created == 4
        rows = {row.key: row for row in CatalogItem.objects.all()}
        assert set(rows) == {"long", "nul", "dear", "mixed"}
        assert (len(rows["long"].title), len(rows["long"].brand), rows["long"].image_url) == (255, 120, "")
        assert rows["long"].stock == 2**31 - 1
        assert (rows["nul"].title, rows["nul"].attributes, rows["nul"].rating) == ("ab?", {"k": "v"}, None)
        assert (rows["dear"].price, rows["dear"].list_price) == (None, 0)
        assert (rows["mixed"].price, rows["mixed"].cost) == (10, None)
        assert {problem.key for problem in result.problems} == {"dear", "mixed", "far", "k" * 65}

    def test_unknown_keys_leave_no_row(self, clock: FrozenClock) -> None:
        result = sync_products(
            ["987654", "", "no key", "x" * 64, "x" * 65, "1\x00", "\ud800"], at=clock.now()
        )
        assert counts(result) == (0, 0, 0, 0)
        assert not CatalogItem.objects.exists()


class TestTwoAtOnce:
    def test_the_one_that_reads_last_wins(self, stand: Stand, clock: FrozenClock) -> None:
        """The list was read before the change, the row is written after it."""
        stand.add("a", price="10.00")
        reconcile(at=clock.now())
        stand.add("a", price="20.00")

        def another_change() -> None:
            stand.products["a"] = replace(stand.products["a"], price=Money.of("30.00", "EUR"))

        stand.meanwhile = another_change
        reconcile(at=clock.now())
        assert CatalogItem.objects.get(key="a").price == 30

    def test_one_inside_the_other_makes_no_doubles(self, stand: Stand, clock: FrozenClock) -> None:
        for key in "abcde":
            stand.add(key, category_keys=("x", "y"))

        def another(_count: int) -> None:
            reconcile(at=clock.now())

        result = reconcile(at=clock.now(), progress=another)
        assert counts(result) == (2, 0, 0, 3)
        assert CatalogItem.objects.count() == 5
        assert CatalogItemCategory.objects.count() == 10

    def test_a_product_that_came_while_reading_is_not_removed(self, stand: Stand, clock: FrozenClock) -> None:
        stand.add("a")

        def arrives(_count: int) -> None:
            stand.add("b")
            sync_products(["b"], at=clock.now())

        reconcile(at=clock.now(), progress=arrives)
        assert CatalogItem.objects.get(key="b").removed_at is None

    @pytest.mark.services
    @pytest.mark.django_db(transaction=True)
    @pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time anyway")
    def test_four_processes_on_the_same_products_end_with_the_shops_state(self, clock: FrozenClock) -> None:
        shelf = factories.category()
        things = [factories.product(category=shelf, price="10.00") for _number in range(60)]
        keys = [str(thing.pk) for thing in things]
        failures: list[Exception] = []
        start = threading.Barrier(4)

        def work(number: int) -> None:
            try:
                start.wait()
                for turn in range(5):
                    Thing.objects.filter(pk__in=[thing.pk for thing in things]).update(
                        price=number * 10 + turn + 1
                    )
                    if number % 2:
                        reconcile(at=clock.now())
                    else:
                        sync_products(reversed(keys), at=clock.now())
            except Exception as error:
                failures.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        shop = {str(pk): price for pk, price in Thing.objects.values_list("pk", "price")}
        assert dict(CatalogItem.objects.values_list("key", "price")) == shop
        assert CatalogItemCategory.objects.count() == 60


class TestCategories:
    def test_each_has_its_path_from_the_root(self, clock: FrozenClock) -> None:
        wood = factories.category("Wood")
        angles = factories.category("Angles", parent=wood, headline="All angles")
        sync_categories(at=clock.now())
        row = CatalogCategory.objects.get(key=str(angles.pk))
        assert (row.title, row.headline, row.url) == ("Angles", "All angles", angles.get_absolute_url())
        assert (row.parent_key, row.path) == (str(wood.pk), [str(wood.pk), str(angles.pk)])
        assert row.image_url == angles.image_url

    def test_a_circle_is_cut_and_reported(self, clock: FrozenClock) -> None:
        a = factories.category("A")
        b = factories.category("B", parent=a)
        Shelf.objects.filter(pk=a.pk).update(parent=b)
        thing = factories.product(category=b)
        result = reconcile(at=clock.now())
        keys = sorted([str(a.pk), str(b.pk)])
        assert [str(problem) for problem in result.problems] == [
            f"Categories {keys[0]}, {keys[1]} are each other's ancestors; {keys[0]} is treated as a root."
        ]
        paths = dict(CatalogCategory.objects.values_list("key", "path"))
        assert paths == {keys[0]: [keys[0]], keys[1]: keys}
        assert set(item(thing).category_keys) == set(keys)

    def test_one_that_is_gone_is_marked_and_comes_back(
        self, clock: FrozenClock, django_capture_on_commit_callbacks: CommitHooks
    ) -> None:
        told: list[str] = []

        def receive(keys: list[str], **kwargs: Any) -> None:
            told.extend(keys)

        shelf = factories.category("Shelf")
        sync_categories(at=clock.now())
        pk = shelf.pk
        shelf.delete()
        categories_changed.connect(receive)
        with django_capture_on_commit_callbacks(execute=True):
            gone = sync_categories(at=clock.now())
        categories_changed.disconnect(receive)
        assert (gone.removed, gone.total, told) == (1, 0, [str(pk)])
        assert CatalogCategory.objects.get(key=str(pk)).removed_at == clock.now()
        shelf.pk = pk
        shelf.save(force_insert=True)
        assert sync_categories(at=clock.now()).updated == 1
        assert CatalogCategory.objects.get(key=str(pk)).removed_at is None

    def test_a_category_without_an_address_stays_as_it_was(
        self, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shelf = factories.category("Shelf")
        sync_categories(at=clock.now())
        monkeypatch.setattr(Shelf, "get_absolute_url", lambda self: 1 / 0)
        result = sync_categories(at=clock.now())
        assert (result.removed, result.total) == (0, 0)
        assert result.problems[-1].key == str(shelf.pk)
        assert CatalogCategory.objects.get(key=str(shelf.pk)).removed_at is None


class TestFollowing:
    """Changes that the shop saves arrive by themselves, after its commit."""

    def test_a_saved_product_is_known_after_the_commit(
        self, django_capture_on_commit_callbacks: CommitHooks
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            thing = factories.product("Lamp", price="20.00")
            assert not CatalogItem.objects.filter(key=str(thing.pk)).exists()
        assert item(thing).price == 20
        with django_capture_on_commit_callbacks(execute=True):
            thing.price = Decimal("18.00")
            thing.save()
        assert item(thing).price == 18

    def test_a_deleted_product_is_marked(
        self, clock: FrozenClock, django_capture_on_commit_callbacks: CommitHooks
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            thing = factories.product()
        key = str(thing.pk)
        with django_capture_on_commit_callbacks(execute=True):
            thing.delete()
        assert CatalogItem.objects.get(key=key).removed_at == clock.now()

    def test_one_transaction_is_one_sync(
        self, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: CommitHooks
    ) -> None:
        asked: list[set[str]] = []

        def listen(keys: Iterable[str], **kwargs: Any) -> None:
            asked.append(set(keys))

        monkeypatch.setattr(receivers, "sync_products", listen)
        with django_capture_on_commit_callbacks(execute=True):
            things = [factories.product() for _number in range(5)]
        assert asked == [{str(thing.pk) for thing in things}]

    def test_what_is_rolled_back_is_not_synced(
        self, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: CommitHooks
    ) -> None:
        asked: list[str] = []
        monkeypatch.setattr(receivers, "sync_products", lambda keys, **kwargs: asked.extend(keys))
        with django_capture_on_commit_callbacks(execute=True):
            with transaction.atomic():
                Thing(pk=987654, sku="lost", slug="lost", name="Lost", category=factories.category()).save()
                transaction.set_rollback(True)
            kept = factories.product()
        assert asked == [str(kept.pk)]

    def test_a_failing_sync_never_breaks_the_save(
        self,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
        django_capture_on_commit_callbacks: CommitHooks,
    ) -> None:
        def fail(keys: Iterable[str], **kwargs: Any) -> None:
            raise ConnectionError("no database")

        monkeypatch.setattr(receivers, "sync_products", fail)
        with django_capture_on_commit_callbacks(execute=True):
            thing = factories.product()
        assert Thing.objects.filter(pk=thing.pk).exists()
        assert "The catalogue could not follow a change of the shop" in caplog.text

    def test_a_saved_category_is_known_after_the_commit(
        self, django_capture_on_commit_callbacks: CommitHooks
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            shelf = factories.category("Angles")
        assert CatalogCategory.objects.get(key=str(shelf.pk)).title == "Angles"


def test_while_all_is_switched_off_the_shop_saves_without_us(
    clock: FrozenClock, django_capture_on_commit_callbacks: CommitHooks
) -> None:
    off = override_settings(PERSONALIZE={**settings.PERSONALIZE, "ENABLED": False})
    with off, django_capture_on_commit_callbacks(execute=True):
        factories.product("Angle")
    assert not CatalogItem.objects.exists()
