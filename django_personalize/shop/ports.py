"""What a shop tells us, in frozen dataclasses keyed by strings, and what we may ask of it: the adapter.

Never host model instances: the core stores keys only, so product deletions are harmless and no migration
couples us. Events and recommendations speak of the parent product; lines keep the variant's key beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.db.models import QuerySet
from django.http import HttpRequest

from django_personalize.core.errors import PersonalizeError
from django_personalize.shop.money import Money

#: What a shop may be able to do beside listing products; an adapter names its own in `capabilities`.
CAPABILITIES = frozenset(
    {
        "stock",
        "cost",
        "categories",
        "search",
        "carts",
        "guest_carts",
        "orders",
        "coupons",
        "apply_coupon",
        "add_to_cart",
        "returns",
        "tickets",
        "loyalty",
        "delivery",
        "shop_mails",
        "uniform_prices",
    }
)


class NotSupported(PersonalizeError):
    """The adapter was asked for something outside its `capabilities`."""


class AdapterError(PersonalizeError):
    """The adapter's settings or the shop's data cannot be read; the text names the path."""


@dataclass(frozen=True, slots=True)
class Category:
    key: str
    title: str
    url: str
    parent_key: str | None = None
    image_url: str | None = None
    headline: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What a page shows of a product; `price` includes tax where the shop knows it, None where it has none."""

    key: str
    title: str
    url: str
    image_url: str | None = None
    price: Money | None = None
    list_price: Money | None = None
    available: bool = True
    stock: int | None = None
    listed: bool = True
    brand: str = ""
    rating: float | None = None


@dataclass(frozen=True, slots=True)
class Product(Card):
    """All that is known of a listable (parent) product."""

    cost: Money | None = None
    #: Own categories first, then their ancestors.
    category_keys: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    variant_keys: tuple[str, ...] = ()
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CartLine:
    product_key: str
    variant_key: str | None
    title: str
    quantity: int
    unit_price: Money | None = None


@dataclass(frozen=True, slots=True)
class Cart:
    key: str
    user_id: str | None
    email: str
    lines: tuple[CartLine, ...]
    updated_at: datetime | None
    total: Money | None


@dataclass(frozen=True, slots=True)
class OrderLine:
    product_key: str | None
    variant_key: str | None
    title: str
    quantity: int
    unit_price: Money | None = None
    sku: str = ""
    is_gift: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    key: str
    number: str
    user_id: str | None
    email: str
    phone: str
    placed_at: datetime
    status: str
    cancelled: bool
    lines: tuple[OrderLine, ...]
    total: Money
    discount: Money | None = None
    shipping: Money | None = None
    tax: Money | None = None
    coupon_codes: tuple[str, ...] = ()
    cart_key: str | None = None
    is_gift: bool = False
    #: The lines before discount and shipping.
    subtotal: Money | None = None


@dataclass(frozen=True, slots=True)
class OrderRows:
    """The shop's own table of placed orders, for conditions that ask it in SQL instead of our copied events.

    `rows` leaves drafts out; the others are lookups on it, None where the shop keeps that elsewhere.
    """

    rows: QuerySet[Any]
    key: str
    user: str | None
    email: str | None
    placed_at: str
    total: str | None
    status: str | None
    cancelled_statuses: frozenset[str]

    def sold(self) -> QuerySet[Any]:
        """Without the cancelled ones."""
        if self.status is None or not self.cancelled_statuses:
            return self.rows
        return self.rows.exclude(**{f"{self.status}__in": sorted(self.cancelled_statuses)})


@dataclass(frozen=True, slots=True)
class Return:
    key: str
    order_key: str
    product_keys: tuple[str, ...]
    opened_at: datetime
    closed: bool


@dataclass(frozen=True, slots=True)
class CouponSpec:
    name: str
    #: "percent", "amount" or "free_shipping".
    kind: str
    value: Money | int | None
    valid_from: datetime
    valid_until: datetime
    user_id: str | None = None
    email: str = ""
    min_total: Money | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Coupon:
    code: str
    valid_until: datetime
    redeemed: bool = False


class EventSink(Protocol):
    """Where an adapter reports what its shop's signals say; each call returns at once and never raises."""

    def order_placed(self, order_key: str) -> None: ...
    def order_changed(self, order_key: str) -> None: ...
    def products_changed(self, keys: Sequence[str]) -> None: ...
    def categories_changed(self) -> None: ...


