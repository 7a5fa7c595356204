"""Where events go, and one row for each that is to go there. No row holds an event's content, a person or a secret."""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

from django.db import models
from django.utils.translation import gettext_lazy as _

from django_personalize.core.freshness import FreshModel

#: In place of a list of names: every event.
EVERY_EVENT = "*"


class WebhookEndpoint(FreshModel):
    """One address that receives events, signed with a secret of its own (see `webhooks.signing`)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80, unique=True)
    url = models.CharField(_("address"), max_length=500)
    #: Names of the vocabulary or of the host's own events, or ["*"].
    events = models.JSONField(_("events"), default=list)
    #: Key of `events.dialects.DIALECTS`.
    dialect = models.CharField(_("format"), max_length=16, default="native")
    #: Asked of the person at the moment of sending.
    purpose = models.CharField(_("purpose"), max_length=32, default="personalization")
    #: Orders go out whatever the person allows.
    contract = models.BooleanField(_("orders without consent"), default=False)
    #: The shop's own key of the customer goes along.
    customer_key = models.BooleanField(_("with the customer's key"), default=False)
    active = models.BooleanField(_("active"), default=True)
    #: Why somebody or something paused it, "" while active.
    paused_because = models.CharField(max_length=255, blank=True, editable=False)

    secret_version = models.PositiveIntegerField(default=1, editable=False)
    #: Which of HASH_KEYS the secret is made with.
    secret_key_mark = models.CharField(max_length=16, blank=True, editable=False)
    secret_shown_at = models.DateTimeField(null=True, editable=False)
    #: Until when the version before signs too.
    secret_previous_until = models.DateTimeField(null=True, editable=False)
    secret_previous_mark = models.CharField(max_length=16, blank=True, editable=False)

    #: Key of the newest event that was looked at.
    cursor = models.BigIntegerField(default=0, editable=False)
    #: Keys below it that were not there yet: [[first, last, seconds since 1970 when missed], …].
    gaps = models.JSONField(default=list, editable=False)

    #: Failures in a row, and until when it is left alone after them.
    failures = models.PositiveIntegerField(default=0, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    rests_until = models.DateTimeField(null=True, editable=False)
    last_success_at = models.DateTimeField(null=True, editable=False)
    last_failure = models.CharField(max_length=255, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("webhook endpoint")
        verbose_name_plural = _("webhook endpoints")

    def __str__(self) -> str:
        return self.name

    @property
    def host(self) -> str:
        """The host of the address in lower case, "" when it has none."""
        try:
            return (urlsplit(self.url).hostname or "").lower()
        except ValueError:
            return ""

    def wants(self, name: str) -> bool:
        """Whether events of that name go here."""
        return EVERY_EVENT in self.events or name in self.events


class WebhookDelivery(FreshModel):
    """One event on its way to one endpoint, at least once; `uuid` is the receiver's means to tell doubles."""

    class State(models.TextChoices):
        PENDING = "pending", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("delivered")
        #: Nobody may receive it: consent, an erased event, an endpoint that was changed.
        SKIPPED = "skipped", _("not sent")
        #: Given up; staff may send it again.
        DEAD = "dead", _("given up")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    #: Key of the event; None: a test. No foreign key: an erased event leaves only this number behind.
    event_key = models.BigIntegerField(null=True)
    event_name = models.CharField(_("event"), max_length=64)
    state = models.CharField(_("state"), max_length=8, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    #: When it is due; while being sent, when the sender is taken for dead.
    due_at = models.DateTimeField(_("due"))
    queued_at = models.DateTimeField(_("queued"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    status_code = models.PositiveSmallIntegerField(_("answer"), null=True)
    #: Why it is where it is, for staff: never anything of the event or of the answer's body.
    reason = models.CharField(_("reason"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event_key"], name="personalize_webhook_event_once")
        ]
        indexes = [
            models.Index(fields=["endpoint", "state", "due_at"], name="personalize_webhook_due"),
            models.Index(fields=["state", "id"], name="personalize_webhook_state"),
            models.Index(fields=["finished_at"], name="personalize_webhook_finished"),
        ]
        default_permissions = ("view", "change")

    def __str__(self) -> str:
        return f"{self.event_name} {str(self.uuid)[:8]}"
