"""Who may call the API, and what was answered to whom: no row here holds a secret that opens anything."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from django_personalize.core.freshness import FreshModel, FromWriter


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Questions about tokens."""

    def active(self, *, at: datetime) -> ApiTokenQuerySet:
        """Those that open something at that moment."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at), revoked_at=None)


ApiTokenManager = FromWriter.from_queryset(ApiTokenQuerySet)


class ApiToken(FreshModel):
    """A key to the API. Only a keyed digest of its secret is kept; `prefix` is how people recognise it."""

    class Kind(models.TextChoices):
        #: A secret between two servers.
        SERVER = "server", _("Server: another system of the shop")
        #: Public by nature: it is delivered with the front, and acts for visitors only.
        APP = "app", _("App: a headless front or a mobile app")

    prefix = models.CharField(_("prefix"), max_length=16, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    name = models.CharField(_("name"), max_length=80, help_text=_("Which system uses it, for people."))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.SERVER)
    #: Names of `api.tokens.SCOPES`.
    scopes = models.JSONField(_("scopes"), default=list)
    #: Exact origins of browsers that may use an app token.
    origins = models.JSONField(_("origins"), default=list, blank=True)
    #: Requests per minute; None: the setting API_RATE.
    rate = models.PositiveIntegerField(_("requests per minute"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), editable=False)
    #: Key of the member of staff, "" for a program.
    created_by = models.CharField(_("created by"), max_length=64, blank=True, editable=False)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    #: The last day of use; more would be a log of its own.
    last_used_on = models.DateField(_("last used"), null=True, editable=False)

    objects: ClassVar[ApiTokenManager[ApiToken]] = ApiTokenManager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"

    @property
    def actor(self) -> str:
        """How ledger and audit name it."""
        return f"token:{self.prefix}"


class IdempotentRequest(FreshModel):
    """One request that came with an `Idempotency-Key`: in flight, or answered. Forgotten after a day."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="+")
    #: SHA-256 of the client's key.
    key = models.CharField(max_length=64)
    #: SHA-256 of method, path and body: the same key may not stand for another request.
    fingerprint = models.CharField(max_length=64)
    #: Who works on it; changes when a dead worker's request is taken over.
    claim = models.UUIDField()
    held_until = models.DateTimeField()
    created_at = models.DateTimeField(db_index=True)
    #: None while in flight.
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        verbose_name = _("idempotent request")
        verbose_name_plural = _("idempotent requests")
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="personalize_idempotent_once")]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.status or 'in flight'}"


class CountedEvent(FreshModel):
    """The random id of an event that is in the day sums, without a person: a batch that is repeated counts once."""

    event_id = models.UUIDField(primary_key=True)
    #: The request that counted it.
    batch = models.UUIDField()
    counted_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("counted event")
        verbose_name_plural = _("counted events")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.event_id)