class ShopAdapter:
    """The shop behind one door. Every method is optional to override; what is not overridden says "not here".

    A catalogue-only adapter overrides `product_key`, `iter_products` and `get_products`, no more.
    """

    slug: str = "shop"
    capabilities: frozenset[str] = frozenset()

    # -- catalogue

    def product_key(self, obj: Any) -> str | None:
        """Key of the listable product behind a host instance, None when it is no product."""
        return None

    def iter_products(self, *, changed_since: datetime | None = None) -> Iterator[Product]:
        """All products, listed or not, in a number of queries that does not grow with each product."""
        return iter(())

    def get_products(self, keys: Sequence[str], *, request: HttpRequest | None = None) -> dict[str, Product]:
        """The live products of these keys in one batch; keys that are gone are simply absent."""
        return {}

    def get_cards(self, keys: Sequence[str], *, request: HttpRequest | None = None) -> Mapping[str, Card]:
        """The same for a page that somebody waits for; worth its own reading where a product's rest costs time."""
        return self.get_products(keys, request=request)

    def iter_categories(self) -> Iterator[Category]:
        """All categories, in any order."""
        return iter(())

    def search_products(
        self, query: str, *, limit: int = 20, request: HttpRequest | None = None
    ) -> list[str]:
        """Keys that the shop's own search finds."""
        raise NotSupported(self._missing("search"))

    # -- carts

    def current_cart(self, request: HttpRequest) -> Cart | None:
        """The cart of this request; must never create or save anything."""
        return None

    def get_cart(self, key: str) -> Cart | None:
        """A cart by key, read afresh."""
        return None

    def iter_carts(self, *, idle_before: datetime, idle_after: datetime) -> Iterator[Cart]:
        """Open carts last touched between the two moments."""
        return iter(())

    def restore_cart(self, request: HttpRequest, cart_key: str) -> str | None:
        """Copy a cart's products into the opener's own cart; the URL to go to."""
        raise NotSupported(self._missing("carts"))

    def add_to_cart(
        self, request: HttpRequest, product_key: str, *, variant_key: str | None = None, quantity: int = 1
    ) -> None:
        """Put a product into the current cart."""
        raise NotSupported(self._missing("add_to_cart"))

    # -- orders

    def get_order(self, key: str) -> Order | None:
        """An order by key, with its lines, read afresh; None when it does not exist or is not placed yet."""
        return None

    def iter_orders(self, *, since: datetime | None = None) -> Iterator[Order]:
        """All placed orders in the order of their placing, in bounded queries."""
        return iter(())

    def order_rows(self) -> OrderRows | None:
        """Where the shop keeps its orders, when that is a table of this database."""
        return None

    def iter_returns(self, *, since: datetime | None = None) -> Iterator[Return]:
        """Returns that were opened since; needs capability "returns"."""
        return iter(())

    def has_open_ticket(self, user_id: str) -> bool:
        """Whether the customer waits for an answer of the service; needs capability "tickets"."""
        return False

    def loyalty_tier(self, user_id: str) -> str | None:
        """The customer's tier in the shop's loyalty scheme; needs capability "loyalty"."""
        return None

    def delivery_days(self, product_keys: Sequence[str], *, country: str) -> dict[str, int]:
        """Days until delivery; needs capability "delivery"."""
        return {}

    def iter_shop_mails(self, *, since: datetime) -> Iterator[tuple[str, datetime]]:
        """(user id, moment) of the mails the shop itself sent; needs capability "shop_mails"."""
        return iter(())

    # -- coupons

    def issue_coupon(self, spec: CouponSpec) -> Coupon:
        """A new code in the shop's own coupon engine."""
        raise NotSupported(self._missing("coupons"))

    def apply_coupon(self, request: HttpRequest, code: str) -> bool:
        """Put a code on the current cart; whether the shop took it."""
        raise NotSupported(self._missing("apply_coupon"))

    # -- events

    def connect(self, sink: EventSink) -> None:
        """Subscribe to the shop's signals, once, with dispatch_uid."""

    def check(self) -> Iterable[Any]:
        """System-check messages about the adapter's own settings."""
        return ()

    def _missing(self, capability: str) -> str:
        return (
            f"The shop adapter {type(self).__name__} does not support {capability!r}; "
            f"it supports: {', '.join(sorted(self.capabilities)) or 'nothing optional'}."
        )
