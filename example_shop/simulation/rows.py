"""Rows of the shop for one portion of shoppers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_noop

from example_shop import recording
from example_shop.models import Cart, CartLine, Customer, Order, OrderLine, Product, WishlistItem
from example_shop.simulation.behaviour import Action, Bought
from example_shop.simulation.population import Person
from example_shop.simulation.shoppers import Simulation

_GIFT_NOTES = (
    gettext_noop("Happy birthday!"),
    gettext_noop("With love"),
    gettext_noop("Thank you for everything"),
    gettext_noop("Enjoy it"),
    "",
)


@dataclass(frozen=True, slots=True)
class Stocked:
    """A product as the shop holds it; `variants` by (colour, size)."""

    pk: int
    name: str
    category: int
    brand: str
    currency: str
    variants: dict[tuple[str, str], tuple[int, str]]


@dataclass(frozen=True)
class Shelf:
    """What the shop holds, by SKU, and its categories by slug."""

    products: dict[str, Stocked]
    categories: dict[str, int]

    @classmethod
    def of_the_shop(cls) -> Shelf:
        """Everything, in three queries. A product that the shop no longer has is simply not there."""
        products = {}
        categories = {}
        rows = Product.objects.select_related("brand", "category").prefetch_related("variants")
        for product in rows:
            categories[product.category.slug] = product.category_id
            products[product.sku] = Stocked(
                pk=product.pk,
                name=product.name,
                category=product.category_id,
                brand=product.brand.name if product.brand else "",
                currency=product.currency,
                variants={(v.colour, v.size): (v.pk, v.sku) for v in product.variants.all()},
            )
        return cls(products, categories)

    def variant(self, bought: Bought) -> tuple[int, str] | None:
        """(key, SKU) of what was chosen; None for a product without variants."""
        stocked = self.products.get(bought.good.sku)
        return stocked.variants.get((bought.colour, bought.size)) if stocked else None


@dataclass
class Rows:
    """Collects the rows of some people, then writes them table by table."""

    simulation: Simulation
    shelf: Shelf
    numbers: dict[tuple[int, int], str]
    added: Counter[str] = field(default_factory=Counter)
    #: Person to the key of the account, (person, cart) to the key of the cart; filled by `write`.
    customers: dict[int, int] = field(default_factory=dict)
    carts: dict[tuple[int, int], int] = field(default_factory=dict)
    _people: list[tuple[Person, list[Action]]] = field(default_factory=list)

    def take(self, person: Person, life: list[Action]) -> None:
        self._people.append((person, life))

    def write(self) -> None:
        """Everything that was taken; call it inside a transaction."""
        self._write_customers()
        self._write_carts()
        self._write_orders()
        self._write_wishes()

    def who(self, person: Person) -> str:
        """How the app knows this person: by the account, or by a browser that never signed in."""
        pk = self.customers.get(person.index)
        return recording.customer(pk) if pk else recording.browser(f"{self._mark}-{person.index}")

    @property
    def _mark(self) -> str:
        return f"sim-{self.simulation.seed}"

    def _write_customers(self) -> None:
        accounts = [(person, life) for person, life in self._people if person.has_account]
        Customer.objects.bulk_create(_account(person, life) for person, life in accounts)
        keys = dict(
            Customer.objects.filter(username__in=[person.email for person, _ in accounts]).values_list(
                "username", "pk"
            )
        )
        self.customers = {person.index: keys[person.email] for person, _ in accounts}
        self.added["customers"] = len(accounts)

    def _write_carts(self) -> None:
        """The last state of every cart, its lines at the prices they were put in."""
        last: dict[tuple[int, int], Action] = {}
        first: dict[tuple[int, int], datetime] = {}
        for person, life in self._people:
            for action in life:
                if action.cart:
                    key = (person.index, action.cart)
                    last[key] = action
                    first.setdefault(key, action.at)
        marks = {key: f"{self._mark}-{key[0]}-{key[1]}" for key in last}
        Cart.objects.bulk_create(
            Cart(
                customer_id=self.customers.get(key[0]),
                session_key=marks[key],
                status=Cart.Status.ORDERED if action.kind == "order_completed" else Cart.Status.OPEN,
                created_at=first[key],
                updated_at=action.at,
            )
            for key, action in last.items()
        )
        keys = dict(
            Cart.objects.filter(session_key__in=list(marks.values())).values_list("session_key", "pk")
        )
        self.carts = {key: keys[mark] for key, mark in marks.items()}
        lines = [
            CartLine(
                cart_id=self.carts[key],
                product_id=self.shelf.products[line.good.sku].pk,
                variant_id=variant[0] if (variant := self.shelf.variant(line)) else None,
                quantity=line.quantity,
                unit_price=line.price,
                added_at=action.at,
            )
            for key, action in last.items()
            for line in action.lines
            if line.good.sku in self.shelf.products
        ]
        CartLine.objects.bulk_create(lines)
        self.added["carts"] = len(last)

    def _write_orders(self) -> None:
        placed = [
            (person, action)
            for person, life in self._people
            for action in life
            if action.kind == "order_completed"
        ]
        orders = [self._order(person, action) for person, action in placed]
        Order.objects.bulk_create(orders)
        keys = dict(
            Order.objects.filter(number__in=[order.number for order in orders]).values_list("number", "pk")
        )
        OrderLine.objects.bulk_create(
            self._order_line(keys[order.number], line)
            for order, (_, action) in zip(orders, placed, strict=True)
            for line in action.lines
        )
        self.added["orders"] = len(orders)

    def _order(self, person: Person, action: Action) -> Order:
        number = self.numbers[person.index, action.cart]
        rng = Random(f"order {self.simulation.seed} {person.index} {action.cart}")
        totals = action.totals
        if totals is None:
            raise ValueError(f"The order of cart {action.cart} of shopper {person.index} has no totals.")
        return Order(
            number=number,
            customer_id=self.customers.get(person.index),
            email=person.email,
            phone=person.phone,
            first_name=person.first_name,
            last_name=person.last_name,
            company=person.company,
            street=person.street,
            postcode=person.postcode,
            city=person.city,
            country=person.country,
            status=_status(rng, self.simulation.until - action.at),
            placed_at=action.at,
            created_at=action.at,
            updated_at=action.at,
            is_gift=action.is_gift,
            gift_note=rng.choice(_GIFT_NOTES) if action.is_gift else "",
            currency=totals.currency,
            subtotal=totals.subtotal,
            discount=totals.discount,
            shipping=totals.shipping,
            tax=totals.tax,
            total=totals.total,
            cart_id=self.carts[person.index, action.cart],
        )

    def _order_line(self, order: int, line: Bought) -> OrderLine:
        stocked = self.shelf.products.get(line.good.sku)
        variant = self.shelf.variant(line)
        chosen = " / ".join(part for part in (line.colour, line.size) if part)
        return OrderLine(
            order_id=order,
            product_id=stocked.pk if stocked else None,
            variant_id=variant[0] if variant else None,
            sku=variant[1] if variant else line.good.sku,
            title=f"{line.good.name} ({chosen})" if variant else line.good.name,
            quantity=line.quantity,
            unit_price=line.price,
            line_total=line.price * line.quantity,
        )

    def _write_wishes(self) -> None:
        wished: dict[tuple[int, int], datetime] = {}
        for person, life in self._people:
            customer = self.customers.get(person.index)
            for action in life:
                if action.kind == "wishlist_product_added" and customer and action.good:
                    stocked = self.shelf.products.get(action.good.sku)
                    if stocked:
                        wished.setdefault((customer, stocked.pk), action.at)
        WishlistItem.objects.bulk_create(
            WishlistItem(customer_id=customer, product_id=product, created_at=at)
            for (customer, product), at in wished.items()
        )
        self.added["wishes"] = len(wished)


def _account(person: Person, life: Sequence[Action]) -> Customer:
    return Customer(
        username=person.email,
        email=person.email,
        password=make_password(None),
        first_name=person.first_name,
        last_name=person.last_name,
        birthday=person.birthday,
        gender=person.gender,
        country=person.country,
        marital_status=person.marital_status,
        phone=person.phone,
        company=person.company,
        vat_id=person.vat_id,
        date_joined=person.joined_at,
        last_login=life[-1].at if life else None,
    )


def _status(rng: Random, age: timedelta) -> str:
    """What has become of an order of this age."""
    fate = rng.random()
    if fate < 0.03:
        return Order.Status.CANCELLED
    for limit, status in (
        (timedelta(days=1), Order.Status.PLACED),
        (timedelta(days=2), Order.Status.PAID),
        (timedelta(days=5), Order.Status.SHIPPED),
    ):
        if age < limit:
            return status
    return Order.Status.RETURNED if fate < 0.06 else Order.Status.DELIVERED


def money(amount: Decimal) -> str:
    """As events carry it."""
    return f"{amount:.2f}"
