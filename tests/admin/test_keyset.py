"""Pages by key: nothing twice, nothing lost, in both directions, on doubled moments too."""

from __future__ import annotations

from datetime import timedelta

import pytest

from django_personalize.core import keyset
from django_personalize.core.keyset import BadCursor
from django_personalize.profiles.models import Profile
from django_personalize.testing import FrozenClock

pytestmark = pytest.mark.django_db
ORDER = ("-created_at", "-id")


@pytest.fixture
def people(clock: FrozenClock) -> list[int]:
    """Seventeen profiles, three to a moment; ids from newest to oldest."""
    for number in range(17):
        Profile.objects.create(created_at=clock.now() - timedelta(hours=number // 3))
    return list(Profile.objects.order_by(*ORDER).values_list("pk", flat=True))


def _walk(size: int) -> tuple[list[int], list[int]]:
    """The ids met on the way down, and those on the way back up."""
    down, up = [], []
    page = keyset.page(Profile.objects.all(), order=ORDER, size=size)
    assert page.preceding is None
    while True:
        down += [row.pk for row in page.rows]
        if page.following is None:
            break
        page = keyset.page(Profile.objects.all(), order=ORDER, size=size, after=page.following)
    while page.preceding is not None:
        page = keyset.page(Profile.objects.all(), order=ORDER, size=size, before=page.preceding)
        up = [row.pk for row in page.rows] + up
    return down, up


@pytest.mark.parametrize("size", [1, 2, 5, 16, 17, 50])
def test_walking_down_meets_every_row_once_and_walking_up_meets_them_again(
    people: list[int], size: int
) -> None:
    down, up = _walk(size)
    assert down == people
    assert up == people[: len(up)]


def test_the_first_page_knows_no_newer_one_after_walking_back(people: list[int]) -> None:
    first = keyset.page(Profile.objects.all(), order=ORDER, size=5)
    second = keyset.page(Profile.objects.all(), order=ORDER, size=5, after=first.following)
    back = keyset.page(Profile.objects.all(), order=ORDER, size=5, before=second.preceding)
    assert [row.pk for row in back.rows] == people[:5]
    assert back.preceding is None
    assert back.following == first.following


def test_an_empty_table_is_one_empty_page() -> None:
    assert keyset.page(Profile.objects.all(), order=ORDER, size=5) == keyset.Page([], None, None)


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "[]",
        "{}",
        "null",
        '["2026-06-15T10:00:00+00:00"]',
        '["yesterday","1"]',
        '["2026-06-15T10:00:00+00:00","one"]',
        '["2026-06-15T10:00:00+00:00","99999999999999999999999"]',
        '["2026-06-15T10:00:00+00:00",null]',
        '[["2026"],"1"]',
        '["a\\u0000b","1"]',
        "[" * 5000,
    ],
)
def test_a_position_that_the_list_did_not_give_out_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor, match="follow"):
        keyset.page(Profile.objects.all(), order=ORDER, size=5, after=cursor)
