"""What shoppers allowed and did, as the app would have seen it. Orders the app reads from the shop itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from example_shop.simulation.behaviour import Action
from example_shop.simulation.population import Person
from example_shop.simulation.rows import Rows, Shelf, money

if TYPE_CHECKING:
    from django_personalize.shortcuts import PastConsent, PastEvent

_WORDING = (
    "We would like to remember what you look at and buy, to count visits and to show you a shop that fits you. "
    "You can say no, and change your mind at any time."
)
_LANGUAGES = {"HU": "hu", "GB": "en"}
#: Event to the kind of page it happens on.
_PAGES = {
    "session_started": "home",
    "product_list_viewed": "category",
    "products_searched": "search",
    "product_viewed": "product",
    "product_added": "product",
    "product_removed": "cart",
    "cart_viewed": "cart",
    "checkout_started": "checkout",
    "wishlist_product_added": "product",
}


def consent(person: Person, life: Sequence[Action], rows: Rows) -> PastConsent:
    """What this person allowed in the banner on the first visit; nobody without a visit is asked."""
    from django_personalize.shortcuts import PastConsent

    return PastConsent(
        person=rows.who(person),
        purposes=("personalization", "analytics"),
        at=life[0].at,
        wording=_WORDING,
        source="/",
        method="banner",
        language=_LANGUAGES.get(person.country, "de"),
        details={"simulated": f"seed {rows.simulation.seed}, shopper {person.index}"},
    )


def events(person: Person, life: Sequence[Action], rows: Rows, shelf: Shelf) -> Iterator[PastEvent]:
    """One person's events, in order; what happened to products that the shop no longer has is left out."""
    from django_personalize.shortcuts import PastEvent

    who = rows.who(person)
    channel = ""
    for number, action in enumerate(life):
        if action.kind == "session_started":
            channel = action.channel
        properties = _properties(person, action, rows, shelf)
        if properties is None:
            continue
        yield PastEvent(
            name=action.kind,
            person=who,
            at=action.at,
            key=f"simulation {rows.simulation.seed} {person.index} {number}",
            properties=properties,
            session=action.session,
            context={
                "page": {"type": _PAGES[action.kind]},
                "channel": channel,
                "device": {"type": person.device},
            },
        )


def _properties(person: Person, action: Action, rows: Rows, shelf: Shelf) -> dict[str, Any] | None:
    """By the vocabulary; None for what is no event of its own here."""
    match action.kind:
        case "session_started":
            return {"channel": action.channel, "source": action.channel}
        case "product_list_viewed":
            category = shelf.categories.get(action.category)
            return {"category": str(category), "list_id": str(category)} if category else None
        case "products_searched":
            return {"query": action.query, "results": action.results}
        case "cart_viewed":
            return {"cart_id": str(rows.carts[person.index, action.cart])}
        case "checkout_started" if action.totals is not None:
            return {"value": money(action.totals.total), "currency": action.totals.currency}
        case "product_viewed" | "wishlist_product_added" | "product_added" | "product_removed":
            product = _product(action, shelf)
            if product is None or not action.cart:
                return product and {"product": product}
            return {"cart_id": str(rows.carts[person.index, action.cart]), "product": product}
    return None


def _product(action: Action, shelf: Shelf) -> dict[str, Any] | None:
    good = action.good
    stocked = shelf.products.get(good.sku) if good else None
    if good is None or stocked is None:
        return None
    found: dict[str, Any] = {"product_id": str(stocked.pk), "name": stocked.name}
    if good.price is not None:
        found |= {"price": money(good.price), "currency": stocked.currency}
    if action.bought is not None:
        found["quantity"] = action.bought.quantity
        if variant := shelf.variant(action.bought):
            found["variant_id"] = str(variant[0])
    return found
