"""Tables of persons. No address in plain text stands here: identities are keyed digests."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar, NoReturn
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from django_personalize.core.errors import PersonalizeError
from django_personalize.core.freshness import FreshModel, FromWriter


class Profile(FreshModel):
    """One person, known or not. A merged profile stays as a signpost to the one that took it in."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    #: The unit of every assignment of this person.
    bucketing_key = models.UUIDField(default=uuid4, editable=False)
    #: Key of the shop's user, "" while anonymous.
    user_key = models.CharField(max_length=64, blank=True, db_index=True)
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        indexes = [models.Index(fields=["created_at"], name="personalize_profile_created")]
        permissions = [("view_pii", "Can see personal data")]

    def __str__(self) -> str:
        kind = _("customer") if self.user_key else _("visitor")
        return f"{kind} {str(self.uuid)[:8]}"


class Identity(FreshModel):
    """Something that points at one person: a browser, the shop's user, an address, a card; as a keyed digest."""

    class Kind(models.TextChoices):
        VISITOR = "visitor"
        USER = "user"
        EMAIL = "email"
        PHONE = "phone"
        CARD = "card"
        EXTERNAL = "external"

    #: "kind:digest"; the primary key, so a page finds its person by one look-up.
    key = models.CharField(max_length=80, primary_key=True)
    kind = models.CharField(max_length=16)
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="identities")
    verified = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    #: A browser id that was replaced at login or logout: it no longer names anybody.
    retired_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")

    def __str__(self) -> str:
        return f"{self.kind} {self.key[-8:]}"


class Trait(FreshModel):
    """One known thing about a person, typed, with its source and the moment it was seen."""

    class Source(models.TextChoices):
        #: From the shop's own user model.
        SHOP = "shop"
        #: The person said so.
        DECLARED = "declared"
        #: Another system of the shop's told, over the API.
        API = "api"
        #: Seen in behaviour (device, language, first source).
        OBSERVED = "observed"
        #: Calculated from events (order count, usual hour).
        COMPUTED = "computed"

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="traits")
    name = models.CharField(_("name"), max_length=64)
    source = models.CharField(_("source"), max_length=16)
    #: Exactly one of the four is set: a rule compares numbers with numbers and dates with dates.
    text = models.CharField(max_length=255, null=True)
    number = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    day = models.DateField(null=True)
    flag = models.BooleanField(null=True)
    observed_at = models.DateTimeField(_("observed at"))
    #: After this moment the value counts as unknown.
    expires_at = models.DateTimeField(_("expires at"), null=True)

    class Meta:
        verbose_name = _("trait")
        verbose_name_plural = _("traits")
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "name", "source"], name="personalize_trait_once_per_source"
            )
        ]
        indexes = [
            models.Index(fields=["name", "text"], name="personalize_trait_text"),
            models.Index(fields=["name", "number"], name="personalize_trait_number"),
        ]

    def __str__(self) -> str:
        return f"{self.name} = {self.value} ({self.source})"

    @property
    def value(self) -> str | Decimal | bool | object:
        """The typed value, whichever column holds it."""
        for candidate in (self.text, self.number, self.day, self.flag):
            if candidate is not None:
                return candidate
        return ""


