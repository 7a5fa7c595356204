"""The keys of the shop mappings and what may stand under each: for adapter, checks and reference."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a mapping.

    `kind` says what its value may be: "model" ("shop.Product"), "path" (path, or dotted function of the row),
    "column" (path of database fields only), "rows" (path to related rows), "filter" (dict for
    QuerySet.filter, or the name of a boolean field), "currency" (path or ISO 4217 code), "labels" (path to
    a mapping, or dict of label to path), "list" (of values), "function" (dotted), "relations" (list of
    relations to load with each row), or a reference to a row: "category", "product", "variant", "user",
    "cart".
    """

    kind: str
    #: What a correct line looks like, for hints.
    sample: str
    meaning: str
    required: bool = False
    #: Read from the lines of a cart or order instead of from itself.
    line: bool = False


_SELECT = Key("relations", '["brand"]', "foreign keys that methods need: joined with each row")
_PREFETCH = Key("relations", '["images"]', "related rows that methods need: fetched in one go")

PRODUCT = {
    "model": Key("model", '"shop.Product"', "the model", required=True),
    "key": Key("column", '"sku"', "what identifies a product; default its primary key"),
    "title": Key("path", '"name"', "name", required=True),
    "url": Key("path", '"get_absolute_url"', "address; default get_absolute_url"),
    "image": Key("path", '"image"', "file field or address of the picture"),
    "price": Key("path", '"price"', "price that customers pay"),
    "list_price": Key("path", '"list_price"', "price before a reduction"),
    "cost": Key("path", '"cost"', "what the shop pays; never leaves the server"),
    "currency": Key("currency", '"currency"', "currency of the prices; default CURRENCY"),
    "stock": Key("path", '"stock"', "pieces in stock"),
    "available": Key("path", '"is_available"', "whether it can be bought now; default: stock is above zero"),
    "listed": Key("filter", '{"is_active": True}', "which products the shop shows; default all"),
    "categories": Key("category", '"categories"', "its category or categories"),
    "brand": Key("path", '"brand.name"', "brand"),
    "attributes": Key("labels", '{"colour": "colour"}', "attributes, each with one value"),
    "variants": Key("rows", '"variants"', "its variants, where they are rows of another model"),
    "parent": Key("path", '"parent"', "the product of a variant, where variants are rows of the same model"),
    "rating": Key("path", '"rating"', "average rating"),
    "created": Key("path", '"created_at"', "since when the shop has it"),
    "updated": Key("column", '"updated_at"', "when it last changed"),
    "select_related": _SELECT,
    "prefetch_related": _PREFETCH,
}

CATEGORY = {
    "model": Key("model", '"shop.Category"', "the model", required=True),
    "key": Key("column", '"slug"', "what identifies a category; default its primary key"),
    "title": Key("path", '"name"', "name", required=True),
    "url": Key("path", '"get_absolute_url"', "address; default get_absolute_url"),
    "image": Key("path", '"image"', "file field or address of the picture"),
    "headline": Key("path", '"headline"', "one line about it"),
    "parent": Key("category", '"parent"', "the category above it"),
    "listed": Key("filter", '{"is_public": True}', "which categories the shop shows; default all"),
    "select_related": _SELECT,
    "prefetch_related": _PREFETCH,
}

_LINES = {
    "lines": Key("rows", '"lines"', "its lines", required=True),
    "product": Key("product", '"product"', "the line's product", required=True, line=True),
    "variant": Key("variant", '"variant"', "the line's variant", line=True),
    "line_title": Key("path", '"title"', "the line's text; default the product's name", line=True),
    "quantity": Key("path", '"quantity"', "how many", required=True, line=True),
    "unit_price": Key("path", '"unit_price"', "price of one piece", line=True),
}

CART = {
    "model": Key("model", '"shop.Cart"', "the model", required=True),
    "key": Key("column", '"token"', "what identifies a cart; default its primary key"),
    "current": Key(
        "function",
        '"shop.cart.current_cart"',
        "function of the request; finds its cart",
    ),
    "user": Key("user", '"customer"', "the customer"),
    "session_key": Key("column", '"session_key"', "the session of a cart without a customer"),
    "email": Key("path", '"email"', "address the visitor gave; default the customer's"),
    "open": Key("filter", '{"status": "open"}', "which carts are not ordered yet; default all"),
    "updated": Key("column", '"updated_at"', "when it last changed; without it no cart is ever idle"),
    "currency": Key("currency", '"currency"', "currency; default the products'"),
    "total": Key("path", '"total"', "what it costs; default the sum of its lines"),
    **_LINES,
    "select_related": _SELECT,
    "prefetch_related": _PREFETCH,
}

ORDER = {
    "model": Key("model", '"shop.Order"', "the model", required=True),
    "key": Key("column", '"number"', "what identifies an order; default its primary key"),
    "number": Key("path", '"number"', "number that the customer knows; default the key"),
    "user": Key("user", '"customer"', "the customer; None for a guest"),
    "email": Key("path", '"email"', "the buyer's e-mail address; default the customer's"),
    "phone": Key("path", '"phone"', "the buyer's phone number"),
    "placed_at": Key("column", '"placed_at"', "when it was placed", required=True),
    "placed": Key("filter", '{"status__in": ["paid"]}', "which rows are orders and not drafts; default all"),
    "status": Key("path", '"status"', "status"),
    "cancelled_statuses": Key("list", '["cancelled"]', "statuses in which nothing was sold after all"),
    "currency": Key("currency", '"currency"', "currency; default CURRENCY"),
    "total": Key("path", '"total"', "what was paid, tax and shipping included", required=True),
    "subtotal": Key("path", '"subtotal"', "the lines before discount and shipping"),
    "discount": Key("path", '"discount"', "discount"),
    "shipping": Key("path", '"shipping"', "shipping"),
    "tax": Key("path", '"tax"', "tax in the total"),
    "coupons": Key("path", '"coupon_code"', "code or codes that were redeemed"),
    "gift": Key("path", '"is_gift"', "whether it was bought for somebody else"),
    "cart": Key("cart", '"cart"', "the cart it was made from"),
    **_LINES,
    "sku": Key("path", '"sku"', "the line's article number", line=True),
    "line_gift": Key("path", '"is_gift"', "whether this line is for somebody else", line=True),
    "select_related": _SELECT,
    "prefetch_related": _PREFETCH,
}

#: Setting to its keys.
MAPPINGS = {"PRODUCT": PRODUCT, "CATEGORY": CATEGORY, "CART": CART, "ORDER": ORDER}

#: Name in SHOP_FUNCTIONS -> (capability it adds, how it is called).
FUNCTIONS = {
    "current_cart": ("carts", "(request) -> quantities by product key, or Cart; where a cart is no row"),
    "search": ("search", "(query, *, limit, request) -> products or their keys"),
    "add_to_cart": ("add_to_cart", "(request, product_key, *, variant_key, quantity) -> None"),
    "restore_cart": ("carts", "(request, cart_key) -> address to go to"),
    "returns": ("returns", "(*, since) -> Return objects"),
    "open_ticket": ("tickets", "(user_id) -> bool"),
    "loyalty_tier": ("loyalty", "(user_id) -> str or None"),
    "delivery_days": ("delivery", "(product_keys, *, country) -> days by product key"),
    "shop_mails": ("shop_mails", "(*, since) -> pairs of user id and moment"),
    "issue_coupon": ("coupons", "(CouponSpec) -> Coupon"),
    "apply_coupon": ("apply_coupon", "(request, code) -> bool"),
}
