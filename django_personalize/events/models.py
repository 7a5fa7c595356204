"""Events of persons, their counters per day, and day sums without a person."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from django_personalize.profiles.models import Profile


class Event(models.Model):
    """One thing that happened, once. Never changed but for its owner when profiles merge."""

    class Source(models.TextChoices):
        SERVER = "server"
        BROWSER = "browser"
        IMPORT = "import"
        API = "api"

    class Basis(models.TextChoices):
        PERSONALIZATION = "personalization"
        ANALYTICS = "analytics"
        #: Kept because the order needs it; any use about the person asks for consent at that moment.
        CONTRACT = "contract"

    #: Whose counting of `event_id` this is: a browser, "order", "import": an event is unique within it.
    scope = models.CharField(max_length=80)
    event_id = models.UUIDField(default=uuid.uuid4)
    name = models.CharField(max_length=64)
    #: Whose it is now; None: nobody's (an order of a guest without consent).
    owner = models.ForeignKey(Profile, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    #: Whose it was when it happened; undoing a merge goes by it.
    origin = models.ForeignKey(
        Profile, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    session = models.UUIDField(null=True)
    product = models.CharField(max_length=64, blank=True)
    category = models.CharField(max_length=64, blank=True)
    value = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    currency = models.CharField(max_length=3, blank=True)
    properties = models.JSONField(default=dict)
    context = models.JSONField(default=dict)
    source = models.CharField(max_length=8)
    basis = models.CharField(max_length=16)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    schema_version = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [models.UniqueConstraint(fields=["scope", "event_id"], name="personalize_event_once")]
        indexes = [
            models.Index(fields=["owner", "name", "occurred_at"], name="personalize_event_owner"),
            models.Index(fields=["name", "occurred_at"], name="personalize_event_name"),
        ]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.name


class EventCounter(models.Model):
    """How often one person did one thing with one object on one day of the shop's zone."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=64)
    #: "" for all, "product:12", "category:4", "brand:Acme", "query:red dress", "no_result".
    object = models.CharField(max_length=100, blank=True)
    day = models.DateField()
    count = models.PositiveIntegerField()
    value = models.DecimalField(max_digits=14, decimal_places=4, default=0)

    class Meta:
        verbose_name = _("event counter")
        verbose_name_plural = _("event counters")
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "name", "object", "day"], name="personalize_counter_once_a_day"
            )
        ]
        indexes = [models.Index(fields=["name", "object", "day"], name="personalize_counter_people")]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.name} {self.object} {self.day}: {self.count}"


class DaySum(models.Model):
    """A day's total without a person: what is left of events that nobody consented to."""

    day = models.DateField()
    name = models.CharField(max_length=64)
    object = models.CharField(max_length=100, blank=True)
    #: Spreads writers over several rows, so that no row is hot.
    shard = models.PositiveSmallIntegerField(default=0)
    count = models.PositiveIntegerField()
    value = models.DecimalField(max_digits=18, decimal_places=4, default=0)

    class Meta:
        verbose_name = _("day sum")
        verbose_name_plural = _("day sums")
        constraints = [
            models.UniqueConstraint(fields=["day", "name", "object", "shard"], name="personalize_daysum_once")
        ]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.day} {self.name} {self.object}: {self.count}"
