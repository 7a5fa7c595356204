"""Sessions, the last seen state of carts, and orders that wait to be read."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from django_personalize.core.freshness import FreshModel
from django_personalize.profiles.models import Profile


class Session(FreshModel):
    """One visit from entry to exit; ends by itself after idle time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    #: The profile that made the visit; differs after a merge.
    origin = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+", db_index=False)
    started_at = models.DateTimeField(_("started at"))
    last_seen_at = models.DateTimeField(_("last seen at"))
    entry_url = models.CharField(max_length=500)
    exit_url = models.CharField(max_length=500)
    page_views = models.PositiveIntegerField(_("page views"), default=0)
    #: Channel as in GA4's groups: direct, organic_search, paid_search, email, …
    channel = models.CharField(_("channel"), max_length=32)
    source = models.CharField(_("source"), max_length=120, blank=True)
    medium = models.CharField(_("medium"), max_length=120, blank=True)
    campaign = models.CharField(_("campaign"), max_length=120, blank=True)
    #: Name of the click id in the entry address ("gclid"), never its value.
    click_id = models.CharField(_("click ID"), max_length=16, blank=True)
    device = models.CharField(_("device"), max_length=16, blank=True)
    os = models.CharField(_("operating system"), max_length=32, blank=True)
    browser = models.CharField(_("browser"), max_length=32, blank=True)
    language = models.CharField(_("language"), max_length=16, blank=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        indexes = [
            models.Index(fields=["profile", "started_at"], name="personalize_session_person"),
            models.Index(fields=["started_at"], name="personalize_session_started"),
        ]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {str(self.pk)[:8]}"

    @property
    def duration_seconds(self) -> int:
        """Seconds from entry to the last view."""
        return int((self.last_seen_at - self.started_at).total_seconds())


class CartState(FreshModel):
    """What a cart held when it was last read: the difference to now is what was added and removed, exactly once."""

    cart_key = models.CharField(max_length=64, primary_key=True)
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    #: [[product key, variant key or "", quantity], …]
    lines = models.JSONField(default=list)
    updated_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("cart state")
        verbose_name_plural = _("cart states")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"cart {self.cart_key}"


class PendingOrder(FreshModel):
    """An order written in the shop's own transaction, whose event is still to be written."""

    order_key = models.CharField(_("order key"), max_length=64, primary_key=True)
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, null=True, related_name="+")
    session = models.UUIDField(null=True)
    context = models.JSONField(default=dict)
    #: Basis of a person-bound event, "" when the visitor allowed none.
    basis = models.CharField(_("basis"), max_length=16, blank=True)
    created_at = models.DateTimeField(_("created at"), db_index=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("pending order")
        verbose_name_plural = _("pending orders")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.order_key}"


class Heartbeat(FreshModel):
    """When a periodic job last ran, how it ended, and who is running it now."""

    job = models.CharField(max_length=64, primary_key=True)
    #: Until when a runner holds the job; a runner that died frees it by time.
    held_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    #: What it did, as one line.
    result = models.CharField(max_length=255, blank=True)
    error = models.CharField(max_length=255, blank=True)

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.job
