"""Who belongs: everybody by SQL, one person from facts."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from django_personalize.core import clock
from django_personalize.core.errors import PersonalizeError
from django_personalize.profiles.models import Profile
from django_personalize.segments import catalogue
from django_personalize.segments.conditions.base import Scope
from django_personalize.segments.facts import Facts
from django_personalize.segments.models import ListMember
from django_personalize.segments.tree import Rule


class OnSiteOnly(PersonalizeError):
    """A segment that needs the visitor's request was asked for everybody."""


def people() -> QuerySet[Profile]:
    """Everybody who can be a member: profiles that were not taken into another."""
    return Profile.objects.filter(merged_into=None)


def matching(rule: Rule, *, at: datetime) -> QuerySet[Profile]:
    """The people of whom a rule is true. Raises `OnSiteOnly` with the condition that needs a request."""
    for leaf in rule.leaves():
        if leaf.reaches is Scope.REQUEST:
            raise OnSiteOnly(
                f"{leaf.path}: “{leaf.sentence()}” is known only while somebody visits; "
                "take it out to count or write to people."
            )
    return people().filter(rule.as_q(at))


def members(slug: str, *, at: datetime | None = None) -> QuerySet[Profile]:
    """The people of a segment now. Raises `UnknownSegment`, `BrokenSegment`, `OnSiteOnly`."""
    segment = catalogue.get(slug)
    if segment.rule is None:
        return people().filter(
            Q(Exists(ListMember.objects.filter(profile=OuterRef("pk"), segment__slug=slug)))
        )
    return matching(segment.rule, at=at or clock.now())


def belongs(slug: str, facts: Facts) -> bool:
    """Whether the person of these facts is in a segment. Raises `UnknownSegment`, `BrokenSegment`."""
    segment = catalogue.get(slug)
    return slug in facts.lists if segment.rule is None else segment.rule.matches(facts)


def segments_of(facts: Facts) -> list[str]:
    """The slugs of all segments the person is in, in order; broken ones are left out."""
    return [
        slug
        for slug, segment in catalogue.published().items()
        if not segment.fault
        and (slug in facts.lists if segment.rule is None else segment.rule.matches(facts))
    ]
