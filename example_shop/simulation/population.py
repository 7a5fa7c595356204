"""Draws the shoppers and keeps the truth they were drawn from, so that tests can compare what was learned with it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from example_shop.simulation import names
from example_shop.simulation.goods import Goods
from example_shop.simulation.tastes import TRADE, Taste, draw_taste

#: Kind to its share of a hundred shoppers.
KINDS = {"regular": 44, "gift_buyer": 10, "abandoner": 12, "lapsing": 12, "business": 6, "window": 16}
#: Share of people who allow statistics and a personal shop.
CONSENTING = 0.8

_ACCOUNTS = {
    "regular": 0.85,
    "gift_buyer": 0.8,
    "abandoner": 0.75,
    "lapsing": 0.9,
    "business": 1.0,
    "window": 0.2,
}
#: Visits in 30 days, before seasons.
_VISITS = {
    "regular": 2.0,
    "gift_buyer": 1.0,
    "abandoner": 2.2,
    "lapsing": 3.2,
    "business": 2.2,
    "window": 2.4,
}
_HOURS = {"morning": 8, "noon": 12, "evening": 20, "night": 22}
_CHANNELS = (
    ("direct", 24),
    ("organic_search", 34),
    ("paid_search", 14),
    ("social", 12),
    ("email", 8),
    ("referral", 8),
)
_TOGETHER = (("single", 30), ("married", 38), ("partnered", 22), ("divorced", 7), ("widowed", 3))


@dataclass(frozen=True, slots=True)
class Person:
    """One shopper and the truth about them. `taste` is their own; `gift_taste` that of whoever they buy presents for.

    `visits` is per 30 days; `weekdays` are weights, Monday first; `lapses_at` is the moment after which they stay away.
    """

    index: int
    kind: str
    has_account: bool
    consents: bool
    first_name: str
    last_name: str
    email: str
    gender: str
    birthday: date
    country: str
    marital_status: str
    phone: str
    company: str
    vat_id: str
    street: str
    postcode: str
    city: str
    taste: Taste
    gift_taste: Taste | None
    visits: float
    favourite_weekday: int
    weekdays: tuple[float, ...]
    favourite_hour: int
    channel: str
    device: str
    joined_at: datetime
    lapses_at: datetime | None

    @property
    def is_business(self) -> bool:
        return self.kind == "business"


def draw_person(index: int, *, seed: int, goods: Goods, start: datetime, until: datetime) -> Person:
    """The shopper `index` of a seed; the same whatever the number of shoppers."""
    from example_shop.simulation.calendar import TRADE_WEEKDAYS, WEEKDAYS

    rng = Random(f"person {seed} {index}")
    kind = rng.choices(list(KINDS), list(KINDS.values()))[0]
    # The first of every fifty has an account, so that every portion that is written leaves a trace in the shop.
    has_account = index % 50 == 0 or rng.random() < _ACCOUNTS[kind]
    business = kind == "business"
    woman = rng.random() < (0.2 if business else 0.58)
    country = names.COUNTRIES[
        rng.choices(
            [found.code for found in names.COUNTRIES.values()], [c.share for c in names.COUNTRIES.values()]
        )[0]
    ]
    first, last = rng.choice(country.women if woman else country.men), rng.choice(country.families)
    postcode, city = rng.choice(country.places)
    taste = draw_taste(rng, goods, woman=woman, archetype=TRADE if business else None)
    gift_taste = None
    if kind == "gift_buyer":
        gift_taste = draw_taste(rng, goods, woman=not woman, other_than=taste.archetype)
    favourite = rng.randrange(5) if business else rng.choices(range(7), WEEKDAYS)[0]
    base = TRADE_WEEKDAYS if business else WEEKDAYS
    weekdays = tuple(weight * (3.0 if day == favourite else 1.0) for day, weight in enumerate(base))
    hour = rng.choice((8, 9, 10, 14)) if business else _HOURS[rng.choices(list(_HOURS), (15, 20, 50, 15))[0]]
    span = until - start
    joined = (
        start - timedelta(days=rng.uniform(5, 900))
        if rng.random() < 0.55
        else start + span * rng.uniform(0, 0.85)
    )
    lapses = None
    if kind == "lapsing":
        begins = max(joined, start)
        lapses = begins + (until - begins) * rng.uniform(0.25, 0.6)
    return Person(
        index=index,
        kind=kind,
        has_account=has_account,
        consents=rng.random() < CONSENTING,
        first_name=first,
        last_name=last,
        email=f"{_plain(first)}.{_plain(last)}.{index}@{names.DOMAIN}",
        gender=_gender(rng, woman=woman),
        birthday=_birthday(rng, until),
        country=country.code,
        marital_status=rng.choices([name for name, _ in _TOGETHER], [share for _, share in _TOGETHER])[0],
        phone=f"{country.dial} 555 {rng.randrange(10**6):06d}" if rng.random() < 0.4 else "",
        company=f"{rng.choice(names.TRADES)} {last} {rng.choice(names.FORMS)}" if business else "",
        vat_id=f"{country.code}{rng.randrange(10**9):09d}" if business else "",
        street=f"{rng.choice(country.streets).replace('_', ' ')} {rng.randint(1, 120)}",
        postcode=postcode,
        city=city,
        taste=taste,
        gift_taste=gift_taste,
        visits=_VISITS[kind] * math.exp(rng.gauss(0, 0.45)),
        favourite_weekday=favourite,
        weekdays=weekdays,
        favourite_hour=hour,
        channel=rng.choices([name for name, _ in _CHANNELS], [share for _, share in _CHANNELS])[0],
        device="desktop" if business else rng.choices(("mobile", "desktop", "tablet"), (58, 34, 8))[0],
        joined_at=joined.replace(microsecond=0),
        lapses_at=lapses.replace(microsecond=0) if lapses else None,
    )


def _gender(rng: Random, *, woman: bool) -> str:
    """Not everybody says it."""
    said = rng.random()
    if said < 0.25:
        return ""
    return "other" if said < 0.26 else ("female" if woman else "male")


def _birthday(rng: Random, until: datetime) -> date:
    age = min(max(rng.gauss(42, 14), 18), 88)
    return (until - timedelta(days=age * 365.25)).date()


def _plain(name: str) -> str:
    """Letters an address can hold."""
    import unicodedata

    spelled = name.lower().replace("ß", "ss").replace("ı", "i")
    spelled = spelled.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return "".join(c for c in unicodedata.normalize("NFKD", spelled) if c.isascii() and c.isalnum())
