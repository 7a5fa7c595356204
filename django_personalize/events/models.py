"""Events of persons, their counters per day, and day sums without a person."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from django_personalize.core.freshness import FreshModel
from django_personalize.profiles.models import Profile


class Event(FreshModel):
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
    scope = models.CharField(_("scope"), max_length=80)
    event_id = models.UUIDField(_("event ID"), default=uuid.uuid4)
    name = models.CharField(_("name"), max_length=64)
    #: Whose it is now; None: nobody's (an order of a guest without consent).
    owner = models.ForeignKey(Profile, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    #: Whose it was when it happened; undoing a merge goes by it.
    origin = models.ForeignKey(
        Profile, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    session = models.UUIDField(_("session"), null=True)
    product = models.CharField(_("product"), max_length=64, blank=True)
    category = models.CharField(_("category"), max_length=64, blank=True)
    value = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    currency = models.CharField(max_length=3, blank=True)
    properties = models.JSONField(default=dict)
    context = models.JSONField(default=dict)
    source = models.CharField(_("source"), max_length=8)
    basis = models.CharField(_("basis"), max_length=16)
    occurred_at = models.DateTimeField(_("occurred at"))
    received_at = models.DateTimeField(_("received at"))
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


class EventCounter(FreshModel):
    """How often one person did one thing with one object on one day of the shop's zone."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=64)
    #: "" for all, "product:12", "category:4", "brand:Acme", "query:red dress", "no_result", "currency:EUR".
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


class DaySum(FreshModel):
    """A day's total without a person: what is left of events that nobody consented to."""

    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=64)
    object = models.CharField(_("object"), max_length=100, blank=True)
    #: Spreads writers over several rows, so that no row is hot.
    shard = models.PositiveSmallIntegerField(default=0)
    count = models.PositiveIntegerField(_("count"))
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4, default=0)

    class Meta:
        verbose_name = _("day sum")
        verbose_name_plural = _("day sums")
        constraints = [
            models.UniqueConstraint(fields=["day", "name", "object", "shard"], name="personalize_daysum_once")
        ]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.day} {self.name} {self.object}: {self.count}"


class PastCounter(FreshModel):
    """What a counter of a person holds of events that have been removed by their age, by origin.

    It is in the person's `EventCounter` of the same day too; here it says whose it was, so that mergers can be undone
    and counters rebuilt. Orders are kept by day, everything else by month.
    """

    #: Whose it is now, and whose it was when it happened.
    owner = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+", db_index=False)
    origin = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+", db_index=False)
    #: The day of an order; of everything else the first day of its month.
    day = models.DateField()
    name = models.CharField(max_length=64)
    #: As in `EventCounter`, as far as `rollup.kept` keeps it.
    object = models.CharField(max_length=100, blank=True)
    count = models.PositiveIntegerField()
    value = models.DecimalField(max_digits=18, decimal_places=4, default=0)

    class Meta:
        verbose_name = _("past counter")
        verbose_name_plural = _("past counters")
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "day", "name", "object"], name="personalize_pastcounter_once"
            )
        ]
        indexes = [
            models.Index(fields=["owner", "day"], name="personalize_pastcounter_owner"),
            models.Index(fields=["day", "name", "object"], name="personalize_pastcounter_day"),
        ]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.name} {self.object} {self.day}: {self.count}"


class PastState(FreshModel):
    """What events that have been removed had made of a person: a rebuild begins here and goes on with the events."""

    origin = models.OneToOneField(Profile, on_delete=models.CASCADE, primary_key=True, related_name="+")
    owner = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    #: As a snapshot's data, with interests, moments of orders and the last contact; see `events.past_state`.
    data = models.JSONField(default=dict)
    #: The newest event that is in here.
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("past state")
        verbose_name_plural = _("past states")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class DayTotal(FreshModel):
    """A day's total without a person: what people's own counters of that day held when they were removed.

    With the counters that still stand it is what all people did on that day; nobody can be found in it.
    """

    day = models.DateField()
    name = models.CharField(max_length=64)
    object = models.CharField(max_length=100, blank=True)
    count = models.PositiveIntegerField()
    value = models.DecimalField(max_digits=18, decimal_places=4, default=0)

    class Meta:
        verbose_name = _("total of a day")
        verbose_name_plural = _("totals of days")
        constraints = [
            models.UniqueConstraint(fields=["day", "name", "object"], name="personalize_daytotal_once")
        ]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.day} {self.name} {self.object}: {self.count}"


class PrunedEvent(FreshModel):
    """The id and the amount of a removed event that its source may tell again: an order, or an imported event.

    Without a person. Told again, it is known; and the sums of orders stay comparable with the shop's.
    """

    scope = models.CharField(max_length=80)
    event_id = models.UUIDField()
    name = models.CharField(max_length=64)
    day = models.DateField(db_index=True)
    value = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    currency = models.CharField(max_length=3, blank=True)

    class Meta:
        verbose_name = _("removed event")
        verbose_name_plural = _("removed events")
        constraints = [
            models.UniqueConstraint(fields=["scope", "event_id"], name="personalize_pruned_event_once")
        ]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.name} {self.day}"


class PruneRun(FreshModel):
    """How far the removal of one class of data has come, and what its last run removed."""

    data_class = models.CharField(max_length=64, primary_key=True)
    #: Everything before this moment is gone once the run is finished.
    kept_from = models.DateTimeField()
    #: Where to go on after an interruption.
    after = models.CharField(max_length=64, blank=True)
    removed = models.PositiveBigIntegerField(default=0)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("removal by age")
        verbose_name_plural = _("removals by age")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.data_class}: {self.removed}"
