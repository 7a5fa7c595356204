"""Rows of the example shop for tests: each function makes one thing, says only what the test cares about.

Numbers in names count up over the whole run, so no test may depend on them; say what matters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils.text import slugify

from django_personalize.core import clock
from example_shop.models import (
    Brand,
    Cart,
    CartLine,
    Category,
    Customer,
    Order,
    OrderLine,
    Product,
    Variant,
)

#: Every customer made here signs in with this.
PASSWORD = "correct-horse-battery"

_number = count(1)


def category(name: str = "", *, parent: Category | None = None, **fields: Any) -> Category:
    """A shelf; without a name a numbered one."""
    name = name or f"Shelf {next(_number)}"
    fields.setdefault("slug", slugify(name))
    fields.setdefault("headline", f"All about {name.lower()}")
    fields.setdefault("illustration", "angle-bracket")
    fields.setdefault("colour", "#1f5c4a")
    return Category.objects.create(name=name, parent=parent, **fields)


def brand(name: str = "") -> Brand:
    """The brand of that name, made when it is missing."""
    name = name or f"Brand {next(_number)}"
    return Brand.objects.get_or_create(slug=slugify(name), defaults={"name": name})[0]


def product(
    name: str = "",
    *,
    category: Category | None = None,
    price: str | Decimal | None = "19.90",
    **fields: Any,
) -> Product:
    """A product for sale, ten in stock. `price=None` makes one without a price."""
    number = next(_number)
    name = name or f"Thing {number}"
    fields.setdefault("sku", f"T-{number:05d}")
    fields.setdefault("slug", f"{slugify(name)}-{number}")
    fields.setdefault("stock", 10)
    fields.setdefault("illustration", "angle-bracket")
    fields.setdefault("colour", "#8a6f4d")
    at = fields.pop("created_at", None) or clock.now()
    return Product.objects.create(
        name=name,
        category=category or _any_category(),
        price=None if price is None else Decimal(price),
        created_at=at,
        updated_at=fields.pop("updated_at", at),
        **fields,
    )


def variant(product: Product, *, colour: str = "", size: str = "", **fields: Any) -> Variant:
    """One colour and size of `product`, ten in stock."""
    fields.setdefault("sku", f"{product.sku}-{next(_number)}")
    fields.setdefault("stock", 10)
    return Variant.objects.create(product=product, colour=colour, size=size, **fields)


def customer(email: str = "", **fields: Any) -> Customer:
    """Somebody with an account, who signs in with `PASSWORD`."""
    email = email or f"customer{next(_number)}@example.com"
    fields.setdefault("first_name", "Ada")
    fields.setdefault("last_name", "Lovelace")
    made = Customer(email=email, **fields)
    made.set_password(PASSWORD)
    made.save()
    return made


def cart(owner: Customer | None = None, *, lines: Sequence[tuple[Product, int]] = (), **fields: Any) -> Cart:
    """An open cart with `lines` of (product, quantity)."""
    at = fields.pop("updated_at", None) or clock.now()
    made = Cart.objects.create(customer=owner, created_at=at, updated_at=at, **fields)
    for item, quantity in lines:
        CartLine.objects.create(
            cart=made, product=item, quantity=quantity, unit_price=item.price or Decimal(0), added_at=at
        )
    return made


def order(
    buyer: Customer | None = None,
    *,
    lines: Sequence[tuple[Product, int]] | None = None,
    discount: str | Decimal = "0.00",
    **fields: Any,
) -> Order:
    """A placed order with `lines` of (product, quantity), one line when none are given; its sums add up.

    Shipping costs 4.90 below 60.00 and the tax contained is 19 %, as in the shop's own checkout.
    """
    number = next(_number)
    lines = [(product(), 1)] if lines is None else lines
    subtotal = sum(((item.price or Decimal(0)) * quantity for item, quantity in lines), Decimal("0.00"))
    shipping = Decimal("0.00") if subtotal >= 60 or not lines else Decimal("4.90")
    total = subtotal - Decimal(discount) + shipping
    at = fields.pop("placed_at", None) or clock.now()
    fields.setdefault("number", f"2026-{number:07d}")
    fields.setdefault("email", buyer.email if buyer else f"guest{number}@example.com")
    made = Order.objects.create(
        customer=buyer,
        placed_at=at,
        created_at=at,
        updated_at=fields.pop("updated_at", at),
        subtotal=subtotal,
        discount=Decimal(discount),
        shipping=shipping,
        tax=(total * 19 / 119).quantize(Decimal("0.01")),
        total=total,
        **fields,
    )
    OrderLine.objects.bulk_create(
        OrderLine(
            order=made,
            product=item,
            sku=item.sku,
            title=item.name,
            quantity=quantity,
            unit_price=item.price or Decimal(0),
            line_total=(item.price or Decimal(0)) * quantity,
        )
        for item, quantity in lines
    )
    return made


@dataclass(frozen=True)
class SmallShop:
    """A catalogue of three shelves that fits on one screen, and one customer."""

    hardware: Category
    connectors: Category
    dresses: Category
    #: Four wood connectors, from cheap to dear.
    connector_products: list[Product]
    #: Two dresses, the first with a blue and a red variant.
    dress_products: list[Product]
    customer: Customer

    @property
    def products(self) -> list[Product]:
        return [*self.connector_products, *self.dress_products]


def small_shop() -> SmallShop:
    """Hardware > wood connectors (4 products) beside dresses (2 products), and a customer."""
    hardware = category("Hardware", illustration="angle-bracket")
    connectors = category(
        "Wood connectors",
        parent=hardware,
        headline="Joints that hold for decades",
        illustration="angle-bracket",
    )
    dresses = category(
        "Dresses", headline="Evenings begin here", illustration="evening-dress", colour="#7a2840"
    )
    irongate, larch = brand("Irongate"), brand("Larch & Daughter")
    connector_products = [
        product(name, category=connectors, price=price, brand=irongate, attributes={"material": "steel"})
        for name, price in (
            ("Angle bracket", "3.20"),
            ("Joist hanger", "6.80"),
            ("Post base", "14.50"),
            ("Beam shoe", "22.00"),
        )
    ]
    dress_products = [
        product(
            name,
            category=dresses,
            price=price,
            brand=larch,
            illustration="evening-dress",
            attributes={"material": "silk", "style": "evening"},
        )
        for name, price in (("Evening dress", "149.00"), ("Summer dress", "79.00"))
    ]
    for position, (colour, code) in enumerate((("blue", "#1d3f72"), ("red", "#a3262f"))):
        variant(dress_products[0], colour=colour, colour_hex=code, size="M", position=position)
    return SmallShop(
        hardware=hardware,
        connectors=connectors,
        dresses=dresses,
        connector_products=connector_products,
        dress_products=dress_products,
        customer=customer("ada@example.com"),
    )


def _any_category() -> Category:
    return Category.objects.order_by("pk").first() or category()
