"""Transactions that overlap: no event is missed because its key was given earlier than it was committed."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.db import connection, connections, transaction

from django_personalize.events.models import Event
from django_personalize.testing import FrozenClock
from django_personalize.webhooks.follow import follow
from django_personalize.webhooks.models import WebhookEndpoint
from tests.webhooks.conftest import make_endpoint

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one transaction write at a time"),
]


def _write(clock: FrozenClock) -> Event:
    at = clock.now()
    return Event.objects.create(
        scope="test",
        event_id=uuid.uuid4(),
        name="page_viewed",
        source="server",
        basis="analytics",
        occurred_at=at,
        received_at=at,
    )


def test_an_event_that_is_committed_after_a_later_one_is_not_missed(clock: FrozenClock) -> None:
    endpoint = make_endpoint(clock)
    written, release = threading.Event(), threading.Event()
    early: list[int] = []

    def slow_page() -> None:
        try:
            with transaction.atomic():
                early.append(_write(clock).pk)
                written.set()
                assert release.wait(30)
        finally:
            connections.close_all()

    page = threading.Thread(target=slow_page)
    page.start()
    try:
        assert written.wait(30)
        late = _write(clock).pk
        assert early[0] < late
        follow(WebhookEndpoint.objects.get(pk=endpoint.pk), at=clock.now())
        assert list(endpoint.deliveries.values_list("event_key", flat=True)) == [late]
    finally:
        release.set()
        page.join(30)
    follow(WebhookEndpoint.objects.get(pk=endpoint.pk), at=clock.now())
    assert sorted(endpoint.deliveries.values_list("event_key", flat=True)) == [early[0], late]


def test_workers_that_follow_at_the_same_time_note_every_event_once(clock: FrozenClock) -> None:
    endpoint = make_endpoint(clock)
    keys = [_write(clock).pk for _ in range(30)]
    ready = threading.Barrier(4)
    failures: list[Exception] = []

    def worker() -> None:
        try:
            ready.wait(30)
            for _ in range(12):
                follow(WebhookEndpoint.objects.get(pk=endpoint.pk), at=clock.now(), step=5)
        except Exception as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=worker) for _ in range(4)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join(60)
    assert not failures
    assert sorted(endpoint.deliveries.values_list("event_key", flat=True)) == keys
    assert WebhookEndpoint.objects.get(pk=endpoint.pk).cursor == keys[-1]
