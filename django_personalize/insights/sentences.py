"""An event as one sentence for people: "Looked at Oak dowel 8 mm", "Ordered 3 products for €48.00 (gift)".

Sentences are plain text of any origin; templates escape them. Titles come from the catalogue if it has the key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from django_personalize.core.links import short
from django_personalize.events.models import Event
from django_personalize.shop.models import CatalogCategory, CatalogItem
from django_personalize.shop.money import Money, NotMoney


@dataclass(frozen=True, slots=True)
class Titles:
    """What the catalogue calls products and categories, by key."""

    products: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, events: Iterable[Event], *, categories: Iterable[str] = ()) -> Titles:
        """The titles that these events and further category keys need, in two queries."""
        product_keys: set[str] = set()
        category_keys = set(categories)
        for event in events:
            product_keys.update(key for key in (event.product, _product_key(event)) if key)
            category_keys.update(key for key in (event.category, _text(event.properties, "category")) if key)
        products = CatalogItem.objects.filter(pk__in=product_keys).values_list("pk", "title")
        named = CatalogCategory.objects.filter(pk__in=category_keys).values_list("pk", "title")
        return cls(
            products=dict(products) if product_keys else {}, categories=dict(named) if category_keys else {}
        )


def sentence(event: Event, titles: Titles) -> str:
    """What happened, in the active language; an unknown event reads as its own name."""
    describe = _SENTENCES.get(event.name)
    if describe is not None:
        return describe(event, titles)
    # Objects without a sentence of their own still say what they were about.
    name = event.name.replace("_", " ").strip().capitalize()
    about = _product(event, titles) if event.product else ""
    return f"{name}: {about}" if about else name


def _page(event: Event, titles: Titles) -> str:
    page = _mapping(event.context, "page") | _mapping(event.properties, "page")
    kind = _text(page, "type") or _text(event.properties, "type")
    names = {
        "home": _("the home page"),
        "cart": _("the cart"),
        "checkout": _("the checkout"),
        "thank_you": _("the thank-you page"),
        "account": _("the account"),
        "wishlist": _("the wish list"),
        "login": _("the login page"),
        "signup": _("the sign-up page"),
    }
    if kind in names:
        return _("Visited %(page)s") % {"page": names[kind]}
    if kind == "category" and (event.category or _text(page, "category")):
        return _("Browsed %(category)s") % {"category": _category(event, titles)}
    where = _text(page, "title") or short(_text(page, "path") or _text(page, "url")) or kind or _("a page")
    return _("Visited %(page)s") % {"page": _cut(where)}


def _search(event: Event, titles: Titles) -> str:
    words = _cut(_text(event.properties, "query"))
    results = _said(event).get("results")
    if not isinstance(results, int):
        return _("Searched for “%(words)s”") % {"words": words}
    if results == 0:
        return _("Searched for “%(words)s”, found nothing") % {"words": words}
    return ngettext(
        "Searched for “%(words)s”, %(count)d result", "Searched for “%(words)s”, %(count)d results", results
    ) % {"words": words, "count": results}


def _order(event: Event, titles: Titles) -> str:
    order = _mapping(event.properties, "order")
    count = _items(order)
    total = _money(event, order)
    if count and total:
        text = ngettext(
            "Ordered %(count)d product for %(total)s", "Ordered %(count)d products for %(total)s", count
        ) % {"count": count, "total": total}
    elif total:
        text = _("Ordered for %(total)s") % {"total": total}
    else:
        text = _("Placed an order")
    return _("%(ordered)s (gift)") % {"ordered": text} if order.get("is_gift") is True else text


def _order_change(text: str) -> Callable[[Event, Titles], str]:
    def describe(event: Event, titles: Titles) -> str:
        order = _mapping(event.properties, "order")
        number = _text(event.properties, "order_id") or _text(order, "order_id")
        return _(text) % {"order": _cut(number)} if number else _(text) % {"order": ""}

    return describe


def _added(event: Event, titles: Titles) -> str:
    return _with_quantity(
        event,
        titles,
        one=_("Put %(product)s into the cart"),
        many=_("Put %(count)d × %(product)s into the cart"),
    )


def _removed(event: Event, titles: Titles) -> str:
    return _with_quantity(
        event,
        titles,
        one=_("Took %(product)s out of the cart"),
        many=_("Took %(count)d × %(product)s out of the cart"),
    )


def _cart(event: Event, titles: Titles) -> str:
    count = _items(_said(event))
    total = _money(event, _said(event))
    if not count:
        return _("Emptied the cart") if event.name == "cart_updated" else _("Looked at the cart")
    holding = ngettext("%(count)d product", "%(count)d products", count) % {"count": count}
    if event.name == "cart_viewed":
        return _("Looked at the cart with %(holding)s") % {"holding": holding}
    if total:
        return _("Cart now holds %(holding)s for %(total)s") % {"holding": holding, "total": total}
    return _("Cart now holds %(holding)s") % {"holding": holding}


def _consent(event: Event, titles: Titles) -> str:
    purpose = _cut(_text(event.properties, "purpose"))
    words = {
        "granted": _("Allowed %(purpose)s"),
        "denied": _("Refused %(purpose)s"),
        "withdrawn": _("Withdrew the consent to %(purpose)s"),
        "revoked": _("Withdrew the consent to %(purpose)s"),
    }
    text = words.get(_text(event.properties, "status"), _("Changed the consent to %(purpose)s"))
    return text % {"purpose": purpose or _("a purpose")}


def _identified(event: Event, titles: Titles) -> str:
    # Names of traits only: their values are personal and stand in the traits' own, guarded place.
    traits = _said(event).get("traits")
    names = sorted(str(name) for name in traits) if isinstance(traits, list | dict) else []
    if not names:
        return _("Was recognised")
    return _("Told about: %(traits)s") % {"traits": _cut(", ".join(names))}


def _coupon(text: str) -> Callable[[Event, Titles], str]:
    def describe(event: Event, titles: Titles) -> str:
        return _(text) % {"coupon": _cut(_text(event.properties, "coupon_id"))}

    return describe


def _about_product(text: str) -> Callable[[Event, Titles], str]:
    def describe(event: Event, titles: Titles) -> str:
        return _(text) % {"product": _product(event, titles)}

    return describe


def _about_category(text: str) -> Callable[[Event, Titles], str]:
    def describe(event: Event, titles: Titles) -> str:
        return _(text) % {"category": _category(event, titles)}

    return describe


def _plain(text: str) -> Callable[[Event, Titles], str]:
    return lambda event, titles: _(text)


_SENTENCES: Mapping[str, Callable[[Event, Titles], str]] = {
    "page_viewed": _page,
    "session_started": _plain(gettext_noop("Came to the shop")),
    "session_ended": _plain(gettext_noop("Left the shop")),
    "signed_up": _plain(gettext_noop("Signed up")),
    "signed_in": _plain(gettext_noop("Logged in")),
    "signed_out": _plain(gettext_noop("Logged out")),
    "profile_identified": _identified,
    "products_searched": _search,
    "product_list_viewed": _about_category(gettext_noop("Browsed %(category)s")),
    "product_list_filtered": _about_category(gettext_noop("Filtered %(category)s")),
    "product_clicked": _about_product(gettext_noop("Clicked on %(product)s")),
    "product_viewed": _about_product(gettext_noop("Looked at %(product)s")),
    "product_added": _added,
    "product_removed": _removed,
    "cart_viewed": _cart,
    "cart_updated": _cart,
    "cart_abandoned": _plain(gettext_noop("Left the cart behind")),
    "checkout_started": _plain(gettext_noop("Started the checkout")),
    "checkout_step_viewed": _plain(gettext_noop("Reached a step of the checkout")),
    "checkout_step_completed": _plain(gettext_noop("Completed a step of the checkout")),
    "payment_info_entered": _plain(gettext_noop("Chose a way to pay")),
    "order_completed": _order,
    "offline_order_imported": _order,
    "order_updated": _order_change(gettext_noop("Order %(order)s was changed")),
    "order_fulfilled": _order_change(gettext_noop("Order %(order)s was shipped")),
    "order_delivered": _order_change(gettext_noop("Order %(order)s was delivered")),
    "order_cancelled": _order_change(gettext_noop("Order %(order)s was cancelled")),
    "order_refunded": _order_change(gettext_noop("Order %(order)s was refunded")),
    "product_returned": _about_product(gettext_noop("Returned %(product)s")),
    "coupon_entered": _coupon(gettext_noop("Entered the coupon %(coupon)s")),
    "coupon_applied": _coupon(gettext_noop("Used the coupon %(coupon)s")),
    "coupon_denied": _coupon(gettext_noop("Was refused the coupon %(coupon)s")),
    "coupon_removed": _coupon(gettext_noop("Removed the coupon %(coupon)s")),
    "wishlist_product_added": _about_product(gettext_noop("Put %(product)s on the wish list")),
    "wishlist_product_removed": _about_product(gettext_noop("Took %(product)s off the wish list")),
    "product_shared": _about_product(gettext_noop("Shared %(product)s")),
    "product_reviewed": _about_product(gettext_noop("Reviewed %(product)s")),
    "stock_alert_subscribed": _about_product(gettext_noop("Asked to be told when %(product)s is back")),
    "price_alert_subscribed": _about_product(gettext_noop("Asked to be told when %(product)s costs less")),
    "consent_changed": _consent,
}


def _with_quantity(event: Event, titles: Titles, *, one: str, many: str) -> str:
    count = _quantity(_mapping(event.properties, "product") or _said(event))
    return (many if count > 1 else one) % {"product": _product(event, titles), "count": count}


def _product(event: Event, titles: Titles) -> str:
    key = event.product or _product_key(event)
    named = titles.products.get(key) or _text(_mapping(event.properties, "product"), "name")
    return _cut(named or (_("product %(key)s") % {"key": key} if key else _("a product")))


def _product_key(event: Event) -> str:
    return _text(_mapping(event.properties, "product"), "product_id")


def _category(event: Event, titles: Titles) -> str:
    key = event.category or _text(event.properties, "category")
    return _cut(titles.categories.get(key) or key or _("a list of products"))


def _money(event: Event, source: Mapping[str, Any]) -> str:
    amount = source.get("total", source.get("value", event.value))
    try:
        return str(Money.of(amount, _text(source, "currency") or event.currency))
    except NotMoney:
        return ""


def _said(event: Event) -> Mapping[str, Any]:
    """The properties; {} when they have another shape: the table is older than any schema."""
    return event.properties if isinstance(event.properties, Mapping) else {}


def _items(source: Mapping[str, Any]) -> int:
    """How many pieces an order or a cart holds."""
    lines = source.get("products")
    return (
        sum(_quantity(line) for line in lines if isinstance(line, Mapping)) if isinstance(lines, list) else 0
    )


def _quantity(line: Mapping[str, Any]) -> int:
    quantity = line.get("quantity", 1)
    return quantity if isinstance(quantity, int) and quantity > 0 else 1


def _mapping(source: Any, key: str) -> dict[str, Any]:
    """The mapping under `key`; {} when there is none: properties of old events may have any shape."""
    value = source.get(key) if isinstance(source, Mapping) else None
    return dict(value) if isinstance(value, Mapping) else {}


def _text(source: Any, key: str) -> str:
    value = source.get(key) if isinstance(source, Mapping) else None
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _cut(text: str) -> str:
    return Truncator(text).chars(90)
