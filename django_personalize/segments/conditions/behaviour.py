"""What people did: read from the counters per day, in memory and in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from django_personalize.core import clock
from django_personalize.core.wording import listed
from django_personalize.events import schema
from django_personalize.events.models import EventCounter
from django_personalize.segments.conditions.base import Condition, Family, given, register
from django_personalize.segments.conditions.grouped import among
from django_personalize.segments.facts import Facts
from django_personalize.segments.parameters import Choice, Text, Texts, Whole, Window, Wrong
from django_personalize.segments.spans import Span

#: What an event can be about; the counters keep each under "kind:value".
ABOUT = {
    "product": gettext_lazy("the product"),
    "category": gettext_lazy("the category"),
    "brand": gettext_lazy("the brand"),
    "query": gettext_lazy("the search words"),
    "no_result": gettext_lazy("a search without results"),
}
OFTEN = {
    "at_least": gettext_lazy("at least"),
    "at_most": gettext_lazy("at most"),
    "exactly": gettext_lazy("exactly"),
}


def _events() -> list[tuple[str, str]]:
    return [(name, name) for name in schema.EVENTS]


def counters(names: tuple[str, ...], about: str) -> QuerySet[EventCounter]:
    """Everybody's counters for these events with this object."""
    return EventCounter.objects.filter(name__in=names, object=about).order_by()


def counted(rows: QuerySet[EventCounter]) -> Q:
    """The people who have any of these counters."""
    return Q(Exists(rows.filter(profile=OuterRef("pk"))))


def at_least(rows: QuerySet[EventCounter], times: int) -> Q:
    """The people whose counters add up to `times` or more."""
    if times <= 1:
        return counted(rows)
    total = rows.values("profile").annotate(times=Sum("count")).filter(times__gte=times)
    return among(total)


@dataclass(frozen=True, slots=True)
class _Happening(Condition):
    """Events, and what they were about."""

    family: ClassVar[Family] = Family.BEHAVIOUR

    events: tuple[str, ...] = given(Texts(gettext_lazy("Events"), longest=64, suggestions=_events))
    about: str | None = given(Choice(gettext_lazy("With"), choices=ABOUT), optional=True)
    value: str | None = given(Text(gettext_lazy("Which"), longest=90), optional=True)

    def check(self) -> None:
        for name in self.events:
            if schema.find(name) is None:
                raise Wrong(f"events: {name!r:.80} is no event; name your own in PERSONALIZE['EVENTS'].")
        if (self.value is None) != (self.about in (None, "no_result")):
            problem = "needs a value" if self.value is None else "takes no value"
            raise Wrong(f"value: {self.about or 'an event without about'!r} {problem}.")

    @property
    def object(self) -> str:
        """The counter's object."""
        if self.about is None or self.about == "no_result":
            return self.about or ""
        value = self.value or ""
        if self.about == "query":
            value = " ".join(value.lower().split())
        return f"{self.about}:{value}"[:100]

    def _happened(self) -> str:
        what = listed([str(_(name.replace("_", " "))) for name in self.events], or_=True)
        if self.about is None:
            return what
        return " ".join(
            filter(None, [what, _("with"), str(ABOUT[self.about]), self.value and f"“{self.value}”"])
        )


