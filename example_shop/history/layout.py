"""Which files and columns a history is made of. `docs/how-to/load-a-history.md` says the same in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from example_shop.history import fields
from example_shop.models import Customer, Order

_KEY = r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?"
_NAME_KEY = r"[A-Za-z0-9_.-]+"
_URL_KEY = r"[A-Za-z0-9_-]+"

#: Purposes that a history may carry consents for.
PURPOSES = ("personalization", "analytics")

#: Columns whose name begins so become attributes of the product.
ATTRIBUTE = "attribute:"


@dataclass(frozen=True, slots=True)
class Column:
    """`required`: the header must name it and no cell may be empty. Otherwise empty means `default`."""

    name: str
    parse: fields.Parser
    required: bool = False
    default: Any = None


@dataclass(frozen=True, slots=True)
class Layout:
    """One file, `<name>.csv` or `<name>.csv.gz`."""

    name: str
    columns: tuple[Column, ...]
    optional: bool = False
    attributes: bool = False


def layouts(*, zone: ZoneInfo, latest: datetime) -> tuple[Layout, ...]:
    """The files in the order of reading; nothing may have happened after `latest`."""
    moment = fields.moment(zone, latest=latest)
    category = fields.identifier(64, _KEY)
    product = fields.identifier(40, _KEY)
    customer = fields.identifier(40, _NAME_KEY)
    order = fields.identifier(20, _URL_KEY)
    return (
        Layout(
            "categories",
            (
                Column("category_id", category, required=True),
                Column("name", fields.words(80), required=True),
                Column("parent_id", category, default=""),
                Column("headline", fields.words(120), default=""),
            ),
            optional=True,
        ),
        Layout(
            "products",
            (
                Column("product_id", product, required=True),
                Column("name", fields.words(160), required=True),
                Column("category_id", category, default=""),
                Column("brand", fields.words(80), default=""),
                Column("currency", fields.currency, required=True),
                Column("price", fields.cents(8)),
                Column("list_price", fields.cents(8)),
                Column("cost", fields.cents(8)),
                Column("stock", fields.count(0, 1_000_000_000), default=100),
                Column("description", fields.words(20_000, paragraphs=True), default=""),
                Column("created_at", moment),
            ),
            attributes=True,
        ),
        Layout(
            "customers",
            (
                Column("customer_id", customer, required=True),
                Column("joined_at", moment),
                Column("country", fields.country, default=""),
                Column("birthday", fields.day(latest=latest)),
                Column("gender", fields.one_of(tuple(Customer.Gender.values)), default=""),
                Column("marital_status", fields.one_of(tuple(Customer.MaritalStatus.values)), default=""),
                Column("company", fields.words(120), default=""),
                Column("consents", fields.some_of(PURPOSES), default=""),
                Column("consented_at", moment),
                Column("consent_source", fields.words(200), default=""),
                Column("consent_proof", fields.words(500), default=""),
            ),
            optional=True,
        ),
        Layout(
            "orders",
            (
                Column("order_id", order, required=True),
                Column("customer_id", customer, default=""),
                Column("placed_at", moment, required=True),
                Column("currency", fields.currency, required=True),
                Column("total", fields.cents(10), required=True),
                Column("discount", fields.cents(10), default=0),
                Column("shipping", fields.cents(10), default=0),
                Column("tax", fields.cents(10), default=0),
                Column(
                    "status", fields.one_of(tuple(Order.Status.values)), default=Order.Status.DELIVERED.value
                ),
                Column("is_gift", fields.flag, default=False),
                Column("country", fields.country, default=""),
            ),
        ),
        Layout(
            "order_lines",
            (
                Column("order_id", order, required=True),
                Column("product_id", product, required=True),
                Column("quantity", fields.count(1, 1_000_000_000), required=True),
                Column("unit_price", fields.cents(8), required=True),
                Column("line_total", fields.cents(10)),
                Column("title", fields.words(200), default=""),
            ),
        ),
    )
