"""What the shop's account of a customer says becomes traits and identities: of one who logs in, or of all at once.

Only of people who allow personalisation. Addresses and phone numbers become identities only: a trait is something to
say or to group by.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import transaction

from django_personalize.conf import settings
from django_personalize.consent import gate
from django_personalize.profiles import identify, snapshots, traits
from django_personalize.profiles.models import Identity, Profile, Snapshot, Trait
from django_personalize.shop import problems

logger = logging.getLogger("django_personalize")

#: Entries of `PERSONALIZE["CUSTOMER"]` that are identities, not traits.
ADDRESSES = (Identity.Kind.EMAIL, Identity.Kind.PHONE)
#: People that one transaction takes.
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Account:
    """One customer's account as `PERSONALIZE["CUSTOMER"]` reads it; None forgets a trait."""

    traits: Mapping[str, traits.Value | None]
    addresses: Mapping[str, str]
    #: Trait to the reason why its value is left out; never the value.
    faults: Mapping[str, str]


def read(user: Any) -> Account:
    """What the shop's user says. What cannot be read stays as it was; what cannot be kept counts as unknown."""
    seen: dict[str, traits.Value | None] = {}
    addresses: dict[str, str] = {}
    faults: dict[str, str] = {}
    for name, path in settings.CUSTOMER.items():
        try:
            value = _follow(user, path.split("."))
        except (
            Exception
        ) as error:  # the shop's own property: what it raises is no reason not to know the customer
            faults[name] = f"reading it raises {type(error).__name__}"
            logger.debug("The customer's %s could not be read (%s).", name, path, exc_info=True)
            continue
        if name in ADDRESSES:
            if isinstance(value, str):
                with suppress(identify.NamesNobody):  # blank, or "none" for a phone number
                    addresses[name] = identify.normalise(name, value)
            continue
        # Files, related rows and the like say nothing that a rule could compare.
        kept = value if isinstance(value, str | int | float | Decimal | bool | date) else None
        fault = traits.fault(name, kept)
        if fault:
            faults[name] = fault
        seen[name] = None if fault else kept
    return Account(seen, addresses, faults)


def copy(accounts: Mapping[int, Account], *, at: datetime) -> int:
    """Write these accounts, profile id to account, in a fixed number of statements; how many people allow it."""
    people = _allowing(accounts, at=at)
    for profile_id in people:
        for name, fault in accounts[profile_id].faults.items():
            path = settings.CUSTOMER.get(name, "")
            problems.report(
                f"PERSONALIZE['CUSTOMER'][{name!r}] = {path!r} is left out of a customer: {fault}."
            )
    with transaction.atomic():
        _attach({profile_id: accounts[profile_id].addresses for profile_id in people}, at=at)
        traits.write_many(
            traits.Observation(profile_id, name, value, Trait.Source.SHOP, at)
            for profile_id in people
            for name, value in accounts[profile_id].traits.items()
        )
        _name(
            {
                profile_id: str(accounts[profile_id].traits["first_name"] or "")
                for profile_id, data in people.items()
                if "first_name" in accounts[profile_id].traits
                and data.get("name", "") != str(accounts[profile_id].traits["first_name"] or "")
            },
            at=at,
        )
    return len(people)


def copy_all(*, at: datetime, heard: Callable[[int], object] | None = None) -> int:
    """Copy the accounts of all customers we know, in chunks of one transaction each; how many people allow it.

    `heard` is told the size of each chunk. Run it as often as you like.
    """
    copied = 0
    for chunk in _customers():
        people = _allowing(chunk.values(), at=at)
        wanted = {user_key: profile_id for user_key, profile_id in chunk.items() if profile_id in people}
        copied += copy({wanted[key]: read(user) for key, user in users(wanted).items()}, at=at)
        if heard is not None:
            heard(len(chunk))
    return copied


def _customers() -> Iterator[dict[str, int]]:
    """User key to profile id of everybody who has an account, in chunks."""
    last = 0
    rows = Profile.objects.filter(merged_into=None).exclude(user_key="").order_by("pk")
    while chunk := list(rows.filter(pk__gt=last).values_list("user_key", "pk")[:_CHUNK]):
        last = chunk[-1][1]
        yield dict(chunk)


def users(keys: Iterable[str]) -> dict[str, Any]:
    """User key to the shop's user, with what the paths of `CUSTOMER` lead through; one that was deleted is absent."""
    model = get_user_model()
    valid = []
    for key in keys:
        try:
            valid.append(model._meta.pk.to_python(key))
        except ValidationError:  # a key from before the shop changed its user model
            continue
    rows = model._default_manager.filter(pk__in=valid)
    relations = _relations(model)
    return {str(user.pk): user for user in (rows.select_related(*relations) if relations else rows)}


def _relations(model: Any) -> list[str]:
    """The to-one relations that the paths of `CUSTOMER` lead through, read with the users."""
    found = set()
    for path in settings.CUSTOMER.values():
        current, way = model, []
        for name in path.split(".")[:-1]:
            try:
                field = current._meta.get_field(name)
            except FieldDoesNotExist:
                break
            if not (field.many_to_one or field.one_to_one):
                break
            way.append(name)
            current = field.related_model
        if way:
            found.add("__".join(way))
    return sorted(found)


def _allowing(profile_ids: Iterable[int], *, at: datetime) -> dict[int, Mapping[str, Any]]:
    """Those of these people who allow personalisation now, with their snapshots' data; one query."""
    rows = Snapshot.objects.filter(pk__in=list(profile_ids)).values_list("pk", "data")
    return {pk: data for pk, data in rows if gate.judge(data.get("consents", {}), "personalization", at=at)}


def _attach(addresses: Mapping[int, Mapping[str, str]], *, at: datetime) -> None:
    """Addresses of the people who have them; taken over from a guest's profile by nobody but a merge."""
    wanted = {
        (kind, identify.normalise(kind, value)): (profile_id, identify.keys_of(kind, value))
        for profile_id, given in addresses.items()
        for kind, value in given.items()
    }
    keys = [key for _profile, known in wanted.values() for key in known]
    if not keys:
        return
    taken = set(Identity.objects.filter(pk__in=keys).values_list("pk", flat=True))
    Identity.objects.bulk_create(
        [
            Identity(pk=known[0], kind=kind, profile_id=profile_id, verified=False, created_at=at)
            for (kind, _value), (profile_id, known) in wanted.items()
            if not taken.intersection(known)
        ],
        ignore_conflicts=True,
    )


def _name(names: Mapping[int, str], *, at: datetime) -> None:
    """How these people want to be called, where the page finds it."""
    if not names:
        return
    locked = snapshots.lock(names, at=at)
    for profile_id, name in names.items():
        locked[profile_id].data["name"] = name
    snapshots.save(locked.values(), at=at)


def _follow(obj: Any, path: Sequence[str]) -> Any:
    """Follow a path of attributes; None where it ends early."""
    for name in path:
        obj = getattr(obj, name, None)
        if obj is None:
            return None
        if callable(obj):
            obj = obj()
    return obj
