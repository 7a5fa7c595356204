"""People: named, looked up, read, and told about by other systems."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from django_personalize.api.schema import Fault
from django_personalize.api.v1 import schemas
from django_personalize.api.v1.operations import operation
from django_personalize.api.v1.people import person, profile_of
from django_personalize.api.v1.problems import Problem, not_found
from django_personalize.api.v1.view import ApiView
from django_personalize.consent import gate
from django_personalize.core import clock
from django_personalize.profiles import audit, identify, merge, snapshots, traits
from django_personalize.profiles.models import Identity, Profile, Trait
from django_personalize.tracking import sanitise

_KINDS = {
    "user_key": Identity.Kind.USER,
    "email": Identity.Kind.EMAIL,
    "phone": Identity.Kind.PHONE,
    "external_id": Identity.Kind.EXTERNAL,
}
_SHARED = frozenset({Identity.Kind.EMAIL, Identity.Kind.PHONE})


class Profiles(ApiView):
    """People by what other systems know them by."""

    @operation(
        "profiles.identify",
        "Name a person",
        scope="profiles:write",
        takes=schemas.IDENTIFY,
        gives={200: schemas.IDENTIFIED, 201: schemas.IDENTIFIED},
        problems=("conflict",),
        idempotent=True,
        description="Finds the person whom all of these name, or makes one, and adds what was not known. When they "
        "name two people, verified ones join a nameless profile to the customer's (staff can undo it); anything "
        "else is a conflict, as is another user_key for somebody who has one. A nameless person found by an address "
        "or a phone number alone gets a user_key only when both are verified. "
        "Nothing may be done with a person before a consent is recorded.",
    )
    def post(self, request: Request) -> Response:
        self.must_be_on()
        at = clock.now()
        given = {
            _KINDS[name]: identify.normalise(_KINDS[name], value)
            for name, value in self.given.items()
            if name in _KINDS
        }
        if not given:
            raise Problem("invalid", f"One of {', '.join(_KINDS)} must name the person.")
        verified = bool(self.given.get("verified", False))
        with transaction.atomic():
            found = {kind: identify.find(kind, value) for kind, value in given.items()}
            profile = _one(found, given.get(Identity.Kind.USER, ""), verified=verified, at=at)
            created = profile is None
            if profile is None:
                user_key = given.get(Identity.Kind.USER)
                profile = identify.customer_profile(user_key, at=at) if user_key else identify.create(at=at)
            for kind, value in given.items():
                try:
                    identify.attach(
                        profile, kind, value, verified=verified or kind == Identity.Kind.USER, at=at
                    )
                except identify.IdentityTaken:  # by another request, a moment ago
                    raise _conflict([kind]) from None
        body = {"id": str(profile.uuid), "created": created}
        return Response(body, status=201 if created else 200)


def _one(found: dict[Any, Profile | None], user_key: str, *, verified: bool, at: datetime) -> Profile | None:
    """The one person behind these identities, two joined where that is sure. Raises the problem "conflict"."""
    people = {profile.pk: profile for profile in found.values() if profile is not None}
    named = [profile for profile in people.values() if profile.user_key]
    finding = [kind for kind, profile in found.items() if profile is not None]
    other = bool(user_key) and any(profile.user_key != user_key for profile in named)
    # Families share an address and a phone number: neither says by itself who the customer is.
    guessed = bool(user_key) and not named and bool(finding) and _SHARED.issuperset(finding)
    if len(named) > 1 or other or (not verified and (len(people) > 1 or guessed)):
        raise _conflict(dict.fromkeys([*finding, *([Identity.Kind.USER] if other or guessed else [])]))
    if len(people) < 2:
        return next(iter(people.values()), None)
    winner = named[0] if named else min(people.values(), key=lambda profile: profile.pk)
    for profile in people.values():
        if profile.pk != winner.pk:
            merge.merge(winner, profile, reason="api", at=at)
    return winner


def _conflict(kinds: Iterable[str]) -> Problem:
    return Problem(
        "conflict",
        "These name different people. Send verified: true where your system has verified them all; two "
        "customers are never joined.",
        faults=[Fault(_name(kind), "conflict", "names another person") for kind in kinds],
    )


def _name(kind: str) -> str:
    return next(name for name, known in _KINDS.items() if known == kind)


class Lookup(ApiView):
    """The id of a person; by POST, so that no address stands in a log of addresses."""

    @operation(
        "profiles.lookup",
        "Look a person up",
        scope="profiles:read",
        takes=schemas.PERSON,
        gives={200: schemas.FOUND},
        problems=("not_found",),
    )
    def post(self, request: Request) -> Response:
        ((name, value),) = self.given.items()
        if name == "profile":
            profile: Profile | None = person(UUID(value))
        elif name == "identity":
            row = Identity.objects.select_related("profile").filter(pk=value, retired_at=None).first()
            profile = identify.live(row.profile) if row is not None else None
        else:
            profile = identify.find(_KINDS[name], value)
        if name in ("email", "phone"):
            subject = profile.uuid if profile is not None else None
            audit.note(self.token.actor, "profile.lookup", subject, at=clock.now())
        if profile is None:
            raise not_found()
        return Response({"id": str(profile.uuid)})


class OneProfile(ApiView):
    """What is known of a person."""

    @operation(
        "profiles.read",
        "Read a person",
        scope="profiles:read",
        gives={200: schemas.PROFILE},
        problems=("not_found",),
        description="A profile that was taken into another answers with that one. While the person does not allow "
        "personalisation, `known` is null. With the scope personal:read every read is put down in the audit log.",
    )
    def get(self, request: Request, id: UUID) -> Response:
        return self._shown(person(id))

    def _shown(self, profile: Profile) -> Response:
        """What this token may see of a person; put down where it is personal."""
        at, personal = clock.now(), self.may("personal:read")
        body = profile_of(profile, personal=personal, at=at)
        if personal and body["known"] is not None:
            extent = {"traits": len(body["known"]["traits"])}
            audit.note(self.token.actor, "profile.read", profile.uuid, at=at, extent=extent)
        return Response(body)

    @operation(
        "profiles.update",
        "Write traits of a person",
        scope="profiles:write",
        takes=schemas.TRAITS_GIVEN,
        gives={200: schemas.PROFILE, 204: None},
        problems=("not_found", "no_consent"),
        description="Traits keep their source: what the person said and what the shop's account says outrank them. "
        "An address or a phone number is no trait but an identity. Answers with the person as `profiles.read` does; "
        "without the scope profiles:read with 204 and nothing.",
    )
    def patch(self, request: Request, id: UUID) -> Response:
        at = clock.now()
        given = self.given["traits"]
        faults = [
            Fault(f"traits.{name}", "personal", "looks like an address, a number or a secret: use identities")
            for name, value in given.items()
            if isinstance(value, str) and sanitise.looks_personal(value)
        ]
        if faults:
            raise Problem("invalid", f"{faults[0].field} {faults[0].detail}.", faults=faults)
        profile = person(id)
        with transaction.atomic():
            locked = snapshots.lock([profile.pk], at=at)
            if profile.pk not in locked:
                raise not_found()
            row = locked[profile.pk]
            verdict = gate.judge(row.data.get("consents", {}), "personalization", at=at)
            if not verdict:
                raise Problem(
                    "no_consent",
                    f"This person does not allow personalisation ({verdict.reason}); record a consent first.",
                )
            traits.write(
                row.pk,
                {name: _value(value) for name, value in given.items()},
                source=Trait.Source.API,
                at=at,
            )
        return self._shown(profile) if self.may("profiles:read") else Response(status=204)


def _value(given: Any) -> traits.Value | None:
    """A trait's value as it is kept; a day comes as {"date": …}."""
    return date.fromisoformat(given["date"]) if isinstance(given, dict) else given
