"""Who people are: traits of every type, the account, consent, birthdays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import ClassVar

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Length, StrIndex, Substr
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from django_personalize.conf import settings
from django_personalize.consent import gate
from django_personalize.consent.models import ConsentRecord
from django_personalize.consent.purposes import PURPOSES
from django_personalize.core import clock
from django_personalize.core.exactly import Exactly
from django_personalize.core.wording import listed
from django_personalize.profiles import traits
from django_personalize.profiles.models import Trait
from django_personalize.segments.conditions.base import NOBODY, Condition, Family, given, register
from django_personalize.segments.conditions.comparing import COMPARISONS, compared, holds, said
from django_personalize.segments.facts import Facts
from django_personalize.segments.parameters import Choice, Day, Number, Text, Texts, Whole, Yes

_RANK = Case(
    *(When(source=source, then=Value(rank)) for rank, source in enumerate(traits.RANK)),
    default=Value(len(traits.RANK)),
    output_field=IntegerField(),
)


def _known(name: str, at: datetime) -> QuerySet[Trait]:
    """The trait of the outer query's person that counts: not expired, and no better source says something."""
    live = Q(name=name) & (Q(expires_at=None) | Q(expires_at__gt=at))
    better = Trait.objects.filter(live, profile=OuterRef("profile")).annotate(rank=_RANK)
    mine = Trait.objects.filter(live, profile=OuterRef("pk")).annotate(rank=_RANK)
    return mine.filter(~Exists(better.filter(rank__lt=OuterRef("rank"))))


class _TraitCondition(Condition):
    """A condition about one trait."""

    __slots__ = ()
    family: ClassVar[Family] = Family.PERSON
    personal: ClassVar[bool] = True
    name: str

    def found(self, facts: Facts) -> str:
        value = facts.trait(self.name)
        if value is None:
            return _("unknown")
        return date_format(value, "DATE_FORMAT") if isinstance(value, date) else str(value)


@register
@dataclass(frozen=True, slots=True)
class TraitKnown(_TraitCondition):
    """Anything is known of a trait."""

    key: ClassVar[str] = "trait_known"
    label = gettext_lazy("Something is known")

    name: str = given(Text(gettext_lazy("Trait"), longest=64))

    def matches(self, facts: Facts) -> bool:
        return facts.trait(self.name) is not None

    def as_q(self, at: datetime) -> Q:
        return Q(Exists(_known(self.name, at)))

    def sentence(self) -> str:
        return _("%(trait)s is known") % {"trait": self.name}


_TEXTUAL = {
    "is": gettext_lazy("is"),
    "starts_with": gettext_lazy("begins with"),
    "contains": gettext_lazy("contains"),
}


@register
@dataclass(frozen=True, slots=True)
class TraitText(_TraitCondition):
    """A trait is one of these words, or begins with or contains one; capitals and accents count."""

    key: ClassVar[str] = "trait_text"
    label = gettext_lazy("A trait that is a word")

    name: str = given(Text(gettext_lazy("Trait"), longest=64))
    values: tuple[str, ...] = given(Texts(gettext_lazy("Words")))
    how: str = given(Choice(gettext_lazy("How"), choices=_TEXTUAL), default="is")

    def matches(self, facts: Facts) -> bool:
        value = facts.trait(self.name)
        if not isinstance(value, str):
            return False
        if self.how == "is":
            return value in self.values
        if self.how == "starts_with":
            return value.startswith(self.values)
        return any(word in value for word in self.values)

    def as_q(self, at: datetime) -> Q:
        rows = _known(self.name, at).filter(text__isnull=False).annotate(exact=Exactly("text"))
        if self.how == "is":
            return Q(Exists(rows.filter(exact__in=self.values)))
        wanted = Q()
        for number, word in enumerate(self.values):
            # Not LIKE: SQLite's ignores capitals, and a % in a word is a letter like any other.
            if self.how == "starts_with":
                rows = rows.annotate(**{f"part_{number}": Exactly(Substr("text", 1, Length(Value(word))))})
                wanted |= Q(**{f"part_{number}": word})
            else:
                rows = rows.annotate(**{f"place_{number}": StrIndex(Exactly("text"), Value(word))})
                wanted |= Q(**{f"place_{number}__gt": 0})
        return Q(Exists(rows.filter(wanted)))

    def sentence(self) -> str:
        words = listed([f"“{word}”" for word in self.values], or_=True)
        return f"{self.name} {_TEXTUAL[self.how]} {words}"


@register
@dataclass(frozen=True, slots=True)
class TraitNumber(_TraitCondition):
    """A trait that is a number, compared."""

    key: ClassVar[str] = "trait_number"
    label = gettext_lazy("A trait that is a number")

    name: str = given(Text(gettext_lazy("Trait"), longest=64))
    number: Decimal = given(Number(gettext_lazy("Number")))
    compare: str = given(Choice(gettext_lazy("How much"), choices=COMPARISONS), default="at_least")

    def matches(self, facts: Facts) -> bool:
        value = facts.trait(self.name)
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            return False
        return holds(self.compare, Decimal(str(value)), self.number)

    def as_q(self, at: datetime) -> Q:
        rows = _known(self.name, at).filter(number__isnull=False)
        return Q(Exists(rows.filter(compared(self.compare, "number", self.number))))

    def sentence(self) -> str:
        return f"{self.name}: {said(self.compare, f'{self.number:f}')}"