@register
@dataclass(frozen=True, slots=True)
class Did(_Happening):
    """Something was done so many times, ever or in a window of whole days of the shop's zone."""

    key: ClassVar[str] = "did"
    label = gettext_lazy("Did something so often")

    often: str = given(Choice(gettext_lazy("How often"), choices=OFTEN), default="at_least")
    times: int = given(Whole(gettext_lazy("Times"), most=100_000), default=1)
    within: Span | None = given(Window(gettext_lazy("In the last")), optional=True)

    def matches(self, facts: Facts) -> bool:
        times = self._times(facts)
        if self.often == "at_least":
            return times >= self.times
        return times <= self.times if self.often == "at_most" else times == self.times

    def as_q(self, at: datetime) -> Q:
        rows = counters(self.events, self.object)
        if self.within is not None:
            rows = rows.filter(day__gte=self.within.first_day(clock.day_of(at)))
        reached = at_least(rows, self.times) if self.times else None
        if self.often == "at_least":
            return reached if reached is not None else Q(pk__isnull=False)
        not_more = ~at_least(rows, self.times + 1)
        return not_more if self.often == "at_most" or reached is None else reached & not_more

    def sentence(self) -> str:
        often = ngettext("%(often)s %(n)d time", "%(often)s %(n)d times", self.times) % {
            "often": OFTEN[self.often],
            "n": self.times,
        }
        window = _("in the last %(span)s") % {"span": self.within} if self.within else ""
        return " ".join(filter(None, [_("did:"), self._happened(), often, window]))

    def found(self, facts: Facts) -> str:
        times = self._times(facts)
        return ngettext("%d time", "%d times", times) % times

    def _times(self, facts: Facts) -> int:
        since = self.within.first_day(facts.today) if self.within else None
        return facts.times(self.events, self.object, since=since)


AGO = {
    "more_than": gettext_lazy("more than"),
    "less_than": gettext_lazy("less than"),
}


@register
@dataclass(frozen=True, slots=True)
class LastDid(_Happening):
    """The last time lies more, or less, than so long ago; false of people who never did it."""

    key: ClassVar[str] = "last_did"
    label = gettext_lazy("Last did something so long ago")

    when: str = given(Choice(gettext_lazy("When"), choices=AGO), default="more_than")
    ago: Span = given(Window(gettext_lazy("Ago")), default=Span(30, "days"))

    def matches(self, facts: Facts) -> bool:
        last = facts.last_day(self.events, self.object)
        return last is not None and (last < self.ago.day_before(facts.today)) == (self.when == "more_than")

    def as_q(self, at: datetime) -> Q:
        rows = counters(self.events, self.object)
        if self.when == "less_than":
            return counted(rows.filter(day__gte=self.ago.day_before(clock.day_of(at))))
        last = rows.values("profile").annotate(last=Max("day"))
        return among(last.filter(last__lt=self.ago.day_before(clock.day_of(at))))

    def sentence(self) -> str:
        return _("last did: %(what)s, %(when)s %(span)s ago") % {
            "what": self._happened(),
            "when": AGO[self.when],
            "span": self.ago,
        }

    def found(self, facts: Facts) -> str:
        return _on(facts.last_day(self.events, self.object))


@register
@dataclass(frozen=True, slots=True)
class FirstDid(_Happening):
    """The first time lies more, or less, than so long ago; false of people who never did it."""

    key: ClassVar[str] = "first_did"
    label = gettext_lazy("First did something so long ago")

    when: str = given(Choice(gettext_lazy("When"), choices=AGO), default="less_than")
    ago: Span = given(Window(gettext_lazy("Ago")), default=Span(30, "days"))

    def matches(self, facts: Facts) -> bool:
        first = facts.first_day(self.events, self.object)
        return first is not None and (first < self.ago.day_before(facts.today)) == (self.when == "more_than")

    def as_q(self, at: datetime) -> Q:
        rows = counters(self.events, self.object)
        border = self.ago.day_before(clock.day_of(at))
        if self.when == "more_than":
            return counted(rows.filter(day__lt=border))
        first = rows.values("profile").annotate(first=Min("day"))
        return among(first.filter(first__gte=border))

    def sentence(self) -> str:
        return _("first did: %(what)s, %(when)s %(span)s ago") % {
            "what": self._happened(),
            "when": AGO[self.when],
            "span": self.ago,
        }

    def found(self, facts: Facts) -> str:
        return _on(facts.first_day(self.events, self.object))


def _on(day: date | None) -> str:
    return _("never") if day is None else date_format(day, "DATE_FORMAT")
