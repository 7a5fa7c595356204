"""What people bought: orders that stand, and their money in one currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import Case, DecimalField, F, IntegerField, Q, QuerySet, Sum, When
from django.db.models.functions import Cast, Round
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from django_personalize.events.models import EventCounter
from django_personalize.segments.conditions.base import Condition, Family, given, register
from django_personalize.segments.conditions.comparing import COMPARISONS, compared, holds, said
from django_personalize.segments.conditions.grouped import among
from django_personalize.segments.facts import Facts
from django_personalize.segments.parameters import Choice, Currency, Number, Whole

ORDERED, CANCELLED = "order_completed", "order_cancelled"
_MONEY: DecimalField[Decimal, Decimal] = DecimalField(max_digits=20, decimal_places=4)


def _standing(about: str, column: str) -> QuerySet[EventCounter, Any]:
    """One row for each person: orders less cancelled orders, as `standing`."""
    # A count has no sign on MariaDB, and less than nothing is an error there.
    plus = Cast(F(column), IntegerField()) if column == "count" else F(column)
    signed = Case(When(name=ORDERED, then=plus), default=-plus)
    rows = EventCounter.objects.filter(name__in=(ORDERED, CANCELLED), object=about)
    return rows.order_by().values("profile").annotate(standing=Sum(signed))


def _reached(rows: QuerySet[EventCounter, Any], column: str, comparison: str, right: Decimal | int) -> Q:
    """The people whose sum compares like this; who has no row has nothing."""
    if not holds(comparison, 0, right):
        return among(rows.filter(compared(comparison, column, right)))
    return ~among(rows.exclude(compared(comparison, column, right)))


@register
@dataclass(frozen=True, slots=True)
class Orders(Condition):
    """The number of orders ever, cancelled ones taken off."""

    key: ClassVar[str] = "orders"
    label = gettext_lazy("Number of orders")
    family: ClassVar[Family] = Family.ORDERS

    compare: str = given(Choice(gettext_lazy("How many"), choices=COMPARISONS), default="at_least")
    number: int = given(Whole(gettext_lazy("Orders"), most=100_000), default=1)

    def matches(self, facts: Facts) -> bool:
        return holds(self.compare, self._number(facts), self.number)

    def as_q(self, at: datetime) -> Q:
        return _reached(_standing("", "count"), "standing", self.compare, self.number)

    def sentence(self) -> str:
        return _("number of orders: %s") % said(self.compare, self.number)

    def found(self, facts: Facts) -> str:
        number = self._number(facts)
        return ngettext("%d order", "%d orders", number) % number

    def _number(self, facts: Facts) -> int:
        return facts.times([ORDERED]) - facts.times([CANCELLED])


@register
@dataclass(frozen=True, slots=True)
class Spend(Condition):
    """The money of all orders in one currency, cancelled orders taken off; 0 of people without any."""

    key: ClassVar[str] = "spend"
    label = gettext_lazy("Spent in all")
    family: ClassVar[Family] = Family.ORDERS

    amount: Decimal = given(Number(gettext_lazy("Amount"), least=Decimal(0)))
    currency: str = given(Currency(gettext_lazy("Currency")))
    compare: str = given(Choice(gettext_lazy("How much"), choices=COMPARISONS), default="at_least")

    def matches(self, facts: Facts) -> bool:
        return holds(self.compare, self._spent(facts), self.amount)

    def as_q(self, at: datetime) -> Q:
        # Rounded: SQLite adds up floating point numbers.
        spent = _standing(f"currency:{self.currency}", "value").annotate(
            rounded=Round("standing", precision=4, output_field=_MONEY)
        )
        return _reached(spent, "rounded", self.compare, self.amount)

    def sentence(self) -> str:
        return _("spent in all: %s") % said(self.compare, f"{self.amount:f} {self.currency}")

    def found(self, facts: Facts) -> str:
        return f"{self._spent(facts):f} {self.currency}"

    def _spent(self, facts: Facts) -> Decimal:
        about = f"currency:{self.currency}"
        return facts.money(ORDERED, about) - facts.money(CANCELLED, about)
