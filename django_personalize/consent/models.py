"""The ledger. A record is written once and never changed; the newest per purpose counts."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from django_personalize.core.errors import PersonalizeError
from django_personalize.core.freshness import FreshModel, FromWriter
from django_personalize.profiles.models import Profile


class LedgerIsAppendOnly(PersonalizeError):
    """Somebody tried to change or delete a consent record."""


class LedgerQuerySet(models.QuerySet["ConsentRecord"]):
    """Refuses bulk changes as well."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise LedgerIsAppendOnly(
            "Consent records are never changed; write a new one with consent.ledger.record()."
        )

    def delete(self) -> NoReturn:
        raise LedgerIsAppendOnly("Consent records are never deleted; erase the person instead.")


LedgerManager = FromWriter.from_queryset(LedgerQuerySet)


class ConsentRecord(FreshModel):
    """One declaration of one person about one purpose, with the evidence."""

    class Status(models.TextChoices):
        GRANTED = "granted", _("Granted")
        DENIED = "denied", _("Denied")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    #: The profile that declared it; differs from `profile` after a merge.
    origin = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(_("purpose"), max_length=32)
    status = models.CharField(_("status"), max_length=16)
    at = models.DateTimeField(_("declared at"))
    expires_at = models.DateTimeField(_("expires at"), null=True)
    #: The words the person saw, and the version they carry.
    wording = models.TextField(_("wording"))
    wording_version = models.CharField(_("wording version"), max_length=64)
    language = models.CharField(_("language"), max_length=16)
    #: Where: a path, "import", "api"; how: "banner", "form", "staff"; who: "person", "staff:4".
    source = models.CharField(_("source"), max_length=255)
    method = models.CharField(_("method"), max_length=32)
    actor = models.CharField(_("declared by"), max_length=64)
    evidence = models.JSONField(default=dict)
    gpc = models.BooleanField(_("GPC"), null=True)

    objects: ClassVar[LedgerManager[ConsentRecord]] = LedgerManager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("consent record")
        verbose_name_plural = _("consent records")
        indexes = [models.Index(fields=["profile", "purpose", "-id"], name="personalize_consent_current")]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.purpose} {self.status}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise LedgerIsAppendOnly(
                "Consent records are never changed; write a new one with consent.ledger.record()."
            )
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise LedgerIsAppendOnly("Consent records are never deleted; erase the person instead.")


class ConsentEvidence(FreshModel):
    """A declaration that outlives the person it was made by: what is left to prove it once the profile is gone.

    Without a key to anybody. `identities` are the keyed digests that the person had: who asks names an address or a
    cookie, and whether it was theirs can be told; nobody can be found the other way round.
    """

    subject = models.UUIDField(db_index=True)
    identities = models.JSONField(default=list)
    purpose = models.CharField(max_length=32)
    status = models.CharField(max_length=16)
    at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    wording = models.TextField()
    wording_version = models.CharField(max_length=64)
    language = models.CharField(max_length=16)
    source = models.CharField(max_length=255)
    method = models.CharField(max_length=32)
    actor = models.CharField(max_length=64)
    evidence = models.JSONField(default=dict)
    gpc = models.BooleanField(null=True)
    #: When the person was removed: from then on it counts to its end.
    ended_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("consent evidence")
        verbose_name_plural = _("consent evidence")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.purpose} {self.status}"
