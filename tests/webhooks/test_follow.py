"""From events to rows that wait: every event once per endpoint, whatever order the commits came in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from django_personalize.events.models import Event
from django_personalize.profiles.models import Profile
from django_personalize.testing import FrozenClock
from django_personalize.webhooks import follow as following
from django_personalize.webhooks.follow import follow, newest_key
from django_personalize.webhooks.models import WebhookDelivery, WebhookEndpoint
from tests.webhooks.conftest import Happens, make_endpoint

pytestmark = pytest.mark.django_db


def _noted(endpoint: WebhookEndpoint) -> list[int]:
    return sorted(key for key in endpoint.deliveries.values_list("event_key", flat=True) if key is not None)


def _again(endpoint: WebhookEndpoint, clock: FrozenClock, **more: int) -> int:
    return follow(WebhookEndpoint.objects.get(pk=endpoint.pk), at=clock.now(), **more)


def _write(key: int, clock: FrozenClock, name: str = "page_viewed") -> None:
    at = clock.now()
    Event.objects.create(
        pk=key, scope="test", name=name, source="server", basis="analytics", occurred_at=at, received_at=at
    )


def test_an_endpoint_begins_with_the_next_event(clock: FrozenClock, ada: Profile, happens: Happens) -> None:
    happens("page_viewed", of=ada)
    endpoint = make_endpoint(clock)
    assert _again(endpoint, clock) == 0
    event = happens("page_viewed", of=ada)
    assert _again(endpoint, clock) == 1
    assert _again(endpoint, clock) == 0
    assert _noted(endpoint) == [event.pk]


def test_only_events_that_are_asked_for_become_rows(
    clock: FrozenClock, ada: Profile, happens: Happens
) -> None:
    endpoint = make_endpoint(clock, events=["order_completed", "fitting_booked"])
    happens("page_viewed", of=ada)
    own = happens("fitting_booked", of=ada)
    _again(endpoint, clock)
    assert _noted(endpoint) == [own.pk]


def test_history_that_is_loaded_later_is_no_news(clock: FrozenClock, ada: Profile, happens: Happens) -> None:
    endpoint = make_endpoint(clock)
    happens("order_completed", of=ada, occurred_at=clock.now() - timedelta(days=3, seconds=1))
    recent = happens("order_completed", of=ada, occurred_at=clock.now() - timedelta(days=3))
    _again(endpoint, clock)
    assert _noted(endpoint) == [recent.pk]


def test_a_lower_key_that_appears_later_is_not_missed(clock: FrozenClock) -> None:
    endpoint = make_endpoint(clock)
    start = newest_key()
    _write(start + 3, clock)
    _write(start + 5, clock)
    _again(endpoint, clock)
    assert _noted(endpoint) == [start + 3, start + 5]
    _write(start + 2, clock)
    _write(start + 6, clock)
    _again(endpoint, clock)
    _write(start + 4, clock)
    _write(start + 1, clock)
    clock.advance(timedelta(minutes=59))
    _again(endpoint, clock)
    assert _noted(endpoint) == [start + number for number in (1, 2, 3, 4, 5, 6)]
    assert WebhookEndpoint.objects.get(pk=endpoint.pk).gaps == []


def test_a_key_that_never_appears_is_forgotten_after_an_hour(clock: FrozenClock) -> None:
    endpoint = make_endpoint(clock)
    start = newest_key()
    _write(start + 4, clock)
    _again(endpoint, clock)
    assert [gap[:2] for gap in WebhookEndpoint.objects.get(pk=endpoint.pk).gaps] == [[start + 1, start + 3]]
    clock.advance(timedelta(hours=1, seconds=1))
    _write(start + 5, clock)
    _again(endpoint, clock)
    assert WebhookEndpoint.objects.get(pk=endpoint.pk).gaps == []


def test_a_long_way_is_gone_in_steps(clock: FrozenClock) -> None:
    endpoint = make_endpoint(clock)
    start = newest_key()
    for number in range(1, 8):
        _write(start + number, clock)
    assert [_again(endpoint, clock, step=3) for _ in range(4)] == [3, 3, 1, 0]
    assert _noted(endpoint) == [start + number for number in range(1, 8)]


def test_whoever_comes_second_with_an_old_cursor_changes_nothing(clock: FrozenClock) -> None:
    endpoint = make_endpoint(clock)
    stale = WebhookEndpoint.objects.get(pk=endpoint.pk)
    _write(newest_key() + 1, clock)
    assert follow(endpoint, at=clock.now()) == 1
    assert follow(stale, at=clock.now()) == 0
    assert WebhookDelivery.objects.count() == 1


def test_a_worker_that_dies_between_rows_and_cursor_has_done_nothing(
    clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = make_endpoint(clock)
    _write(newest_key() + 1, clock)

    def die(self: object, *args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(type(WebhookDelivery.objects.all()), "bulk_create", die)
        with pytest.raises(KeyboardInterrupt):
            _again(endpoint, clock)
    assert WebhookEndpoint.objects.get(pk=endpoint.pk).cursor == endpoint.cursor
    assert _again(endpoint, clock) == 1
    assert WebhookDelivery.objects.count() == 1


def test_a_paused_endpoint_stays_where_it_is(clock: FrozenClock) -> None:
    endpoint = make_endpoint(clock, active=False)
    _write(newest_key() + 1, clock)
    assert _again(endpoint, clock) == 0
    WebhookEndpoint.objects.update(active=True)
    assert _again(endpoint, clock) == 1


def test_the_number_of_statements_does_not_grow_with_the_events(clock: FrozenClock) -> None:
    endpoint = make_endpoint(clock)
    counted = []
    for amount in (1, 40):
        start = newest_key()
        for number in range(1, amount + 1):
            _write(start + number, clock)
        with CaptureQueriesContext(connection) as queries:
            _again(endpoint, clock)
        counted.append(len(queries))
    assert counted[0] == counted[1]


@given(st.sets(st.integers(1, 4000), max_size=600), st.sets(st.integers(1, 4000), max_size=200))
def test_gaps_cover_every_key_that_is_missing_however_many_they_are(
    present: set[int], late: set[int]
) -> None:
    keys = sorted(present)
    gaps = [(first, last, 0) for first, last in following._missing(0, keys)]
    fewer = following._fewer(gaps)
    assert len(fewer) <= following._MOST_GAPS
    missing = set(range(1, max(keys, default=0))) - present
    covered = {key for first, last, _ in fewer for key in range(first, last + 1)}
    assert missing <= covered
    left = following._without(fewer, sorted(late))
    assert {key for first, last, _ in left for key in range(first, last + 1)} == covered - late