@register
@dataclass(frozen=True, slots=True)
class TraitFlag(_TraitCondition):
    """A trait that is true or false."""

    key: ClassVar[str] = "trait_flag"
    label = gettext_lazy("A trait that is yes or no")

    name: str = given(Text(gettext_lazy("Trait"), longest=64))
    yes: bool = given(Yes(gettext_lazy("Yes")), default=True)

    def matches(self, facts: Facts) -> bool:
        return facts.trait(self.name) is self.yes

    def as_q(self, at: datetime) -> Q:
        return Q(Exists(_known(self.name, at).filter(flag=self.yes)))

    def sentence(self) -> str:
        return f"{self.name}: {_('yes') if self.yes else _('no')}"


_SIDES = {"before": gettext_lazy("before"), "on": gettext_lazy("on"), "after": gettext_lazy("after")}


@register
@dataclass(frozen=True, slots=True)
class TraitDay(_TraitCondition):
    """A trait that is a day: before, on or after another."""

    key: ClassVar[str] = "trait_day"
    label = gettext_lazy("A trait that is a day")

    name: str = given(Text(gettext_lazy("Trait"), longest=64))
    day: date = given(Day(gettext_lazy("Day")))
    when: str = given(Choice(gettext_lazy("When"), choices=_SIDES), default="on")

    def matches(self, facts: Facts) -> bool:
        value = facts.trait(self.name)
        if not isinstance(value, date):
            return False
        if self.when == "before":
            return value < self.day
        return value > self.day if self.when == "after" else value == self.day

    def as_q(self, at: datetime) -> Q:
        lookup = {"before": "day__lt", "on": "day", "after": "day__gt"}[self.when]
        return Q(Exists(_known(self.name, at).filter(day__isnull=False, **{lookup: self.day})))

    def sentence(self) -> str:
        return f"{self.name} {_SIDES[self.when]} {date_format(self.day, 'DATE_FORMAT')}"


@register
@dataclass(frozen=True, slots=True)
class Anniversary(_TraitCondition):
    """The anniversary of a day is today or so many days ahead; who was born on 29 February has it on the 28th."""

    key: ClassVar[str] = "anniversary"
    label = gettext_lazy("An anniversary is near")

    name: str = given(Text(gettext_lazy("Trait"), longest=64))
    ahead: int = given(Whole(gettext_lazy("Days ahead"), most=60), default=0)

    def matches(self, facts: Facts) -> bool:
        value = facts.trait(self.name)
        return isinstance(value, date) and (value.month, value.day) in set(self._days(facts.at))

    def as_q(self, at: datetime) -> Q:
        wanted = Q()
        for month, day in self._days(at):
            wanted |= Q(day__month=month, day__day=day)
        return Q(Exists(_known(self.name, at).filter(wanted, day__isnull=False)))

    def sentence(self) -> str:
        if not self.ahead:
            return _("the anniversary of %(trait)s is today") % {"trait": self.name}
        return _("the anniversary of %(trait)s is at most %(n)d days ahead") % {
            "trait": self.name,
            "n": self.ahead,
        }

    def _days(self, at: datetime) -> Iterator[tuple[int, int]]:
        today = clock.day_of(at)
        for ahead in range(self.ahead + 1):
            day = today + timedelta(days=ahead)
            yield day.month, day.day
            if (day.month, day.day) == (2, 28) and (day + timedelta(days=1)).month == 3:
                yield 2, 29


@register
@dataclass(frozen=True, slots=True)
class Allows(Condition):
    """A purpose is allowed at this moment: granted, and neither withdrawn nor expired."""

    key: ClassVar[str] = "allows"
    label = gettext_lazy("Has given consent")
    family: ClassVar[Family] = Family.PERSON

    purpose: str = given(Choice(gettext_lazy("Purpose"), choices=PURPOSES))

    def matches(self, facts: Facts) -> bool:
        return bool(gate.judge(facts.consents, self.purpose, at=facts.at))

    def as_q(self, at: datetime) -> Q:
        mine = ConsentRecord.objects.filter(profile=OuterRef("pk"), purpose=self.purpose)
        later = ConsentRecord.objects.filter(
            profile=OuterRef("profile"), purpose=self.purpose, pk__gt=OuterRef("pk")
        )
        if not settings.ENABLED:
            return NOBODY
        # The gate counts in whole seconds.
        live = Q(expires_at=None) | Q(expires_at__gte=at.replace(microsecond=0) + timedelta(seconds=1))
        return Q(Exists(mine.filter(live, ~Exists(later), status=ConsentRecord.Status.GRANTED)))

    def sentence(self) -> str:
        return _("allow: %(purpose)s") % {"purpose": str(PURPOSES[self.purpose]).rstrip(".")}

    def found(self, facts: Facts) -> str:
        return gate.judge(facts.consents, self.purpose, at=facts.at).reason


@register
@dataclass(frozen=True, slots=True)
class Account(Condition):
    """Whether the person has an account in the shop."""

    key: ClassVar[str] = "account"
    label = gettext_lazy("Has an account")
    family: ClassVar[Family] = Family.PERSON

    def matches(self, facts: Facts) -> bool:
        return bool(facts.user_key)

    def as_q(self, at: datetime) -> Q:
        return ~Q(user_key="")

    def sentence(self) -> str:
        return _("have an account")

    def found(self, facts: Facts) -> str:
        return _("an account") if facts.user_key else _("no account")