class Affinity(FreshModel):
    """How much a person is drawn to a category, brand or attribute value; see `profiles.affinities`."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="affinities")
    #: "category", "brand" or "attribute:colour".
    kind = models.CharField(max_length=40)
    value = models.CharField(max_length=120)
    #: Forward-decayed sum of weights: grows without decaying; `affinities.score` brings it to a moment.
    weight = models.FloatField()
    events = models.PositiveIntegerField()
    last_at = models.DateTimeField()

    class Meta:
        verbose_name = _("affinity")
        verbose_name_plural = _("affinities")
        constraints = [
            models.UniqueConstraint(fields=["profile", "kind", "value"], name="personalize_affinity_once")
        ]
        indexes = [models.Index(fields=["kind", "value", "weight"], name="personalize_affinity_people")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class MergeRecord(FreshModel):
    """One profile taken into another, with what is needed to take it apart again."""

    winner = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    loser = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=64)
    merged_at = models.DateTimeField(_("merged at"))
    #: Per table, what moved and what it replaced; see `profiles.merge`.
    moved = models.JSONField(default=dict)
    #: Rows of large tables that the tick still has to move.
    pending = models.BooleanField(default=False, db_index=True)
    undone_at = models.DateTimeField(null=True)
    #: Who undid it: "staff:4" by the key of the shop's user, "" for the shop's own code.
    undone_by = models.CharField(max_length=64, blank=True)

    class State(models.TextChoices):
        MOVING = "moving", _("Still moving")
        DONE = "done", _("Done")
        UNDONE = "undone", _("Undone")

    class Meta:
        verbose_name = _("merge record")
        verbose_name_plural = _("merge records")
        permissions = [("undo_merge", "Can undo a merge")]

    def __str__(self) -> str:
        return str(_("%(loser)s into %(winner)s") % {"loser": self.loser, "winner": self.winner})

    @property
    def state(self) -> State:
        """Where it stands: rows still moving, done, or undone."""
        if self.undone_at is not None:
            return self.State.UNDONE
        return self.State.MOVING if self.pending else self.State.DONE


class Snapshot(FreshModel):
    """Everything a page needs of a person, in one row, written together with the events that change it."""

    profile = models.OneToOneField(
        Profile, on_delete=models.CASCADE, primary_key=True, related_name="snapshot"
    )
    #: Grows with every write; the freshness cookie and the cache compare it.
    version = models.PositiveIntegerField(default=0)
    data = models.JSONField(default=dict)
    updated_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")

    def __str__(self) -> str:
        return f"snapshot {self.pk} v{self.version}"


class AuditIsAppendOnly(PersonalizeError):
    """Somebody tried to change or delete an audit entry."""


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """Refuses changes; only retention deletes, past this manager."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AuditIsAppendOnly(
            "Audit entries are never changed; write a new one with profiles.audit.note()."
        )

    def delete(self) -> NoReturn:
        raise AuditIsAppendOnly("Audit entries are never deleted by hand; their retention ends them.")


AuditManager = FromWriter.from_queryset(AuditQuerySet)


class AuditEntry(FreshModel):
    """Somebody read personal data: who, what kind, about whom; never the data. Written once, never changed."""

    at = models.DateTimeField(db_index=True)
    #: "token:ab3kd9xz" or "staff:4".
    actor = models.CharField(max_length=80)
    #: "profile.read", "profile.lookup", "events.read", "decisions.read".
    action = models.CharField(max_length=32)
    #: UUID of the profile, no key to it: the entry outlives the person's erasure. None: nobody was found.
    subject = models.UUIDField(null=True, db_index=True)
    #: How much was read ("events": 50), never what.
    extent = models.JSONField(default=dict)

    objects: ClassVar[AuditManager[AuditEntry]] = AuditManager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.actor} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AuditIsAppendOnly(
                "Audit entries are never changed; write a new one with profiles.audit.note()."
            )
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AuditIsAppendOnly("Audit entries are never deleted by hand; their retention ends them.")


class LegalHold(FreshModel):
    """While it stands, nothing of this person is removed by age; see `profiles.holds`."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+", verbose_name=_("person"))
    reason = models.CharField(_("reason"), max_length=255)
    #: Who: "staff:4", "system".
    placed_by = models.CharField(_("placed by"), max_length=64, editable=False)
    placed_at = models.DateTimeField(_("placed"), editable=False)
    #: The last day on which it stands; None: until it is released.
    until = models.DateField(_("until"), null=True, blank=True)
    released_at = models.DateTimeField(_("released"), null=True, editable=False, db_index=True)
    released_by = models.CharField(_("released by"), max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        default_permissions = ("add", "change", "view")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name}: {self.reason}"
