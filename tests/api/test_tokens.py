"""Who may call the API: tokens are scoped, hashed, revocable, and stay where they belong."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core import serializers
from django.test import Client

from django_personalize.api import tokens
from django_personalize.api.models import ApiToken
from django_personalize.testing import FrozenClock
from tests.api.conftest import BASE, Api

pytestmark = pytest.mark.django_db


@pytest.mark.trust("T-624")
def test_only_a_digest_of_a_key_is_kept(clock: FrozenClock) -> None:
    token, key = tokens.create("back end", scopes=["events:write"])
    secret = key.rpartition(f"{token.prefix}_")[2]
    assert len(secret) == 43
    assert secret not in serializers.serialize("json", ApiToken.objects.all())
    assert secret not in repr(token) + str(token)
    assert tokens.find(key, at=clock.now()) == token


@pytest.mark.trust("T-624")
@pytest.mark.parametrize(
    "change", ["another secret", "another kind", "cut", "unknown prefix", "empty", "NUL"]
)
def test_a_key_that_is_not_exactly_right_opens_nothing(clock: FrozenClock, change: str) -> None:
    _, key = tokens.create("back end", scopes=["events:write"])
    wrong = {
        "another secret": key[:-1] + ("A" if key[-1] != "A" else "B"),
        "another kind": key.replace("pzs_", "pza_"),
        "cut": key[:-1],
        "unknown prefix": f"pzs_{'a' * 8}_{key[-43:]}",
        "empty": "",
        "NUL": key + "\x00",
    }[change]
    assert tokens.find(wrong, at=clock.now()) is None


@pytest.mark.trust("T-624")
def test_a_revoked_and_an_expired_token_open_nothing(api: Api, clock: FrozenClock) -> None:
    brief, key = tokens.create(
        "brief", scopes=["catalogue:read"], expires_at=clock.now() + timedelta(hours=1)
    )
    other = Api(key, brief)
    assert other.get("/catalogue/items").status_code == 200
    clock.advance(timedelta(hours=1))
    assert other.get("/catalogue/items").status_code == 401
    assert api.get("/catalogue/items").status_code == 200
    assert api.token is not None
    assert tokens.revoke(api.token)
    assert not tokens.revoke(api.token)
    response = api.get("/catalogue/items")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_still_opens_after_the_hash_keys_were_rotated(
    clock: FrozenClock, settings: pytest.FixtureRequest
) -> None:
    settings.PERSONALIZE = {**django_settings.PERSONALIZE, "HASH_KEYS": ["old"]}  # type: ignore[attr-defined]
    _, key = tokens.create("back end", scopes=["catalogue:read"])
    settings.PERSONALIZE = {**django_settings.PERSONALIZE, "HASH_KEYS": ["new", "old"]}  # type: ignore[attr-defined]
    assert Api(key).get("/catalogue/items").status_code == 200
    settings.PERSONALIZE = {**django_settings.PERSONALIZE, "HASH_KEYS": ["new"]}  # type: ignore[attr-defined]
    assert Api(key).get("/catalogue/items").status_code == 401


@pytest.mark.trust("T-624")
def test_a_scope_opens_its_own_operations_and_no_other(api_with: Callable[..., Api]) -> None:
    narrow = api_with("catalogue:read")
    assert narrow.get("/catalogue/items").status_code == 200
    refused = narrow.post("/catalogue/changes", {"products": ["1"]})
    assert refused.status_code == 403
    assert "catalogue:write" in refused.json()["detail"]


@pytest.mark.trust("T-625")
def test_a_session_of_the_shop_opens_nothing_here(admin_client: Client) -> None:
    assert admin_client.get(f"{BASE}/catalogue/items").status_code == 401
    assert admin_client.post(f"{BASE}/events", {}, content_type="application/json").status_code == 401


def test_a_server_token_in_a_browser_is_refused(api: Api) -> None:
    response = api.get("/catalogue/items", origin="http://testserver")
    assert response.status_code == 403
    assert "revoke" in response.json()["detail"]
    assert "Access-Control-Allow-Origin" not in response.headers


def test_an_app_token_gets_no_scope_of_a_server(clock: FrozenClock) -> None:
    with pytest.raises(tokens.BadToken, match="visitors:use"):
        tokens.create("front", kind="app", scopes=["profiles:read"])
    with pytest.raises(tokens.BadToken, match="given: none"):
        tokens.create("idle", scopes=[])
    with pytest.raises(tokens.BadToken, match="no origin"):
        tokens.create("front", kind="app", scopes=["visitors:use"], origins=["app.example.com/x"])
    with pytest.raises(tokens.BadToken, match="Only app tokens"):
        tokens.create("back end", scopes=["events:write"], origins=["https://app.example.com"])


@pytest.mark.trust("T-405")
@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://app.example.com", True),
        ("https://APP.example.com", True),
        ("http://app.example.com", False),
        ("https://app.example.com.evil.com", False),
        ("https://evilapp.example.com", False),
        ("https://app.example.com:8443", False),
        ("null", False),
        ("", False),
        ("https://app.example.com, https://evil.com", False),
    ],
)
def test_cors_answers_the_exact_origin_or_nothing(front: Api, origin: str, allowed: bool) -> None:
    response = front.get("/visitor", origin=origin)
    assert response.status_code == (200 if allowed else 403)
    assert response.headers.get("Access-Control-Allow-Origin") == (origin if allowed else None)
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert "Origin" in response.headers["Vary"]
    preflight = Client().options(
        f"{BASE}/visitor/events", headers={"origin": origin, "access-control-request-method": "POST"}
    )
    assert preflight.status_code == 204
    assert preflight.headers.get("Access-Control-Allow-Origin") == (origin if allowed else None)
    assert ("Access-Control-Allow-Headers" in preflight.headers) is allowed


def test_the_last_use_is_kept_by_day_and_written_once_a_day(
    api: Api, clock: FrozenClock, django_assert_num_queries: Callable[..., object]
) -> None:
    api.get("/catalogue/items")
    token = ApiToken.objects.get()
    assert token.last_used_on == clock.now().date()
    with django_assert_num_queries(2):  # the token, the items
        api.get("/catalogue/items")
    clock.advance(timedelta(days=1))
    api.get("/catalogue/items")
    token.refresh_from_db()
    assert token.last_used_on == clock.now().date()


@pytest.mark.trust("T-411")
def test_requests_beyond_a_tokens_rate_wait(clock: FrozenClock) -> None:
    token, key = tokens.create("slow", scopes=["catalogue:read"], rate=3)
    slow = Api(key, token)
    left = [slow.get("/catalogue/items").headers["RateLimit"] for _ in range(3)]
    assert left == ['"minute";r=2;t=60', '"minute";r=1;t=60', '"minute";r=0;t=60']
    response = slow.get("/catalogue/items")
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "60"
    assert response.headers["RateLimit-Policy"] == '"minute";q=3;w=60'
    clock.advance(timedelta(minutes=1))
    assert slow.get("/catalogue/items").status_code == 200


def test_who_tries_wrong_keys_waits(clock: FrozenClock) -> None:
    wrong = Api("pzs_aaaaaaaa_" + "x" * 43)
    answers = [wrong.get("/catalogue/items").status_code for _ in range(61)]
    assert answers == [401] * 60 + [429]


@pytest.mark.trust("T-619")
def test_keys_and_visitor_tokens_reach_no_log(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    api.get("/nothing/here")
    api.post("/events", b"{")
    Api(api.key + "x").get("/catalogue/items")
    assert api.key[-43:] not in caplog.text
