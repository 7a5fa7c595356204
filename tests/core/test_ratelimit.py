"""Fixed-window counters: exact, bounded in time, and never in the way when the cache fails."""

from __future__ import annotations

import logging
import os
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache, caches

from django_personalize.core import ratelimit

AT = datetime(2026, 6, 15, 10, 0, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    cache.clear()
    ratelimit._Rest.until = None
    yield
    cache.clear()
    ratelimit._Rest.until = None


def _hit(subject: str = "somebody", *, limit: int = 3, at: datetime = AT) -> ratelimit.Verdict:
    return ratelimit.hit("test", subject, limit=limit, window=MINUTE, at=at)


@pytest.mark.trust("T-411")
def test_exactly_the_limit_passes_in_one_window() -> None:
    assert [bool(_hit()) for _ in range(5)] == [True, True, True, False, False]


@pytest.mark.trust("T-411")
def test_a_refusal_says_when_to_come_back() -> None:
    for _ in range(3):
        _hit(at=AT + timedelta(seconds=20))
    verdict = _hit(at=AT + timedelta(seconds=20.5))
    assert (verdict.allowed, verdict.count, verdict.retry_after) == (False, 4, 40)


def test_the_next_window_begins_at_zero() -> None:
    for _ in range(4):
        _hit()
    assert _hit(at=AT + MINUTE).count == 1


def test_subjects_and_scopes_do_not_count_for_each_other() -> None:
    for _ in range(4):
        _hit("one")
    assert _hit("two").count == 1
    assert ratelimit.hit("other", "one", limit=3, window=MINUTE, at=AT).count == 1


@pytest.mark.trust("T-411")
def test_a_counter_expires_with_its_window() -> None:
    with patch.object(cache, "add", wraps=cache.add) as add:
        _hit()
    assert add.call_args.kwargs["timeout"] == 65


def test_no_address_stands_in_a_key_of_the_cache() -> None:
    with patch.object(cache, "add", wraps=cache.add) as add:
        _hit("203.0.113.7")
    assert "203.0.113.7" not in add.call_args.args[0]


def test_a_counter_that_vanishes_between_two_steps_begins_again() -> None:
    with (
        patch.object(cache, "add", side_effect=[False, True]),
        patch.object(cache, "incr", side_effect=ValueError),
    ):
        assert _hit().count == 1


@pytest.mark.trust("T-420")
def test_a_failing_cache_lets_everybody_pass_and_logs_once(caplog: pytest.LogCaptureFixture) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError("no cache at redis://user:password@10.0.0.1")

    with caplog.at_level(logging.WARNING), patch.object(cache, "add", side_effect=fail) as add:
        assert all(_hit(limit=1) for _ in range(10))
    assert add.call_count == 1, "a dead cache is left alone for a few seconds"
    assert [record.getMessage() for record in caplog.records] == [
        "Rate limit 'test' is not counted: the cache failed (ConnectionError)."
    ]


def test_a_cache_that_recovers_counts_again() -> None:
    with patch.object(cache, "add", side_effect=ConnectionError):
        _hit()
    assert _hit(at=AT + timedelta(seconds=6)).count == 1


def test_two_limits_are_counted_together_and_judged_apart() -> None:
    limits = [ratelimit.Limit("address", "203.0.113.7", 5), ratelimit.Limit("visitor", "somebody", 1)]
    verdicts = [ratelimit.hits(limits, window=MINUTE, at=AT) for _ in range(2)]
    assert [[bool(verdict) for verdict in pair] for pair in verdicts] == [[True, True], [True, False]]
    assert [verdict.count for verdict in verdicts[1]] == [2, 2]


@pytest.fixture
def redis_cache(settings: Any) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9"),
            "KEY_PREFIX": uuid.uuid4().hex,
        }
    }


@pytest.mark.services
def test_on_redis_two_limits_are_one_command_and_end_with_their_window(redis_cache: None) -> None:
    client = ratelimit.redis_cache.client_of(caches["default"])
    assert client is not None
    limits = [ratelimit.Limit("address", "203.0.113.7", 5), ratelimit.Limit("visitor", "somebody", 1)]
    ratelimit.hits(limits, window=MINUTE, at=AT)
    with patch.object(client, "execute_command", wraps=client.execute_command) as sent:
        verdicts = ratelimit.hits(limits, window=MINUTE, at=AT)
    assert [verdict.count for verdict in verdicts] == [2, 2]
    assert [call.args[0] for call in sent.call_args_list] == ["EVALSHA"]
    names = sent.call_args.args[3:5]
    assert all(0 < client.ttl(name) <= 65 for name in names)


@pytest.mark.services
def test_a_redis_that_was_restarted_is_told_the_script_again(redis_cache: None) -> None:
    client = ratelimit.redis_cache.client_of(caches["default"])
    assert client is not None
    with patch.object(ratelimit, "_SHA", "0" * 40):
        assert [_hit().count for _ in range(2)] == [1, 2]


@pytest.mark.services
@pytest.mark.trust("T-411")
def test_threads_lose_no_count_on_redis(redis_cache: None) -> None:
    with ThreadPoolExecutor(8) as threads:
        verdicts = list(threads.map(lambda _: _hit("crowd", limit=100), range(400)))
    assert sum(map(bool, verdicts)) == 100
    assert sorted(verdict.count for verdict in verdicts) == list(range(1, 401))
