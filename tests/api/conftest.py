"""A client of the API that checks every answer against the published description."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import jsonschema_rs
import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from django_personalize.api import tokens
from django_personalize.api.models import ApiToken
from django_personalize.api.v1 import openapi
from django_personalize.consent import ledger
from django_personalize.core import clock as clocks
from django_personalize.core import ratelimit
from django_personalize.models import CatalogItem
from django_personalize.profiles import identify
from django_personalize.profiles.models import Identity, Profile
from django_personalize.testing import FrozenClock
from tests.conftest import USER_AGENT

BASE = "/personalize/api/v1"
EVERYTHING = [scope for scope in tokens.SCOPES if scope not in tokens.APP_SCOPES]
DOCUMENT = openapi.document(server=BASE)

_PROBLEM = {"$ref": "#/components/schemas/Problem"}


class Api:
    """Calls with one token; an answer that the description does not know fails the test."""

    def __init__(self, key: str, token: ApiToken | None = None, **headers: str) -> None:
        self.key, self.token, self.headers = key, token, headers
        self.client = Client(raise_request_exception=True)

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> HttpResponse:
        return self.call("get", path, query, **headers)

    def post(self, path: str, body: Any, **headers: str) -> HttpResponse:
        return self.call("post", path, body, **headers)

    def put(self, path: str, body: Any, **headers: str) -> HttpResponse:
        return self.call("put", path, body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> HttpResponse:
        return self.call("patch", path, body, **headers)

    def delete(self, path: str, **headers: str) -> HttpResponse:
        return self.call("delete", path, None, **headers)

    def call(self, method: str, path: str, data: Any, **headers: str) -> HttpResponse:
        """`data` is the query of a GET, the JSON of everything else; bytes are sent as they are."""
        given = {"authorization": f"Bearer {self.key}", "user-agent": "okhttp/4.12", **self.headers}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        if not given["authorization"].removeprefix("Bearer "):
            del given["authorization"]
        address = path if path.startswith(BASE) else BASE + path
        if method in ("get", "delete"):
            response: Any = getattr(self.client, method)(address, data or {}, headers=given)
        else:
            body = data if isinstance(data, bytes) else json.dumps(data).encode()
            kind = given.pop("content-type", "application/json")
            response = getattr(self.client, method)(address, body, content_type=kind, headers=given)
        assert not response.cookies, "an answer of the API carries no cookie"
        check(method, address, response)
        return response  # type: ignore[no-any-return]


def check(method: str, address: str, response: Any) -> None:
    """Whether the answer is one that the description allows."""
    path = address.removeprefix(BASE).partition("?")[0]
    if response.status_code >= 400:
        assert response.headers["Content-Type"] == "application/problem+json", response.content
        found = response.json()
        jsonschema_rs.validate({"components": DOCUMENT["components"], **_PROBLEM}, found)
        assert found["status"] == response.status_code
    # As the router does: a fixed address before one with a parameter.
    for template, methods in sorted(DOCUMENT["paths"].items(), key=lambda entry: "{" in entry[0]):
        pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, path):
            if method not in methods:
                assert response.status_code in (401, 403, 405, 429)
                return
            described = methods[method]["responses"]
            assert str(response.status_code) in described, (
                f"{method} {path}: {response.status_code} is not described\n{response.content[:500]!r}"
            )
            content = described[str(response.status_code)].get("content", {})
            if response.status_code < 400 and content:
                shape = {"components": DOCUMENT["components"], **content["application/json"]["schema"]}
                jsonschema_rs.validate(shape, response.json())
            return


@pytest.fixture(autouse=True)
def _fresh_counters(clock: FrozenClock) -> Iterator[None]:
    cache.clear()
    ratelimit._Rest.until = None
    yield
    cache.clear()


@pytest.fixture
def api(db: None, clock: FrozenClock) -> Api:
    """A server token that may do everything a server token may."""
    token, key = tokens.create("back end", scopes=EVERYTHING)
    return Api(key, token)


@pytest.fixture
def api_with(db: None, clock: FrozenClock) -> Callable[..., Api]:
    """`api_with("events:write")`: a server token with these scopes alone."""

    def make(*scopes: str) -> Api:
        token, key = tokens.create("narrow", scopes=scopes)
        return Api(key, token)

    return make


@pytest.fixture
def front(db: None, clock: FrozenClock) -> Api:
    """A headless front with an app token, in a person's browser."""
    token, key = tokens.create(
        "front", kind="app", scopes=tokens.APP_SCOPES, origins=["https://app.example.com"]
    )
    return Api(key, token, **{"user-agent": USER_AGENT, "origin": "https://app.example.com"})


@pytest.fixture
def ada(db: None, clock: FrozenClock) -> Profile:
    """Somebody known as user "ada", who allows statistics and the personal shop."""
    return somebody("ada")


def somebody(user_key: str, **said: str) -> Profile:
    """A customer's profile; what they said of each purpose, yes to both where nothing is given."""
    at = clocks.now()
    profile = identify.create(at=at)
    identify.attach(profile, Identity.Kind.USER, user_key, verified=True, at=at)
    choices = said or {"analytics": "granted", "personalization": "granted"}
    evidence = ledger.Evidence("We remember.", "1", "en", "/", "form")
    ledger.record(profile.pk, choices, at=at, evidence=evidence)
    return Profile.objects.get(pk=profile.pk)


def in_catalogue(*keys: int | str, clock: FrozenClock) -> None:
    """These products stand in the catalogue."""
    CatalogItem.objects.bulk_create(
        [CatalogItem(key=str(key), title=f"Product {key}", synced_at=clock.now()) for key in keys]
    )
