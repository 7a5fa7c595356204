"""What people like: affinities, which fade."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from django_personalize.profiles import affinities
from django_personalize.profiles.models import Affinity
from django_personalize.segments.conditions.base import Condition, Family, given, register
from django_personalize.segments.facts import Facts
from django_personalize.segments.parameters import Number, Text, Whole, Wrong


@register
@dataclass(frozen=True, slots=True)
class Likes(Condition):
    """An affinity with at least a score, or among the strongest of its kind, or both.

    The score is the decayed sum of event weights: a view now counts 1. Equally strong ones share a rank.
    """

    key: ClassVar[str] = "likes"
    label = gettext_lazy("Is drawn to something")
    family: ClassVar[Family] = Family.INTERESTS

    kind: str = given(Text(gettext_lazy("Kind"), longest=40))
    value: str = given(Text(gettext_lazy("Which"), longest=120))
    score: Decimal | None = given(Number(gettext_lazy("Score"), least=None), optional=True)
    top: int | None = given(Whole(gettext_lazy("Among the first"), least=1, most=50), optional=True)

    def check(self) -> None:
        if self.kind not in ("category", "brand") and not self.kind.startswith("attribute:"):
            raise Wrong(f'kind: {self.kind!r:.80} must be "category", "brand" or "attribute:" and a name.')
        if self.score is None and self.top is None:
            raise Wrong("score: give a least score, a rank (top), or both.")

    def matches(self, facts: Facts) -> bool:
        mine = facts.affinities.get(self.kind, {})
        weight = mine.get(self.value)
        if weight is None or (self.score is not None and weight < self._weight(facts.at)):
            return False
        return self.top is None or sum(other > weight for other in mine.values()) < self.top

    def as_q(self, at: datetime) -> Q:
        rows = Affinity.objects.filter(profile=OuterRef("pk"), kind=self.kind, value=self.value)
        if self.score is not None:
            rows = rows.filter(weight__gte=self._weight(at))
        if self.top is not None:
            stronger = Affinity.objects.filter(
                profile=OuterRef("profile"), kind=self.kind, weight__gt=OuterRef("weight")
            )
            crowded = stronger.order_by().values("profile").annotate(n=Count("pk")).filter(n__gte=self.top)
            rows = rows.filter(~Exists(crowded.values("profile")))
        return Q(Exists(rows))

    def sentence(self) -> str:
        said = _("are drawn to %(kind)s “%(value)s”") % {"kind": self.kind, "value": self.value}
        if self.score is not None:
            said += " " + _("(score at least %s)") % self.score
        if self.top is not None:
            said += " " + _("(among their first %d)") % self.top
        return said

    def found(self, facts: Facts) -> str:
        weight = facts.affinities.get(self.kind, {}).get(self.value)
        return _("nothing") if weight is None else f"{affinities.decayed(weight, facts.at):.2f}"

    def _weight(self, at: datetime) -> float:
        return affinities.grown(float(self.score or 0), at)
