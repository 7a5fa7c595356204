"""Segments, what they said in each version, who is on a static list."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from django_personalize.core.freshness import FreshModel
from django_personalize.profiles.models import Profile


class Segment(FreshModel):
    """A named group of people: by a rule, or a list kept by hand."""

    class Kind(models.TextChoices):
        RULE = "rule", _("by a rule")
        LIST = "list", _("a list kept by hand")

    slug = models.SlugField(_("slug"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.RULE)
    #: The rule as JSON, in the form of `tree.to_json`; {} for a list.
    rule = models.JSONField(_("rule"), default=dict, blank=True)
    #: Grows with each change of the rule.
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    #: The version whose people the memberships hold; another means that everybody is to be judged anew.
    counted_version = models.PositiveIntegerField(_("counted version"), default=0, editable=False)
    changed_at = models.DateTimeField(_("changed"), editable=False)

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")

    def __str__(self) -> str:
        return self.name


class SegmentVersion(FreshModel):
    """What a segment's rule said once, and who changed it."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField(_("version"))
    rule = models.JSONField(_("rule"))
    saved_at = models.DateTimeField(_("saved"))
    #: Who saved it: "staff:4", "install", "api".
    actor = models.CharField(_("saved by"), max_length=64)

    class Meta:
        verbose_name = _("segment version")
        verbose_name_plural = _("segment versions")
        constraints = [
            models.UniqueConstraint(fields=["segment", "version"], name="personalize_segment_version_once")
        ]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.segment_id} v{self.version}"


class ListMember(FreshModel):
    """A person on a static list. When people merge, the row follows `profile`; `origin` leads it back."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="members")
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    #: The profile that was put on the list; differs after a merge.
    origin = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    added_at = models.DateTimeField(_("added"))

    class Meta:
        verbose_name = _("list member")
        verbose_name_plural = _("list members")
        constraints = [
            models.UniqueConstraint(fields=["segment", "origin"], name="personalize_list_member_once")
        ]

    def __str__(self) -> str:
        return f"{self.profile_id} on {self.segment_id}"


class SegmentMembership(FreshModel):
    """A person in a segment, as last seen by a refresh: what makes "entered" and "left" happen once."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="memberships")
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("segment membership")
        verbose_name_plural = _("segment memberships")
        constraints = [
            models.UniqueConstraint(fields=["segment", "profile"], name="personalize_membership_once")
        ]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.profile_id} in {self.segment_id}"


class SegmentSize(FreshModel):
    """How many people a segment had on a day, at the last count of that day."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="sizes")
    day = models.DateField(_("day"))
    people = models.PositiveIntegerField(_("people"))

    class Meta:
        verbose_name = _("segment size")
        verbose_name_plural = _("segment sizes")
        constraints = [
            models.UniqueConstraint(fields=["segment", "day"], name="personalize_segment_size_a_day")
        ]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.segment_id} {self.day}: {self.people}"
