"""What one shopper does: visits, and in each visit step by step what is looked at, put in, taken out and ordered."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from example_shop.simulation.calendar import at_hour, draw_hour, feast_factor, season_factor
from example_shop.simulation.goods import Good, Goods
from example_shop.simulation.population import Person
from example_shop.simulation.tastes import Taste
from example_shop.totals import Totals, totals_of

#: By kind: chance that a visit fills a cart, and that a filled cart is ordered at once.
_FILLS = {
    "regular": 0.3,
    "gift_buyer": 0.45,
    "abandoner": 0.45,
    "lapsing": 0.35,
    "business": 0.5,
    "window": 0.03,
}
_ORDERS = {
    "regular": 0.7,
    "gift_buyer": 0.8,
    "abandoner": 0.06,
    "lapsing": 0.7,
    "business": 0.85,
    "window": 0.1,
}
#: Share of looks that have nothing to do with the taste.
_WANDERING = 0.12
#: Chance that a cart filling visit of a gift buyer is for somebody else; other people's, in the weeks of a feast.
_GIFTS, _GIFTS_OF_OTHERS = 0.65, 0.08
_CART_LIFE = timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Bought:
    """One line: so many of a good in one colour and size ("" where it has none)."""

    good: Good
    colour: str
    size: str
    quantity: int

    @property
    def price(self) -> Decimal:
        return self.good.price or Decimal(0)


@dataclass(frozen=True, slots=True)
class Action:
    """Something that happened. `kind` is the event's name of the vocabulary; what is empty does not apply.

    `cart` counts the carts of this person; `lines` are the cart's lines after the action, for an order its lines.
    """

    at: datetime
    person: int
    kind: str
    session: uuid.UUID
    good: Good | None = None
    bought: Bought | None = None
    category: str = ""
    query: str = ""
    results: int = 0
    cart: int = 0
    lines: tuple[Bought, ...] = ()
    totals: Totals | None = None
    is_gift: bool = False
    channel: str = ""


def actions_of(
    person: Person, *, seed: int, goods: Goods, start: datetime, until: datetime, zone: ZoneInfo
) -> list[Action]:
    """Everything this person does between `start` and `until`, in order."""
    return _Life(person, Random(f"life {seed} {person.index}"), goods, zone).live(start, until)


class _Life:
    def __init__(self, person: Person, rng: Random, goods: Goods, zone: ZoneInfo) -> None:
        self._person = person
        self._rng = rng
        self._goods = goods
        self._zone = zone
        self._cart: list[Bought] = []
        self._cart_number = 0
        self._cart_ended = True
        self._cart_at: datetime | None = None
        self._cart_is_gift = False
        self._done: list[Action] = []
        self._shelves: dict[int, tuple[list[Good], list[float]]] = {}

    def live(self, start: datetime, until: datetime) -> list[Action]:
        person, rng = self._person, self._rng
        begin = max(start, person.joined_at)
        end = min(until, person.lapses_at) if person.lapses_at else until
        busy = sum(person.weekdays) / 7
        day = begin.astimezone(self._zone).date()
        # Everybody who came to the shop was there once: the day they joined, or the first day of the window.
        first = True
        while day <= end.astimezone(self._zone).date():
            chance = person.visits / 30 * person.weekdays[day.weekday()] / busy
            if person.kind == "gift_buyer":
                chance *= feast_factor(day)
            if rng.random() < chance or (first and person.joined_at >= start):
                at = at_hour(day, draw_hour(rng, person.favourite_hour, trade=person.is_business), self._zone)
                if begin <= at < end:
                    self._visit(at, end)
                    first = False
            day += timedelta(days=1)
        return self._done

    def _visit(self, at: datetime, end: datetime) -> None:
        """One session. Nothing happens at or after `end`."""
        person, rng = self._person, self._rng
        today = at.astimezone(self._zone).date()
        fills = rng.random() < _FILLS[person.kind]
        gift = fills and rng.random() < self._chance_of_gift(today)
        taste = person.gift_taste if gift and person.gift_taste is not None else person.taste
        steps = _Steps(self._done, person, at, end, uuid.UUID(int=rng.getrandbits(128), version=4), rng)
        channel = person.channel if rng.random() < 0.6 else "direct"
        steps.add("session_started", channel=channel)
        self._clear_old_cart(steps)
        if self._cart and rng.random() < self._chance_of_return() and self._order(steps):
            return
        seen = self._look_around(steps, taste, today, gift=gift)
        if fills and seen and not self._cart_for_other(gift):
            self._fill(steps, seen, gift=gift)
            if self._cart and rng.random() < _ORDERS[person.kind]:
                self._order(steps)

    def _look_around(self, steps: _Steps, taste: Taste, today: date, *, gift: bool) -> list[Good]:
        rng, person = self._rng, self._person
        shelf, likings = self._shelf(taste)
        weights = list(
            accumulate(
                liking
                * season_factor(good.root, good.season, today.month)
                * (2.0 if gift and good.present else 1.0)
                for good, liking in zip(shelf, likings, strict=True)
            )
        )
        if rng.random() < 0.55:
            categories, shares = zip(*taste.categories, strict=True)
            steps.add("product_list_viewed", category=rng.choices(categories, shares)[0])
        if rng.random() < 0.18:
            good = rng.choices(shelf, cum_weights=weights)[0]
            found = rng.random() > 0.12
            query = (good.category.replace("-", " ") if rng.random() < 0.5 else good.name).lower()
            steps.add(
                "products_searched",
                query=query if found else f"{query} xl",
                results=rng.randint(1, 14) if found else 0,
            )
        seen: list[Good] = []
        for _ in range(1 + min(int(rng.expovariate(1 / 2.2)), 9)):
            if rng.random() < _WANDERING:
                good = rng.choice(self._goods.all)
            elif seen and rng.random() < 0.12:
                good = rng.choice(seen)
            else:
                good = rng.choices(shelf, cum_weights=weights)[0]
                seen.append(good)
            steps.add("product_viewed", good=good)
            if person.has_account and good in seen and rng.random() < 0.04:
                steps.add("wishlist_product_added", good=good)
        return seen

    def _shelf(self, taste: Taste) -> tuple[list[Good], list[float]]:
        """The goods of the taste's categories and how much each is liked."""
        key = id(taste)  # two at most, both alive as long as the person
        if key not in self._shelves:
            goods = [good for category, _ in taste.categories for good in self._goods.of(category)]
            self._shelves[key] = goods, [taste.weight(good) for good in goods]
        return self._shelves[key]

    def _fill(self, steps: _Steps, seen: list[Good], *, gift: bool) -> None:
        """Put one to three of the seen goods into the cart; now and then one goes out again."""
        rng = self._rng
        wanted = [good for good in dict.fromkeys(seen) if good.price is not None]
        if not wanted:
            return
        if not self._cart:
            # An emptied cart is still the customer's open one; only an ordered or a lost one is followed by another.
            if self._cart_ended or not self._person.has_account:
                self._cart_number += 1
                self._cart_ended = False
            self._cart_is_gift = gift
        for good in rng.sample(wanted, min(len(wanted), rng.choices((1, 2, 3), (60, 28, 12))[0])):
            bought = Bought(
                good, self._colour(good, gift=gift), rng.choice(good.sizes or ("",)), self._quantity(good)
            )
            if any((b.good, b.colour, b.size) == (good, bought.colour, bought.size) for b in self._cart):
                continue
            if not steps.add(
                "product_added", good=good, bought=bought, cart=self._cart_number, lines=(*self._cart, bought)
            ):
                break
            self._cart.append(bought)
            self._cart_at = steps.at
        if len(self._cart) > 1 and rng.random() < 0.12:
            gone = self._cart[-1]
            rest = tuple(self._cart[:-1])
            if steps.add("product_removed", good=gone.good, bought=gone, cart=self._cart_number, lines=rest):
                self._cart.pop()
        if self._cart and rng.random() < 0.5:
            steps.add("cart_viewed", cart=self._cart_number, lines=tuple(self._cart))

    def _order(self, steps: _Steps) -> bool:
        lines = tuple(self._cart)
        totals = totals_of((line.price, line.quantity) for line in lines)
        cart = self._cart_number
        if not steps.add("checkout_started", cart=cart, lines=lines, totals=totals):
            return False
        if not steps.add(
            "order_completed", cart=cart, lines=lines, totals=totals, is_gift=self._cart_is_gift
        ):
            return False
        self._cart = []
        self._cart_ended = True
        return True

    def _chance_of_gift(self, today: date) -> float:
        if self._person.kind == "gift_buyer":
            return _GIFTS
        return _GIFTS_OF_OTHERS if feast_factor(today) > 1 and not self._person.is_business else 0.0

    def _chance_of_return(self) -> float:
        return 0.04 if self._person.kind == "abandoner" else 0.45

    def _cart_for_other(self, gift: bool) -> bool:
        """A present does not go into a cart that was begun for oneself, nor the other way round."""
        return bool(self._cart) and self._cart_is_gift != gift

    def _clear_old_cart(self, steps: _Steps) -> None:
        """Whoever has an account finds the old cart again and empties it; without one its session is long over."""
        if self._cart_at is None or steps.at - self._cart_at <= _CART_LIFE:
            return
        while self._cart and self._person.has_account:
            gone, rest = self._cart[-1], tuple(self._cart[:-1])
            if not steps.add(
                "product_removed", good=gone.good, bought=gone, cart=self._cart_number, lines=rest
            ):
                return
            self._cart.pop()
        self._cart = []

    def _colour(self, good: Good, *, gift: bool) -> str:
        taste = self._person.gift_taste if gift and self._person.gift_taste else self._person.taste
        liked = [colour for colour in good.colours if colour in taste.colours]
        return self._rng.choice(liked or list(good.colours)) if good.colours else ""

    def _quantity(self, good: Good) -> int:
        if self._person.is_business and (good.price or 0) < 60:
            return self._rng.choice((4, 6, 8, 10, 12, 20, 24))
        return self._rng.choices((1, 2, 3), (85, 12, 3))[0] if (good.price or 0) < 60 else 1


class _Steps:
    """Writes down the actions of one session, some seconds to minutes apart; False when the time is over."""

    def __init__(
        self, done: list[Action], person: Person, at: datetime, end: datetime, session: uuid.UUID, rng: Random
    ) -> None:
        self.at = at
        self._done = done
        self._person = person
        self._end = end
        self._session = session
        self._rng = rng

    def add(self, kind: str, **what: object) -> bool:
        if self.at >= self._end:
            return False
        self._done.append(Action(self.at, self._person.index, kind, self._session, **what))  # type: ignore[arg-type]
        self.at += timedelta(seconds=int(self._rng.uniform(8, 150)))
        return True


def sessions_of(actions: list[Action]) -> Iterator[list[Action]]:
    """The actions of one person, session by session."""
    session: list[Action] = []
    for action in actions:
        if session and session[-1].session != action.session:
            yield session
            session = []
        session.append(action)
    if session:
        yield session
