"""Other segments: the rule of one inside another, and static lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from django_personalize.segments import catalogue
from django_personalize.segments.conditions.base import CannotTell, Condition, Family, Scope, given, register
from django_personalize.segments.facts import Facts
from django_personalize.segments.models import ListMember
from django_personalize.segments.parameters import Text


@register
@dataclass(frozen=True, slots=True)
class InSegment(Condition):
    """The person belongs to another segment, by its rule or its list as it stands now."""

    key: ClassVar[str] = "in_segment"
    label = gettext_lazy("Belongs to a segment")
    family: ClassVar[Family] = Family.SEGMENTS

    slug: str = given(Text(gettext_lazy("Segment"), longest=64, suggestions=catalogue.choices))

    def matches(self, facts: Facts) -> bool:
        inner = self._inner()
        if inner.rule is None:
            return self.slug in facts.lists
        return inner.rule.matches(facts)

    def as_q(self, at: datetime) -> Q:
        inner = self._inner()
        if inner.rule is None:
            return Q(Exists(ListMember.objects.filter(profile=OuterRef("pk"), segment__slug=self.slug)))
        return inner.rule.as_q(at)

    def sentence(self) -> str:
        return _("belong to “%s”") % self._inner().name

    def found(self, facts: Facts) -> str:
        return _("belongs") if self.matches(facts) else _("does not belong")

    def ready(self) -> None:
        inner = self._inner()
        if inner.fault:
            raise CannotTell(f"The segment {self.slug!r} cannot be read: {inner.fault}")

    @property
    def is_personal(self) -> bool:
        inner = catalogue.current().get(self.slug)
        return inner is not None and inner.rule is not None and inner.rule.is_personal

    @property
    def reaches(self) -> Scope:
        """A segment for the site alone makes every segment around it one for the site alone."""
        rule = self._inner().rule
        return Scope.PERSON if rule is None else rule.scope

    def _inner(self) -> catalogue.Published:
        inner = catalogue.current().get(self.slug)
        if inner is None:
            raise CannotTell(f"There is no segment {self.slug!r} (any more).")
        return inner
