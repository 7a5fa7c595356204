"""Identifiers that come from outside must be what is stored, on every database."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from django_personalize.core.uuids import is_storable
from django_personalize.models import Event, Profile
from django_personalize.testing import FrozenClock

DICE = "6f03675a-1600-a35a-0999-50d836f675cc"


@pytest.mark.django_db
@pytest.mark.parametrize("version", "0123456789abcdef")
@pytest.mark.parametrize("variant", "078bcf")
def test_what_counts_as_storable_is_stored_as_it_is(version: str, variant: str, clock: FrozenClock) -> None:
    value = UUID(f"6f03675a-1600-{version}35a-{variant}999-50d836f675cc")
    if is_storable(value):
        Profile.objects.create(uuid=value, created_at=clock.now())
        assert Profile.objects.get().uuid == value
    elif connection.vendor == "mysql" and connection.features.has_native_uuid_field:  # type: ignore[attr-defined]
        with pytest.raises(DatabaseError), transaction.atomic():
            Profile.objects.create(uuid=value, created_at=clock.now())


def test_every_version_of_the_standard_is_storable() -> None:
    made = ("c232ab00-9414-11ec-b3c8-9f6bdeced846", "0192f7a4-3c1e-7cc3-8b51-6a5f0d1e2b3c", str(UUID(int=0)))
    assert all(is_storable(UUID(value)) for value in (*made, "2489e9ad-2ee2-8e00-8ec9-32d5f69181c0"))
    assert not is_storable(UUID(DICE))


@pytest.mark.django_db
def test_the_collector_says_so_instead_of_losing_the_event(visitor_client: Client) -> None:
    event = {"event": "page_viewed", "event_id": DICE, "page": {"url": "http://testserver/magazine/"}}
    answer = visitor_client.post(
        reverse("personalize:collect"),
        json.dumps({"events": [event]}),
        content_type="text/plain;charset=UTF-8",
    )
    assert (answer.status_code, json.loads(answer.content)["error"]) == (400, "bad_event_id")
    assert Event.objects.filter(name="page_viewed").count() == 0
