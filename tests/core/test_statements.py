"""Compiled statements answer what the ORM would, whatever the values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from django_personalize.core import statements
from django_personalize.models import Profile, Session, Snapshot

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 15, 10, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def snapshots() -> list[Snapshot]:
    people = [Profile.objects.create(created_at=AT) for _ in range(70)]
    return [
        Snapshot.objects.create(
            profile=person, version=number, data={"n": number, "ß": [None]}, updated_at=AT
        )
        for number, person in enumerate(people)
    ]


SELECT = statements.Select(
    Snapshot,
    lambda ids: (
        Snapshot.objects.filter(pk__in=ids, version__lt=1000)
        .order_by("pk")
        .values_list("data", "profile_id", "updated_at")
    ),
    of=int,
)


@pytest.mark.parametrize("count", [1, 2, 3, 8, 33, 64, 70])
def test_the_rows_are_those_of_the_orm_query(snapshots: list[Snapshot], count: int) -> None:
    ids = [row.pk for row in snapshots[:count]]
    wanted = Snapshot.objects.filter(pk__in=ids).order_by("pk")
    assert SELECT.rows(ids) == list(wanted.values_list("data", "profile_id", "updated_at"))


def test_texts_are_values_and_never_sql() -> None:
    by_key = statements.Select(
        Profile, lambda keys: Profile.objects.filter(user_key__in=keys).values_list("user_key"), of=str
    )
    odd = ["7", "it's", '"%s"', "100 %", "stands for value 0", "\\", "é'); DROP TABLE x; --"]
    for key in odd:
        Profile.objects.create(created_at=AT, user_key=key)
    for key in odd:
        assert by_key.rows([key]) == [(key,)]
    assert sorted(row[0] for row in by_key.rows(odd)) == sorted(odd)
    assert by_key.rows(["8"]) == []


def test_a_second_question_compiles_nothing(
    snapshots: list[Snapshot], monkeypatch: pytest.MonkeyPatch
) -> None:
    SELECT.rows([row.pk for row in snapshots[:3]])

    def refuse(*args: Any) -> None:
        raise AssertionError("compiled again")

    monkeypatch.setattr(SELECT, "_build", refuse)
    assert len(SELECT.rows([row.pk for row in snapshots[3:7]])) == 4


def test_one_question_is_one_statement_and_no_question_none(snapshots: list[Snapshot]) -> None:
    with CaptureQueriesContext(connection) as queries:
        SELECT.rows([row.pk for row in snapshots[:5]])
        SELECT.rows([])
    assert len(queries) == 1


def test_an_update_writes_the_named_columns_of_one_row(snapshots: list[Snapshot]) -> None:
    later = AT + timedelta(days=1)
    statements.update(Snapshot, snapshots[3].pk, version=99, data={"new": "ő"}, updated_at=later)
    found = {row.pk: row for row in Snapshot.objects.all()}
    assert (found[snapshots[3].pk].version, found[snapshots[3].pk].data) == (99, {"new": "ő"})
    assert found[snapshots[3].pk].updated_at == later
    assert found[snapshots[4].pk].version == 4


def test_a_key_that_is_a_uuid_is_found(snapshots: list[Snapshot]) -> None:
    person = snapshots[0].profile
    rows = [
        Session.objects.create(id=uuid4(), profile=person, origin=person, started_at=AT, last_seen_at=AT)
        for _ in range(2)
    ]
    statements.update(Session, rows[0].pk, page_views=7, exit_url="/end")
    assert [Session.objects.get(pk=row.pk).page_views for row in rows] == [7, 0]
