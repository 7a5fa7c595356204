"""Changing segments: every change of a rule is checked before, kept as a version after, and seen by all processes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from django_personalize.profiles import identify
from django_personalize.profiles.models import Profile
from django_personalize.segments import catalogue
from django_personalize.segments.catalogue import Catalogue
from django_personalize.segments.models import ListMember, Segment, SegmentVersion
from django_personalize.segments.parameters import Json
from django_personalize.segments.tree import BadRule, Rule, parse

_CHUNK = 1000


def checked(slug: str, rule: Json, *, among: Catalogue | None = None) -> Rule:
    """The rule that a segment may take. Raises `BadRule`, also where it names itself or a segment that is missing."""
    parsed = parse(rule)
    known = catalogue.published() if among is None else among
    for leaf in parsed.leaves():
        inner = getattr(leaf.condition, "slug", None)
        if leaf.condition.key == "in_segment" and inner != slug and inner not in known:
            exist = ", ".join(sorted(known)) or "none exist yet"
            raise BadRule(leaf.path, f"there is no segment {inner!r}, must be one of: {exist}.")
    way = catalogue.circle(slug, catalogue.inner_slugs(parsed), known)
    if way:
        raise BadRule("", f"the segments would go in a circle: {' → '.join(way)}.")
    return parsed


def save_rule(slug: str, rule: Json, *, name: str = "", actor: str, at: datetime) -> Segment:
    """Make a segment, or give it a new rule; an unchanged rule makes no new version. Raises `BadRule`."""
    with transaction.atomic():
        catalogue.hold()
        data = checked(slug, rule, among=catalogue.now()).to_json()
        segment, made = Segment.objects.select_for_update().get_or_create(
            slug=slug, defaults={"name": name or slug, "changed_at": at}
        )
        if not made and segment.kind != Segment.Kind.RULE:
            raise BadRule("", f"{slug!r} is a list kept by hand and takes no rule.")
        if name:
            segment.name = name
        if segment.rule != data or not segment.version:
            segment.rule = data
            segment.version += 1
            segment.changed_at = at
            SegmentVersion.objects.create(
                segment=segment, version=segment.version, rule=data, saved_at=at, actor=actor
            )
        segment.save()
        catalogue.renew()
    return segment


def restore(segment: Segment, version: int, *, actor: str, at: datetime) -> Segment:
    """Give a segment the rule of an earlier version, as a new one. Raises `SegmentVersion.DoesNotExist`, `BadRule`."""
    earlier = segment.versions.get(version=version)
    return save_rule(segment.slug, earlier.rule, actor=actor, at=at)


def add_to_list(segment: Segment, profile_ids: Iterable[int], *, at: datetime) -> int:
    """Put people on a list kept by hand; how many were not on it. Merged people are put on as who they are now."""
    ids = set(profile_ids)
    wanted = {identify.live(person).pk for person in Profile.objects.filter(pk__in=ids)}
    standing = set(
        ListMember.objects.filter(segment=segment, profile_id__in=wanted).values_list("profile_id", flat=True)
    )
    ListMember.objects.bulk_create(
        [
            ListMember(segment=segment, profile_id=pk, origin_id=pk, added_at=at)
            for pk in sorted(wanted - standing)
        ],
        ignore_conflicts=True,
        batch_size=_CHUNK,
    )
    return len(wanted - standing)


def take_off_list(segment: Segment, profile_ids: Iterable[int]) -> int:
    """Take people off a list; how many were on it."""
    return ListMember.objects.filter(segment=segment, profile_id__in=set(profile_ids)).delete()[0]
