"""A request with a key is answered once, whoever dies in the middle."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError

from django_personalize.api import idempotency, tokens
from django_personalize.models import ConsentRecord, CountedEvent, Event, IdempotentRequest, Profile
from django_personalize.testing import FrozenClock
from tests.api.conftest import Api
from tests.api.test_events import viewed
from tests.api.test_profiles import SAID

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The end of a process, which no handler sees."""


def record(api: Api, ada: Profile, key: str, **changes: Any) -> Any:
    """A request that would write a second time if it were executed again."""
    return api.post(f"/profiles/{ada.uuid}/consents", {**SAID, **changes}, idempotency_key=key)


def declared() -> int:
    return ConsentRecord.objects.filter(method="phone").count()


def test_the_same_request_gets_the_same_answer_and_acts_once(
    api: Api, ada: Profile, clock: FrozenClock
) -> None:
    first = record(api, ada, "k-1")
    clock.advance(timedelta(hours=23))
    second = record(api, ada, "k-1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert declared() == 2


def test_the_order_of_keys_and_spaces_make_no_other_request(api: Api, ada: Profile) -> None:
    event = viewed()
    api.post("/events", {"events": [event]}, idempotency_key="k")
    turned = str({"events": [dict(reversed(event.items()))]}).replace("'", '"').encode()
    assert api.post("/events", turned, idempotency_key="k").headers["Idempotency-Replayed"] == "true"


def test_a_key_stands_for_one_request(api: Api, ada: Profile) -> None:
    record(api, ada, "k-1")
    other_body = record(api, ada, "k-1", method="form")
    other_path = api.post("/profiles", {"user_key": "12"}, idempotency_key="k-1")
    for response in (other_body, other_path):
        assert response.status_code == 422
        assert response.json()["type"].endswith(":key_reused")
    assert declared() == 2


def test_keys_of_two_tokens_do_not_meet(api: Api, ada: Profile) -> None:
    token, key = tokens.create("other", scopes=["consents:write"])
    record(api, ada, "k-1")
    assert "Idempotency-Replayed" not in record(Api(key, token), ada, "k-1").headers
    assert declared() == 4


def test_a_key_is_forgotten_after_a_day(api: Api, ada: Profile, clock: FrozenClock) -> None:
    record(api, ada, "k-1")
    clock.advance(timedelta(hours=24))
    assert "Idempotency-Replayed" not in record(api, ada, "k-1", method="form").headers
    assert declared() == 2


def test_a_refused_request_can_be_corrected_under_its_key(api: Api, ada: Profile) -> None:
    assert record(api, ada, "k-1", method="telepathy").status_code == 400
    missing = f"/profiles/{uuid.uuid4()}/consents"
    assert api.post(missing, SAID, idempotency_key="k-1").status_code == 404
    assert record(api, ada, "k-1").status_code == 201
    assert declared() == 2


def test_while_a_request_is_answered_the_same_one_waits(api: Api, ada: Profile) -> None:
    answers = []

    def meanwhile(*args: Any, **kwargs: Any) -> Any:
        answers.append(record(api, ada, "k-1"))
        return {}

    with patch("django_personalize.api.v1.consents.consents_of", side_effect=meanwhile):
        assert record(api, ada, "k-1").status_code == 201
    assert answers[0].status_code == 409
    assert answers[0].headers["Retry-After"] == "5"
    assert declared() == 2


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_in_the_middle_leaves_nothing_and_another_takes_over(
    api: Api, ada: Profile, clock: FrozenClock
) -> None:
    with (
        patch("django_personalize.api.v1.consents.consents_of", side_effect=Killed),
        # A killed process takes nothing back either.
        patch("django.db.models.query.QuerySet.delete", side_effect=Killed),
        pytest.raises(Killed),
    ):
        record(api, ada, "k-1")
    assert declared() == 0
    assert IdempotentRequest.objects.get().status is None
    assert record(api, ada, "k-1").status_code == 409
    clock.advance(idempotency.HELD)
    assert record(api, ada, "k-1").status_code == 201
    assert declared() == 2
    assert record(api, ada, "k-1").headers["Idempotency-Replayed"] == "true"


def test_a_claim_that_vanishes_while_it_is_read_is_asked_for_again(
    api: Api, ada: Profile, clock: FrozenClock
) -> None:
    def lost(rows: Any, **how: Any) -> Any:
        # The first worker held the key, failed, and took its claim back.
        return rows

    with patch.object(IdempotentRequest.objects, "bulk_create", side_effect=lost):
        response = record(api, ada, "k-1")
    assert (response.status_code, response.headers["Retry-After"]) == (409, "5")
    assert declared() == 0
    assert record(api, ada, "k-1").status_code == 201


@pytest.mark.django_db(transaction=True)
def test_a_slow_worker_whose_request_was_taken_over_takes_its_work_back(
    api: Api, ada: Profile, clock: FrozenClock
) -> None:
    assert api.token is not None
    mark = idempotency.fingerprint("POST", "/x", {})
    done: list[str] = []

    def other() -> idempotency.Answer:
        done.append("other")
        return idempotency.Answer(200, {"by": "other"})

    def slow() -> idempotency.Answer:
        CountedEvent.objects.create(event_id=uuid.uuid4(), batch=uuid.uuid4(), counted_at=clock.now())
        clock.advance(idempotency.HELD)
        with pytest.raises(idempotency.InFlight):  # our own transaction holds the row no longer than we do
            raise idempotency.InFlight
        IdempotentRequest.objects.update(claim=uuid.uuid4())
        return idempotency.Answer(200, {"by": "slow"})

    with pytest.raises(idempotency.InFlight):
        idempotency.once(api.token, "k", mark, slow, at=clock.now())
    assert CountedEvent.objects.count() == 0
    again = idempotency.once(api.token, "k", mark, other, at=clock.now() + idempotency.HELD)
    assert (again.data, done) == ({"by": "other"}, ["other"])


@pytest.mark.django_db(transaction=True)
def test_a_failing_database_leaves_nothing_and_the_key_can_be_used_again(api: Api, ada: Profile) -> None:
    with patch("django_personalize.api.v1.consents.consents_of", side_effect=OperationalError("gone")):
        response = record(api, ada, "k-1")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert declared() == 0
    assert record(api, ada, "k-1").status_code == 201
    assert declared() == 2


@pytest.mark.parametrize("key", ["", "x" * 256, "two words", "ä", "x\n"])
def test_a_key_that_is_none_is_refused_by_name(api: Api, ada: Profile, key: str) -> None:
    response = record(api, ada, key)
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "Idempotency-Key"
    assert declared() == 0


def test_what_is_kept_of_a_key_is_a_digest(api: Api, ada: Profile) -> None:
    api.post("/events", {"events": [viewed()]}, idempotency_key="ada@example.com/1")
    row = IdempotentRequest.objects.get()
    assert "ada" not in row.key + row.fingerprint + row.answer
    assert Event.objects.count() == 1
