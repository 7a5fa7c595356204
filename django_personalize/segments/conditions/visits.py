"""How people came: the source of their first or last visit, with what, in which language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from django_personalize.core.exactly import Exactly
from django_personalize.core.wording import listed
from django_personalize.segments.conditions.base import NOBODY, Condition, Family, Scope, given, register
from django_personalize.segments.facts import Facts, Visit
from django_personalize.segments.parameters import Choice, Texts
from django_personalize.tracking.models import Session

WHICH = {"first": gettext_lazy("the first visit"), "last": gettext_lazy("the last visit")}
TRAITS = {
    "channel": gettext_lazy("channel"),
    "source": gettext_lazy("source"),
    "medium": gettext_lazy("medium"),
    "campaign": gettext_lazy("campaign"),
    "click_id": gettext_lazy("click id"),
    "device": gettext_lazy("device"),
    "os": gettext_lazy("system"),
    "browser": gettext_lazy("browser"),
    "language": gettext_lazy("language"),
}


def _visit(which: str) -> QuerySet[Session]:
    """The first or last visit of the outer query's person."""
    order = ("started_at", "pk") if which == "first" else ("-started_at", "-pk")
    chosen = Session.objects.filter(profile=OuterRef("profile")).order_by(*order).values("pk")[:1]
    return (
        Session.objects.filter(profile=OuterRef("pk"))
        .annotate(chosen=Subquery(chosen))
        .filter(pk=F("chosen"))
    )


@register
@dataclass(frozen=True, slots=True)
class CameBy(Condition):
    """Something about the first or last visit is one of these: the channel, the campaign, the device, …"""

    key: ClassVar[str] = "came_by"
    label = gettext_lazy("Came by")
    family: ClassVar[Family] = Family.VISITS

    what: str = given(Choice(gettext_lazy("What"), choices=TRAITS))
    values: tuple[str, ...] = given(Texts(gettext_lazy("One of"), longest=120))
    which: str = given(Choice(gettext_lazy("Which visit"), choices=WHICH), default="last")

    def matches(self, facts: Facts) -> bool:
        return self._value(facts) in self.values

    def as_q(self, at: datetime) -> Q:
        return Q(Exists(_visit(self.which).annotate(exact=Exactly(self.what)).filter(exact__in=self.values)))

    def sentence(self) -> str:
        return _("%(visit)s: %(what)s is %(values)s") % {
            "visit": WHICH[self.which],
            "what": TRAITS[self.what],
            "values": listed([f"“{value}”" for value in self.values], or_=True),
        }

    def found(self, facts: Facts) -> str:
        return self._value(facts) or _("unknown")

    def _value(self, facts: Facts) -> str:
        visit: Visit | None = facts.first_visit if self.which == "first" else facts.last_visit
        return "" if visit is None else str(getattr(visit, self.what))


NOW = {name: TRAITS[name] for name in ("device", "os", "browser", "language")}


@register
@dataclass(frozen=True, slots=True)
class Uses(Condition):
    """What the browser of this very request is: device class, system, browser, language; for the site alone."""

    key: ClassVar[str] = "uses"
    label = gettext_lazy("Uses now")
    family: ClassVar[Family] = Family.VISITS
    scope: ClassVar[Scope] = Scope.REQUEST

    what: str = given(Choice(gettext_lazy("What"), choices=NOW))
    values: tuple[str, ...] = given(Texts(gettext_lazy("One of"), longest=32))

    def matches(self, facts: Facts) -> bool:
        return facts.request is not None and getattr(facts.request, self.what) in self.values

    def as_q(self, at: datetime) -> Q:
        return NOBODY

    def sentence(self) -> str:
        return _("use now: %(what)s is %(values)s") % {
            "what": TRAITS[self.what],
            "values": listed([f"“{value}”" for value in self.values], or_=True),
        }

    def found(self, facts: Facts) -> str:
        return str(getattr(facts.request, self.what)) if facts.request is not None else _("no request")
