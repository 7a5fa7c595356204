"""Which profile something points at. Values are normalised, then hashed with a key; nothing is stored in the clear."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from django_personalize.core import hashing, page_cache
from django_personalize.core.errors import PersonalizeError
from django_personalize.profiles.models import Identity, Profile

#: How many mergers a look-up follows before it calls them a circle.
_MAX_HOPS = 20


class IdentityTaken(PersonalizeError):
    """An identity already points at somebody else, and only a merge may change that."""


class NamesNobody(PersonalizeError, ValueError):
    """A value of which nothing is left when it is normalised: it would make everybody who has none one person."""


def normalise(kind: str, value: str) -> str:
    """One spelling per value: trimmed, addresses lower-case, phones with digits and leading + only.

    Raises `NamesNobody` for blanks, and for a phone without a digit.
    """
    value = value.strip()
    if kind == Identity.Kind.EMAIL:
        value = value.lower()
    elif kind == Identity.Kind.PHONE:
        digits = "".join(c for c in value if c.isdigit())
        value = f"+{digits}" if digits and value.startswith("+") else digits
    if not value:
        raise NamesNobody(f"This {kind} is empty or holds no digit; leave it out for who has none.")
    return value


def key_of(kind: str, value: str) -> str:
    """The identity's key under the writing hash key."""
    return f"{kind}:{hashing.digest(kind, normalise(kind, value))}"


def keys_of(kind: str, value: str) -> list[str]:
    """The identity's keys under all hash keys, the writing one first."""
    return [f"{kind}:{found}" for found in hashing.digests(kind, normalise(kind, value))]


def find(kind: str, value: str) -> Profile | None:
    """Whoever this points at now; a retired browser id points at nobody."""
    identity = (
        Identity.objects.select_related("profile")
        .filter(pk__in=keys_of(kind, value), retired_at=None)
        .first()
    )
    return live(identity.profile) if identity else None


def live(profile: Profile) -> Profile:
    """The profile that took this one in, however often that happened."""
    for _ in range(_MAX_HOPS):
        if profile.merged_into is None:
            return profile
        profile = profile.merged_into
    raise PersonalizeError(f"Profile {profile.pk} is merged in a circle; undo one of its merges.")


def create(*, at: datetime, user_key: str = "") -> Profile:
    """A new profile without identities."""
    return Profile.objects.create(created_at=at, user_key=user_key)


def attach(profile: Profile, kind: str, value: str, *, verified: bool, at: datetime) -> Identity:
    """Let an identity point at `profile`; raises `IdentityTaken` when it points at another one.

    A user identity also makes the profile a customer's; `IdentityTaken` when it is another customer's already.
    """
    if kind != Identity.Kind.USER:
        return _point(profile, kind, value, verified=verified, at=at)
    with transaction.atomic():
        found = _point(profile, kind, value, verified=verified, at=at)
        _give(profile, normalise(kind, value))
    return found


def _point(profile: Profile, kind: str, value: str, *, verified: bool, at: datetime) -> Identity:
    found = Identity.objects.filter(pk__in=keys_of(kind, value)).select_related("profile").first()
    if found is None:
        found, _ = Identity.objects.get_or_create(
            pk=key_of(kind, value),
            defaults={"kind": kind, "profile": profile, "verified": verified, "created_at": at},
        )
    if found.profile_id != profile.pk and live(found.profile).pk != profile.pk:
        raise IdentityTaken(f"This {kind} points at profile {found.profile_id}; merge the two instead.")
    if verified and not found.verified:
        found.verified = True
        found.save(update_fields=["verified"])
    return found


def _give(profile: Profile, user_key: str) -> None:
    """Make a nameless profile this customer's, unless somebody else was faster."""
    if profile.user_key == user_key:
        return
    free = Profile.objects.filter(pk=profile.pk, user_key__in=("", user_key))
    if not free.update(user_key=user_key):
        raise IdentityTaken(f"Profile {profile.pk} belongs to another customer; two are never one person.")
    profile.user_key = user_key
    keys = profile.identities.values_list("pk", flat=True)
    page_cache.forget(page_cache.identity(key) for key in keys)


def profiles_of(kind: str, values: Iterable[str], *, at: datetime) -> dict[str, int]:
    """Value to profile id for many identities of one kind, made where missing, in a fixed number of statements."""
    spelt = {value: normalise(kind, value) for value in values}
    wanted = list(dict.fromkeys(spelt.values()))
    found = _known(kind, wanted)
    missing = [value for value in wanted if value not in found]
    if missing:
        with transaction.atomic():
            users = kind == Identity.Kind.USER
            made = Profile.objects.bulk_create(
                [Profile(created_at=at, user_key=value if users else "") for value in missing]
            )
            Identity.objects.bulk_create(
                [
                    Identity(
                        pk=key_of(kind, value), kind=kind, profile=profile, verified=users, created_at=at
                    )
                    for value, profile in zip(missing, made, strict=True)
                ],
                ignore_conflicts=True,
            )
            found.update(_known(kind, missing))
            # Another worker may have named the same person first: its identity stands, our spare profile goes.
            named = set(found.values())
            spare = [profile.pk for profile in made if profile.pk not in named]
            if spare:
                Profile.objects.filter(pk__in=spare).delete()
    return {value: found[known] for value, known in spelt.items()}


def customer_profiles(user_keys: Iterable[str], *, at: datetime) -> dict[str, int]:
    """User key to profile id for many customers, made where missing."""
    return profiles_of(Identity.Kind.USER, user_keys, at=at)


def customer_profile(user_key: str, *, at: datetime) -> Profile:
    """The profile of one customer, made when missing."""
    return Profile.objects.get(pk=customer_profiles([user_key], at=at)[user_key])


def _known(kind: str, values: Sequence[str]) -> dict[str, int]:
    by_identity = {identity: value for value in values for identity in keys_of(kind, value)}
    rows = Identity.objects.filter(pk__in=by_identity).select_related("profile")
    return {by_identity[row.pk]: live(row.profile).pk for row in rows}


def retire(kind: str, value: str, *, at: datetime) -> None:
    """Let a browser id name nobody from now on; the row stays, so that the id is never taken for a new one."""
    keys = keys_of(kind, value)
    page_cache.forget(page_cache.identity(key) for key in keys)
    Identity.objects.filter(pk__in=keys, retired_at=None).update(retired_at=at)
