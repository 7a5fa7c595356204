"""People for tests: a profile with consents, traits and a history, in one call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import router
from django.test import TestCase

from django_personalize.conf import settings
from django_personalize.consent import ledger
from django_personalize.core import clock
from django_personalize.events.draft import EventDraft
from django_personalize.events.ingest import ingest
from django_personalize.profiles import identify
from django_personalize.profiles.models import Identity, Profile, Trait
from django_personalize.profiles.traits import Value
from django_personalize.profiles.traits import write as write_traits
from django_personalize.shop.adapter import get_adapter
from django_personalize.shop.receivers import sync_waiting
from django_personalize.tracking import customers

#: What stands in the ledger as proof of a consent that a test gave.
EVIDENCE = ledger.Evidence(
    wording="May we remember you?",
    wording_version="test",
    language="en",
    source="/",
    method="test",
)


def make_profile(
    *,
    user: Any = None,
    email: str = "",
    consents: Iterable[str] | None = None,
    traits: Mapping[str, Value | None] | None = None,
    viewed: Iterable[Any] = (),
) -> Profile:
    """A person at the present moment of `core.clock`.

    `user`: the shop's user behind it, whose traits are copied; None for somebody anonymous. `consents`: the purposes
    allowed, None for all that the banner asks for, () for nothing said. `viewed`: product rows of the shop (or their
    keys) that the person has looked at, a minute apart, the last one now; needs the consents that views need. Raises
    AssertionError for a row that is no product, or when a view was not written.
    """
    sync_waiting()
    at = clock.now()
    keys = [_product_key(row) for row in viewed]
    first = at - timedelta(minutes=max(len(keys) - 1, 0))
    with TestCase.captureOnCommitCallbacks(using=router.db_for_write(Profile), execute=True):
        known = user is not None
        profile = identify.customer_profile(str(user.pk), at=at) if known else identify.create(at=at)
        if email:
            identify.attach(profile, Identity.Kind.EMAIL, email, verified=known, at=at)
        if traits:
            write_traits(profile.pk, traits, source=Trait.Source.DECLARED, at=at)
        said = settings.PURPOSES if consents is None else consents
        granted = dict.fromkeys(said, ledger.Status.GRANTED.value)
        ledger.record(profile.pk, granted, at=first, evidence=EVIDENCE)
        if known:
            customers.copy_traits(user, profile.pk, at=at)
        seen = [
            EventDraft(
                "product_viewed",
                profile.pk,
                first + timedelta(minutes=position),
                {"product": {"product_id": key}},
            )
            for position, key in enumerate(keys)
        ]
        written = ingest(seen, at=at).written
    assert written == len(keys), f"{written} of {len(keys)} views were written; do the consents allow views?"
    profile.refresh_from_db()
    return profile


def _product_key(row: Any) -> str:
    key = row if isinstance(row, str) else get_adapter().product_key(row)
    assert key is not None, f"{row!r} is no product of the shop."
    return key
