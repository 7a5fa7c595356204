"""Sends what is due: at least once, each time under the same id. Called by the tick and by a task, never by a page.

A row is claimed by one conditional update and sent outside any transaction; a worker that dies leaves it claimed until
its lease ends, and the next one sends it again. An endpoint that does not answer is left alone for a while, so that one
dead receiver does not hold up the others.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from django.db import transaction
from django.db.models import Exists, F, QuerySet

import django_personalize
from django_personalize.conf import settings
from django_personalize.core import clock, metrics, outbound
from django_personalize.core.outbound import Answer, OutboundFailed, OutboundRefused
from django_personalize.webhooks import signing
from django_personalize.webhooks.compose import TEST_EVENT, MayNotSend, compose
from django_personalize.webhooks.follow import follow
from django_personalize.webhooks.models import WebhookDelivery, WebhookEndpoint

logger = logging.getLogger("django_personalize")

State = WebhookDelivery.State
Send = Callable[[str, bytes, Mapping[str, str]], Answer]

#: Waiting times between attempts, each varied by a fifth either way; about three days in all.
DELAYS = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 30, 2 * 60, 5 * 60, 10 * 60, 14 * 60, 20 * 60, 24 * 60)
)
#: How long an endpoint is left alone after failures in a row.
RESTS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 15))
#: What has waited longer is given up.
OLDEST = timedelta(days=3)
#: After this a sender is taken for dead; sending itself takes at most `outbound.TIMEOUT`.
LEASE = timedelta(minutes=1)
#: Answers that say more about the receiver than about the one request.
_OVERLOADED = frozenset({408, 425, 429})
#: Refusals in a row after which an endpoint is left alone as well.
_REFUSALS = 5
_LONGEST_WAIT = timedelta(hours=24)
_BATCH = 100
_AGENT = f"django-personalize/{django_personalize.__version__}"


@dataclass
class Done:
    """What one run did."""

    noted: int = 0
    sent: int = 0
    failed: int = 0
    dead: int = 0
    skipped: int = 0

    def __str__(self) -> str:
        return f"{self.sent} sent, {self.failed} failed, {self.dead} given up, {self.skipped} not sent"


def run(
    *,
    send: Send = outbound.post,
    rng: random.Random | None = None,
    budget: timedelta = timedelta(seconds=60),
) -> Done:
    """Follow the events and send what is due, for every active endpoint, within about `budget`."""
    done = Done()
    if not settings.ENABLED:
        return done
    rng = rng or random.SystemRandom()
    ends = time.monotonic() + budget.total_seconds()
    done.dead += _give_up(at=clock.now())
    endpoints = list(WebhookEndpoint.objects.filter(active=True).order_by("pk"))
    for number, endpoint in enumerate(endpoints):
        # Each gets its share of the time that is left, so that a slow receiver does not starve the others.
        now = time.monotonic()
        share = now + (ends - now) / (len(endpoints) - number)
        try:
            while (looked_at := follow(endpoint, at=clock.now())) and time.monotonic() < share:
                done.noted += looked_at
            _send_due(endpoint, done, send=send, rng=rng, ends=share)
        except Exception:  # one endpoint's trouble is not that of the others
            logger.exception("Webhook endpoint %s was left for the next run.", endpoint.pk)
    return done


def send_test(endpoint: WebhookEndpoint, *, send: Send = outbound.post) -> WebhookDelivery:
    """Send a test right now, once, whatever else waits; the row tells what came of it."""
    at = clock.now()
    delivery = WebhookDelivery.objects.create(
        endpoint=endpoint,
        event_name=TEST_EVENT,
        state=State.SENDING,
        attempts=len(DELAYS) + 1,
        due_at=at + LEASE,
        queued_at=at,
    )
    _attempt(endpoint, delivery, Done(), send=send, rng=random.SystemRandom())
    delivery.refresh_from_db()
    return delivery


def resend(keys: list[int], *, at: datetime) -> int:
    """Put rows that were given up or not sent back into the queue, under the same ids; how many."""
    return WebhookDelivery.objects.filter(
        pk__in=keys, state__in=(State.DEAD, State.SKIPPED), event_key__isnull=False
    ).update(state=State.PENDING, attempts=0, due_at=at, queued_at=at, finished_at=None, reason="")


def _give_up(*, at: datetime) -> int:
    return WebhookDelivery.objects.filter(state=State.PENDING, queued_at__lt=at - OLDEST).update(
        state=State.DEAD, finished_at=at, reason=f"Not delivered within {OLDEST.days} days."
    )


def _send_due(endpoint: WebhookEndpoint, done: Done, *, send: Send, rng: random.Random, ends: float) -> None:
    while time.monotonic() < ends:
        at = clock.now()
        if _rests(endpoint, at=at) or not endpoint.active:
            return
        rows = WebhookDelivery.objects.filter(endpoint=endpoint)
        rows.filter(state=State.SENDING, due_at__lte=at).update(
            state=State.PENDING, reason="The sender died."
        )
        due = list(rows.filter(state=State.PENDING, due_at__lte=at).order_by("due_at", "pk")[:_BATCH])
        if not due:
            return
        for delivery in due:
            if time.monotonic() >= ends or not endpoint.active or _rests(endpoint, at=clock.now()):
                break
            if _claim(delivery, at=clock.now()):
                _attempt(endpoint, delivery, done, send=send, rng=rng)


def _rests(endpoint: WebhookEndpoint, *, at: datetime) -> bool:
    return endpoint.rests_until is not None and at < endpoint.rests_until


def _claim(delivery: WebhookDelivery, *, at: datetime) -> bool:
    """Take a row for this worker, unless another has it or the endpoint was paused meanwhile."""
    # Exists, not a join: MariaDB would read the keys first and then update whatever their state has become.
    taken = WebhookDelivery.objects.filter(
        Exists(WebhookEndpoint.objects.filter(pk=delivery.endpoint_id, active=True)),
        pk=delivery.pk,
        state=State.PENDING,
        attempts=delivery.attempts,
    ).update(state=State.SENDING, attempts=F("attempts") + 1, due_at=at + LEASE)
    delivery.attempts += 1
    return bool(taken)


def _attempt(
    endpoint: WebhookEndpoint, delivery: WebhookDelivery, done: Done, *, send: Send, rng: random.Random
) -> None:
    """Send a claimed row once and write down what came of it."""
    at = clock.now()
    try:
        composed = compose(endpoint, delivery, at=at)
        signed = signing.headers(endpoint, delivery_id=str(delivery.uuid), body=composed.body, at=at)
        with metrics.timed("webhooks.seconds", format=endpoint.dialect):
            answer = send(
                endpoint.url,
                composed.body,
                {"Content-Type": composed.content_type, "User-Agent": _AGENT, **signed},
            )
        outcome = _answered(endpoint, delivery, done, answer, rng=rng)
    except MayNotSend as verdict:
        done.skipped += 1
        _close(delivery, State.SKIPPED, str(verdict))
        outcome = "skipped"
    except (OutboundRefused, OutboundFailed, signing.SecretLost) as refusal:
        outcome = _failed(endpoint, delivery, done, str(refusal), None, is_theirs=True, rng=rng)
    except Exception as fault:  # one event or answer nobody foresaw must not hold up all that come after it
        logger.exception("Webhook delivery %s could not be composed or sent.", delivery.uuid)
        reason = f"It could not be composed or sent ({type(fault).__name__}); the log has the details."
        outcome = _failed(endpoint, delivery, done, reason, None, is_theirs=False, rng=rng)
    metrics.count("webhooks.deliveries", outcome=outcome, format=endpoint.dialect)


def _answered(
    endpoint: WebhookEndpoint, delivery: WebhookDelivery, done: Done, answer: Answer, *, rng: random.Random
) -> str:
    status = answer.status
    if 200 <= status < 300:
        done.sent += 1
        _close(delivery, State.SENT, "", status=status)
        endpoint.failures, endpoint.failing_since, endpoint.rests_until = 0, None, None
        endpoint.last_success_at = clock.now()
        endpoint.save(update_fields=["failures", "failing_since", "rests_until", "last_success_at"])
        return "sent"
    if status == 410:
        endpoint.active = False
        endpoint.paused_because = "The receiver answered 410 Gone."
        endpoint.save(update_fields=["active", "paused_because"])
        return _failed(
            endpoint, delivery, done, "The receiver is gone (410).", answer, is_theirs=True, rng=rng
        )
    reason = f"The receiver answered {status}."
    if 300 <= status < 400:
        reason = f"The receiver answered with a redirect ({status}), which is not followed."
    is_theirs = status >= 500 or status in _OVERLOADED
    return _failed(endpoint, delivery, done, reason, answer, is_theirs=is_theirs, rng=rng)


def _failed(
    endpoint: WebhookEndpoint,
    delivery: WebhookDelivery,
    done: Done,
    reason: str,
    answer: Answer | None,
    *,
    is_theirs: bool,
    rng: random.Random,
) -> str:
    """Put the row back for later or give it up; leave the endpoint alone when it is the one that fails."""
    at = clock.now()
    asked = _retry_after(answer, at=at)
    with transaction.atomic():
        endpoint.failures += 1
        endpoint.failing_since = endpoint.failing_since or at
        endpoint.last_failure = reason[:255]
        if is_theirs or endpoint.failures >= _REFUSALS:
            rest = RESTS[min(endpoint.failures, len(RESTS)) - 1] * rng.uniform(0.8, 1.2)
            endpoint.rests_until = at + max(rest, asked)
        endpoint.save(update_fields=["failures", "failing_since", "last_failure", "rests_until"])
        if delivery.attempts > len(DELAYS):
            done.dead += 1
            _close(delivery, State.DEAD, reason, status=answer.status if answer else None)
            return "dead"
        done.failed += 1
        wait = max(DELAYS[delivery.attempts - 1] * rng.uniform(0.8, 1.2), asked)
        _mine(delivery).update(
            state=State.PENDING,
            due_at=at + wait,
            reason=reason[:255],
            status_code=answer.status if answer else None,
        )
    return "failed"


def _close(delivery: WebhookDelivery, state: State, reason: str, *, status: int | None = None) -> None:
    _mine(delivery).update(state=state, finished_at=clock.now(), reason=reason[:255], status_code=status)


def _mine(delivery: WebhookDelivery) -> QuerySet[WebhookDelivery]:
    """The row, as long as nobody took it over because its lease had ended."""
    return WebhookDelivery.objects.filter(pk=delivery.pk, state=State.SENDING, attempts=delivery.attempts)


def _retry_after(answer: Answer | None, *, at: datetime) -> timedelta:
    """What the receiver asks for, in seconds or as a date; nothing, or more than a day, is bounded."""
    given = answer.headers.get("retry-after", "").strip() if answer else ""
    if not given:
        return timedelta(0)
    if given.isascii() and given.isdigit():
        asked = timedelta(seconds=min(int(given[:9]), int(_LONGEST_WAIT.total_seconds())))
    else:
        try:
            until = parsedate_to_datetime(given)
        except (ValueError, OverflowError, TypeError):
            return timedelta(0)
        if until.tzinfo is None:
            return timedelta(0)
        asked = until - at
    return min(max(asked, timedelta(0)), _LONGEST_WAIT)
