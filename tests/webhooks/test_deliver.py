"""Sending: at least once under one id, with patience, and only what may be told."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta
from urllib.parse import parse_qs

import pytest
from pytest_django import Settings

from django_personalize.consent import ledger
from django_personalize.core.outbound import Answer
from django_personalize.profiles import lifecycle
from django_personalize.profiles.models import Profile
from django_personalize.testing import FrozenClock
from django_personalize.webhooks import deliver, signing
from django_personalize.webhooks.models import WebhookDelivery, WebhookEndpoint
from tests.webhooks import receiver as receivers
from tests.webhooks.conftest import EVIDENCE, Happens, make_endpoint
from tests.webhooks.receiver import Receiver

pytestmark = pytest.mark.django_db

State = WebhookDelivery.State
ORDER = {
    "order": {"order_id": "812", "total": "42.30", "currency": "EUR", "products": [{"product_id": "12"}]}
}


class _Middle(random.Random):
    """No jitter, so that times can be told exactly."""

    def uniform(self, a: float, b: float) -> float:
        return (a + b) / 2


def run(receiver: Receiver) -> deliver.Done:
    return deliver.run(send=receiver.send, rng=_Middle())


def _row(endpoint: WebhookEndpoint) -> WebhookDelivery:
    return endpoint.deliveries.latest("pk")


@pytest.mark.row("A35", part="webhook out")
def test_an_event_arrives_signed_at_its_endpoint(
    endpoint: WebhookEndpoint, receiver: Receiver, ada: Profile, happens: Happens, clock: FrozenClock
) -> None:
    event = happens(
        "product_viewed",
        {"product": {"product_id": "12", "price": "19.90", "currency": "EUR"}},
        of=ada,
        context={
            "page": {"url": "https://shop.example.com/p/12", "title": "Hanger"},
            "referrer": "https://example.org/",
        },
    )
    assert str(run(receiver)) == "1 sent, 0 failed, 0 given up, 0 not sent"
    [request] = receiver.received
    assert signing.verify(signing.secret(endpoint), request.headers, request.body, at=clock.now())
    assert request.headers["content-type"] == "application/json"
    assert request.headers["webhook-id"] == str(_row(endpoint).uuid)
    assert json.loads(request.body) == {
        "event": "product_viewed",
        "event_id": str(event.event_id),
        "occurred_at": "2026-06-15T10:00:00+00:00",
        "profile": str(ada.uuid),
        "page": {
            "url": "https://shop.example.com/p/12",
            "title": "Hanger",
            "referrer": "https://example.org/",
        },
        "properties": {"product": {"product_id": "12", "price": "19.90", "currency": "EUR"}},
    }
    row = _row(endpoint)
    assert (row.state, row.status_code, row.attempts) == (State.SENT, 204, 1)
    assert WebhookEndpoint.objects.get(pk=endpoint.pk).last_success_at == clock.now()
    assert run(receiver).sent == 0


@pytest.mark.parametrize("dialect", ["ga4", "segment", "matomo"])
@pytest.mark.row("A20", part="forward")
def test_each_tool_is_told_in_its_own_words(
    dialect: str, endpoint: WebhookEndpoint, receiver: Receiver, ada: Profile, happens: Happens
) -> None:
    WebhookEndpoint.objects.update(dialect=dialect, url=f"{receiver.url}?idsite=1")
    happens("order_completed", ORDER, of=ada)
    assert run(receiver).sent == 1
    [request] = receiver.received
    assert request.path == "/hook?idsite=1"
    if dialect == "matomo":
        assert request.headers["content-type"] == "application/x-www-form-urlencoded"
        assert parse_qs(request.body.decode())["ec_id"] == ["812"]
    elif dialect == "ga4":
        assert json.loads(request.body)["events"][0]["params"]["transaction_id"] == "812"
    else:
        assert json.loads(request.body)["properties"]["order_id"] == "812"


@pytest.mark.trust("T-619")
def test_secret_parameters_are_added_on_the_way_out(
    endpoint: WebhookEndpoint, receiver: Receiver, ada: Profile, happens: Happens, settings: Settings
) -> None:
    settings.PERSONALIZE = {
        **settings.PERSONALIZE,
        "WEBHOOK_PARAMETERS": {receivers.HOST: {"api_secret": "planted"}},
    }
    happens("page_viewed", of=ada)
    run(receiver)
    assert receiver.received[0].path == "/hook?api_secret=planted"


# -- may it be told?


@pytest.mark.row("A35", part="webhook out")
@pytest.mark.parametrize("purpose", ["personalization", "ads_sharing"])
def test_permission_is_asked_when_it_is_sent_not_when_it_happened(
    purpose: str,
    endpoint: WebhookEndpoint,
    receiver: Receiver,
    ada: Profile,
    happens: Happens,
    clock: FrozenClock,
) -> None:
    WebhookEndpoint.objects.update(purpose=purpose)
    happens("page_viewed", of=ada)
    if purpose == "personalization":
        ledger.record(ada.pk, {"personalization": "withdrawn"}, at=clock.now(), evidence=EVIDENCE)
    assert run(receiver).skipped == 1
    assert not receiver.received
    row = _row(endpoint)
    reason = "personalization: withdrawn." if purpose == "personalization" else "ads_sharing: never asked."
    assert (row.state, row.reason, row.attempts) == (State.SKIPPED, reason, 1)


def test_an_order_may_go_to_whoever_fulfils_it_without_the_trace_of_the_person(
    endpoint: WebhookEndpoint, receiver: Receiver, ada: Profile, happens: Happens, clock: FrozenClock
) -> None:
    WebhookEndpoint.objects.update(contract=True, customer_key=True)
    ledger.record(ada.pk, {"personalization": "withdrawn"}, at=clock.now(), evidence=EVIDENCE)
    happens("order_completed", ORDER, of=ada, basis="contract", context={"page": {"url": "/thanks"}})
    happens("order_completed", ORDER, basis="contract")
    assert run(receiver).sent == 2
    known, guest = (json.loads(request.body) for request in receiver.received)
    assert (known["user"], "profile" in known, "page" in known) == ("41", False, False)
    assert ("user" in guest, "profile" in guest) == (False, False)
    assert known["properties"]["order"]["order_id"] == "812"


def test_a_guests_order_stays_where_orders_need_consent(
    endpoint: WebhookEndpoint, receiver: Receiver, happens: Happens
) -> None:
    happens("order_completed", ORDER, basis="contract")
    assert run(receiver).skipped == 1
    assert _row(endpoint).reason == "personalization: nobody is known who could allow it."


def test_what_nobody_did_needs_nobodys_consent(
    endpoint: WebhookEndpoint, receiver: Receiver, happens: Happens
) -> None:
    happens("product_restocked", {"product": {"product_id": "12"}})
    assert run(receiver).sent == 1


def test_the_customers_key_is_told_only_where_it_is_asked_for(
    endpoint: WebhookEndpoint, receiver: Receiver, ada: Profile, happens: Happens
) -> None:
    happens("page_viewed", of=ada)
    run(receiver)
    WebhookEndpoint.objects.update(customer_key=True)
    happens("page_viewed", of=ada)
    run(receiver)
    assert [json.loads(request.body).get("user") for request in receiver.received] == [None, "41"]


def test_of_an_erased_person_nothing_goes_out_and_nothing_is_kept(
    endpoint: WebhookEndpoint, receiver: Receiver, ada: Profile, happens: Happens
) -> None:
    happens("page_viewed", of=ada)
    receiver.scripts = [receivers.answer(500)]
    run(receiver)
    for handler in lifecycle.HANDLERS.values():
        handler.erase(ada.pk)
    WebhookEndpoint.objects.update(rests_until=None)
    WebhookDelivery.objects.update(due_at=_row(endpoint).queued_at)
    assert run(receiver).skipped == 1
    assert len(receiver.received) == 1
    assert _row(endpoint).reason == "The event is no longer kept: it was erased or pruned."
    told = {field.name: str(getattr(_row(endpoint), field.name)) for field in WebhookDelivery._meta.fields}
    assert str(ada.uuid) not in str(told)


def test_everything_off_sends_nothing(
    endpoint: WebhookEndpoint, receiver: Receiver, ada: Profile, happens: Happens, settings: Settings
) -> None:
    happens("page_viewed", of=ada)
    settings.PERSONALIZE = {**settings.PERSONALIZE, "ENABLED": False}
    assert run(receiver) == deliver.Done()
    settings.PERSONALIZE = {**settings.PERSONALIZE, "ENABLED": True}
    assert run(receiver).sent == 1


# -- what can go wrong


@pytest.mark.parametrize(
    ("script", "reason", "status"),
    [
        (receivers.answer(500), "The receiver answered 500.", 500),
        (receivers.answer(404), "The receiver answered 404.", 404),
        (
            receivers.answer(302, Location="https://169.254.169.254/latest/meta-data"),
            "The receiver answered with a redirect (302), which is not followed.",
            302,
        ),
        (receivers.huge, "The answer is larger than 1048576 bytes.", None),
        (receivers.reset, "The connection broke off.", None),
    ],
)
@pytest.mark.trust("T-620")
def test_a_failure_is_told_and_tried_again(
    script: receivers.Script,
    reason: str,
    status: int | None,
    endpoint: WebhookEndpoint,
    receiver: Receiver,
    ada: Profile,
    happens: Happens,
    clock: FrozenClock,
) -> None:
    happens("page_viewed", of=ada)
    receiver.scripts = [script, receivers.answer(200)]
    assert run(receiver).failed == 1
    row = _row(endpoint)
    assert (row.state, row.reason, row.status_code) == (State.PENDING, reason, status)
    assert row.due_at == clock.now() + timedelta(minutes=1)
    failing = WebhookEndpoint.objects.get(pk=endpoint.pk)
    assert (failing.failures, failing.failing_since, failing.last_failure) == (1, clock.now(), reason)
    clock.advance(timedelta(seconds=59))
    assert run(receiver).sent == 0
    clock.advance(timedelta(seconds=1))
    assert run(receiver).sent == 1
    row = _row(endpoint)
    assert (row.state, row.attempts, row.reason) == (State.SENT, 2, "")
    ids = {request.headers["webhook-id"] for request in receiver.received}
    assert ids == {str(row.uuid)}, "the receiver tells doubles by the id"
    well = WebhookEndpoint.objects.get(pk=endpoint.pk)
    assert (well.failures, well.failing_since, well.rests_until) == (0, None, None)


def test_waiting_times_grow_and_end_in_a_row_that_staff_may_send_again(
    endpoint: WebhookEndpoint, receiver: Receiver, ada: Profile, happens: Happens, clock: FrozenClock
) -> None:
    happens("page_viewed", of=ada)
    receiver.scripts = [receivers.answer(400)]
    waits = []
    for _ in deliver.DELAYS:
        assert run(receiver).failed == 1
        waits.append(_row(endpoint).due_at - clock.now())
        clock.set(_row(endpoint).due_at)
        WebhookDelivery.objects.update(queued_at=clock.now())  # age is another test's
    assert tuple(waits) == deliver.DELAYS
    assert run(receiver).dead == 1
    row = _row(endpoint)
    assert (row.state, row.attempts, row.finished_at) == (State.DEAD, 10, clock.now())
    receiver.scripts = [receivers.answer(204)]
    clock.advance(timedelta(hours=1))
    assert run(receiver).sent == 0
    assert deliver.resend([row.pk], at=clock.now()) == 1
    assert run(receiver).sent == 1
    assert receiver.received[-1].headers["webhook-id"] == str(row.uuid)
    assert deliver.resend([row.pk], at=clock.now()) == 0


def test_what_waited_for_three_days_is_given_up_even_where_nobody_tried(
    endpoint: WebhookEndpoint, receiver: Receiver, ada: Profile, happens: Happens, clock: FrozenClock
) -> None:
    happens("page_viewed", of=ada)
    receiver.scripts = [receivers.answer(503)]
    run(receiver)
    WebhookEndpoint.objects.update(active=False)
    clock.advance(timedelta(days=3, seconds=1))
    assert run(receiver).dead == 1
    assert _row(endpoint).reason == "Not delivered within 3 days."


@pytest.mark.parametrize(
    ("asked", "wait"),
    [
        ("600", timedelta(minutes=10)),
        ("Mon, 15 Jun 2026 11:00:00 GMT", timedelta(hours=1)),
        ("999999999999", timedelta(hours=24)),
        ("5", timedelta(minutes=1)),
        ("soon", timedelta(minutes=1)),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", timedelta(minutes=1)),
        ("Mon, 15 Jun 2020 11:00:00 GMT", timedelta(minutes=1)),
    ],
)
def test_a_receiver_that_asks_for_time_gets_it(
    asked: str,
    wait: timedelta,
    endpoint: WebhookEndpoint,
    receiver: Receiver,
    ada: Profile,
    happens: Happens,
    clock: FrozenClock,
) -> None:
    happens("page_viewed", of=ada)
    receiver.scripts = [receivers.answer(429, Retry_After=asked)]
    run(receiver)
    assert _row(endpoint).due_at == clock.now() + wait
    assert WebhookEndpoint.objects.get(pk=endpoint.pk).rests_until == clock.now() + wait


def test_a_receiver_that_is_down_is_tried_once_and_holds_up_nobody(
    endpoint: WebhookEndpoint, receiver: Receiver, ada: Profile, happens: Happens, clock: FrozenClock
) -> None:
    other = make_endpoint(clock, name="Stock", url=receiver.url.replace("/hook", "/stock"))
    for _ in range(4):
        happens("page_viewed", of=ada)
    receiver.scripts = [receivers.answer(503), receivers.answer(204)]
    done = run(receiver)
    assert (done.failed, done.sent) == (1, 4)
    assert [request.path for request in receiver.received] == ["/hook"] + ["/stock"] * 4
    assert other.deliveries.filter(state=State.SENT).count() == 4
    clock.advance(timedelta(minutes=1))
    assert run(receiver).sent == 4


def test_one_endpoints_unforeseen_trouble_is_not_that_of_the_others(
    endpoint: WebhookEndpoint,
    receiver: Receiver,
    ada: Profile,
    happens: Happens,
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    other = make_endpoint(clock, name="Stock", url=receiver.url.replace("/hook", "/stock"))
    happens("page_viewed", of=ada)

    def unreadable(answer: Answer | None, *, at: object) -> timedelta:
        if answer is not None:
            raise KeyError("header")
        return timedelta(0)

    with monkeypatch.context() as patch:
        patch.setattr(deliver, "_retry_after", unreadable)
        receiver.scripts = [receivers.answer(503), receivers.answer(204)]
        done = run(receiver)
    assert (done.failed, done.sent) == (1, 1)
    row = endpoint.deliveries.get()
    assert (row.state, row.due_at) == (State.PENDING, clock.now() + timedelta(minutes=1))

    happens("page_viewed", of=ada)
    follow = deliver.follow

    def broken(one: WebhookEndpoint, *, at: datetime) -> int:
        if one.pk == endpoint.pk:
            raise RuntimeError("the rows cannot be read")
        return follow(one, at=at)

    with monkeypatch.context() as patch:
        patch.setattr(deliver, "follow", broken)
        receiver.scripts = [receivers.answer(204)]
        assert run(receiver).sent == 1
    assert other.deliveries.filter(state=State.SENT).count() == 2
    assert f"Webhook endpoint {endpoint.pk} was left for the next run." in caplog.text


def test_a_single_refused_event_does_not_stop_the_others(
    endpoint: WebhookEndpoint, receiver: Receiver, ada: Profile, happens: Happens
) -> None:
    for _ in range(3):
        happens("page_viewed", of=ada)
    receiver.scripts = [receivers.answer(422), receivers.answer(204)]
    done = run(receiver)
    assert (done.failed, done.sent) == (1, 2)


def test_a_receiver_that_is_gone_is_paused_and_says_why(
    endpoint: WebhookEndpoint, receiver: Receiver, ada: Profile, happens: Happens, clock: FrozenClock
) -> None:
    for _ in range(2):
        happens("page_viewed", of=ada)
    receiver.scripts = [receivers.answer(410)]
    run(receiver)
    assert len(receiver.received) == 1
    gone = WebhookEndpoint.objects.get(pk=endpoint.pk)
    assert (gone.active, gone.paused_because) == (False, "The receiver answered 410 Gone.")
    clock.advance(timedelta(hours=1))
    assert run(receiver).sent == 0


def test_a_worker_that_died_while_sending_loses_nothing(
    endpoint: WebhookEndpoint, receiver: Receiver, ada: Profile, happens: Happens, clock: FrozenClock
) -> None:
    happens("page_viewed", of=ada)

    def die(url: str, body: bytes, headers: object) -> Answer:
        receiver.send(url, body, headers)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver.run(send=die, rng=_Middle())
    assert _row(endpoint).state == State.SENDING
    assert run(receiver).sent == 0, "its lease still runs"
    clock.advance(deliver.LEASE)
    assert run(receiver).sent == 1
    assert [request.headers["webhook-id"] for request in receiver.received] == [str(_row(endpoint).uuid)] * 2


def test_two_workers_send_a_row_once(
    endpoint: WebhookEndpoint, receiver: Receiver, ada: Profile, happens: Happens
) -> None:
    happens("page_viewed", of=ada)
    inner = []

    def meanwhile(url: str, body: bytes, headers: object) -> Answer:
        inner.append(run(receiver).sent)  # another worker's whole run, while this one waits for the answer
        return receiver.send(url, body, headers)

    assert deliver.run(send=meanwhile, rng=_Middle()).sent == 1
    assert inner == [0]
    assert len(receiver.received) == 1


def test_a_worker_that_came_back_late_does_not_overwrite_its_successor(
    endpoint: WebhookEndpoint, receiver: Receiver, ada: Profile, happens: Happens, clock: FrozenClock
) -> None:
    happens("page_viewed", of=ada)

    def late(url: str, body: bytes, headers: object) -> Answer:
        clock.advance(deliver.LEASE)
        assert run(receiver).sent == 1
        return Answer(500)

    deliver.run(send=late, rng=_Middle())
    assert _row(endpoint).state == State.SENT


def test_an_event_that_cannot_be_told_holds_up_nobody(
    endpoint: WebhookEndpoint,
    receiver: Receiver,
    ada: Profile,
    happens: Happens,
    caplog: pytest.LogCaptureFixture,
) -> None:
    happens("page_viewed", {"category": "a"}, of=ada)
    happens("page_viewed", of=ada)
    first = endpoint.deliveries.model.objects

    def strange(url: str, body: bytes, headers: object) -> Answer:
        if b'"category"' in body:
            raise RuntimeError("personal words of the event")
        return receiver.send(url, body, headers)

    done = deliver.run(send=strange, rng=_Middle())
    assert (done.sent, done.failed) == (1, 1)
    row = first.order_by("pk")[0]
    assert row.reason == "It could not be composed or sent (RuntimeError); the log has the details."


def test_an_address_that_was_taken_from_the_list_gets_nothing_more(
    endpoint: WebhookEndpoint, receiver: Receiver, ada: Profile, happens: Happens, settings: Settings
) -> None:
    happens("page_viewed", of=ada)
    settings.PERSONALIZE = {**settings.PERSONALIZE, "WEBHOOK_HOSTS": []}
    assert run(receiver).failed == 1
    assert not receiver.received
    assert "WEBHOOK_HOSTS" in _row(endpoint).reason


def test_a_secret_that_cannot_be_made_sends_nothing_unsigned(
    endpoint: WebhookEndpoint, receiver: Receiver, ada: Profile, happens: Happens, settings: Settings
) -> None:
    happens("page_viewed", of=ada)
    settings.PERSONALIZE = {**settings.PERSONALIZE, "HASH_KEYS": ["another"]}
    assert run(receiver).failed == 1
    assert not receiver.received
    assert "HASH_KEYS" in _row(endpoint).reason


def test_a_test_is_sent_at_once_and_told_as_such(endpoint: WebhookEndpoint, receiver: Receiver) -> None:
    row = deliver.send_test(endpoint, send=receiver.send)
    assert (row.state, row.event_name) == (State.SENT, "webhook_tested")
    assert json.loads(receiver.received[0].body)["event"] == "webhook_tested"
    receiver.scripts = [receivers.answer(500)]
    row = deliver.send_test(endpoint, send=receiver.send)
    assert (row.state, row.reason) == (State.DEAD, "The receiver answered 500.")


def test_jitter_spreads_what_failed_together(
    endpoint: WebhookEndpoint, receiver: Receiver, ada: Profile, happens: Happens, clock: FrozenClock
) -> None:
    for _ in range(4):
        happens("page_viewed", of=ada)
    receiver.scripts = [receivers.answer(422)]
    deliver.run(send=receiver.send, rng=random.Random(7))
    waits = [row.due_at - clock.now() for row in endpoint.deliveries.all()]
    assert len(set(waits)) == 4
    assert all(timedelta(seconds=48) <= wait <= timedelta(seconds=72) for wait in waits)
