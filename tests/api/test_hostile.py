"""Whatever is sent to whichever operation: an answer below 500, as a problem that names what is wrong."""

from __future__ import annotations

import gzip
import json
import logging
import subprocess
import sys
import uuid
from collections.abc import Callable
from io import BytesIO
from typing import Any
from unittest.mock import patch

import pytest
from django.core import serializers
from django.core.checks import run_checks
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from django_personalize import models
from django_personalize.api import decisions, idempotency, tokens, visitors
from django_personalize.api.v1 import openapi
from django_personalize.models import Profile
from tests.api.conftest import BASE, DOCUMENT, Api
from tests.api.test_events import viewed
from tests.factories import SmallShop
from tests.test_architecture import ROOT

pytestmark = pytest.mark.django_db

WRITES = [(route, method) for route, method, operation in openapi.found() if operation.takes is not None]
DEEP = b'{"events":[' + b'{"a":' * 6000 + b"1" + b"}" * 6000 + b"]}"
#: Section 4 of the trust requirements, V-JSON.
BODIES: dict[str, bytes] = {
    "brackets": b"[" * 100_000,
    "nested": DEEP,
    "5000 digits": b'{"events":' + b"1" * 5000 + b"}",
    "4000 digits": b'{"limit":' + b"9" * 4000 + b"}",
    "1e400": b'{"events":[1e400]}',
    "NaN": b'{"events":[NaN]}',
    "Infinity": b'{"events":[Infinity, -Infinity]}',
    "NUL": b'{"user_key":"a\\u0000b"}',
    "surrogate": b'{"user_key":"\\ud800"}',
    "not UTF-8": b"\xff\xfe",
    "BOM": b"\xef\xbb\xbf{}",
    "UTF-16": '{"events":[]}'.encode("utf-16"),
    "double keys": b'{"events":[],"events":{}}',
    "prototype": b'{"__proto__":{"a":1},"constructor":{"prototype":{}}}',
    "empty": b"",
    "null": b"null",
    "list": b"[]",
    "text": b'""',
    "zero": b"0",
    "blank": b"   ",
    "64 KiB": b'{"events":["' + b"x" * 65_536 + b'"]}',
    "5 MB": b'{"events":["' + b"x" * 5_000_000 + b'"]}',
    "script": b'{"<script>alert(1)</script>":"<script>alert(1)</script>"}',
}


def path_of(route: str, ada: Profile) -> str:
    return "/" + route.replace("<uuid:id>", str(ada.uuid)).replace("<str:key>", "1")


@pytest.mark.trust("T-402")
@pytest.mark.parametrize("name", sorted(BODIES))
def test_no_body_breaks_any_operation(
    api: Api, front: Api, ada: Profile, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    for route, method in WRITES:
        caller = front if route.startswith("visitor") and route != "visitors/sign-in" else api
        response = caller.call(method, path_of(route, ada), BODIES[name])
        assert 400 <= response.status_code < 500, (route, response.content)
        assert response.json()["detail"]
    assert not caplog.records


@pytest.mark.trust("T-403")
@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/xml"]
)
def test_only_json_is_taken(api: Api, kind: str) -> None:
    response = api.post("/events", json.dumps({"events": [viewed()]}).encode(), content_type=kind)
    assert response.status_code == 415


def test_a_compressed_body_is_refused_unread(api: Api) -> None:
    bomb = gzip.compress(b"0" * 10_000_000)
    assert api.post("/events", bomb, content_encoding="gzip").status_code == 415


@pytest.mark.parametrize("length", ["5", "100000", "-1", "abc", "1e3", "99999999999999999999"])
def test_a_wrong_length_is_refused(api: Api, length: str) -> None:
    body = json.dumps({"events": [viewed()]}).encode()
    response = api.client.generic(
        "POST",
        f"{BASE}/events",
        body,
        content_type="application/json",
        headers={"authorization": f"Bearer {api.key}"},
        **{"CONTENT_LENGTH": length, "wsgi.input": BytesIO(body)},
    )
    assert response.status_code in (400, 413)
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "{{constructor.constructor('alert(1)')()}}",
        "=HYPERLINK(1)",
        "a\r\nBcc: e@example.com",
        "\u2028\u2029\x85",
        "' OR 1=1 --",
        "🎁" * 20,
        "שלום",
        "%0d%0a",
        "../../etc/passwd",
    ],
)
def test_hostile_texts_stay_texts(api: Api, ada: Profile, text: str) -> None:
    event = viewed(properties={"product": {"product_id": "1", "name": text}})
    for body, path in (
        ({"events": [event, viewed(event=text[:60]), viewed(person={"user_key": text[:60]})]}, "/events"),
        ({"user_key": text[:60]}, "/profiles"),
        ({"external_id": text}, "/profiles/lookup"),
        ({"products": [text[:60]]}, "/catalogue/changes"),
        ({"user_key": text[:60]}, "/visitors/sign-in"),
    ):
        assert api.post(path, body).status_code < 500
    response = api.patch(f"/profiles/{ada.uuid}", {"traits": {"motto": text}})
    assert response.status_code in (200, 400)
    assert api.get(f"/profiles/{ada.uuid}/events").status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 404),
        ("/nothing", 404),
        ("/events/", 404),
        ("/profiles/not-a-uuid", 404),
        ("/profiles/" + "0" * 36, 404),
        ("/../../admin/", 404),
        ("/events", 405),
        ("/profiles/lookup", 405),
    ],
)
def test_where_nothing_is_and_what_is_not_known_are_problems_too(api: Api, path: str, status: int) -> None:
    response = api.get(path)
    assert response.status_code == status
    if status == 405:
        assert "POST" in response.headers["Allow"]


@pytest.mark.parametrize("method", ["put", "delete", "patch", "trace", "QUERY"])
def test_methods_that_are_not_known_are_problems(api: Api, method: str) -> None:
    response = api.client.generic(
        method.upper(), f"{BASE}/events", headers={"authorization": f"Bearer {api.key}"}
    )
    assert response.status_code == 405
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_database_that_is_gone_is_a_matter_of_time(api: Api, front: Api) -> None:
    with patch("django_personalize.api.tokens.find", side_effect=OperationalError("gone")):
        response = api.get("/catalogue/items")
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "30"
        assert front.get("/visitor").status_code == 503


def test_a_failure_of_our_own_is_a_problem_without_its_words(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    with patch("django_personalize.api.batch.write", side_effect=RuntimeError("a secret detail")):
        response = api.post("/events", {"events": [viewed()]})
    assert response.status_code == 500
    assert b"secret" not in response.content
    assert "a secret detail" in caplog.text


def dump() -> str:
    """All rows of ours but who called when, which reading must leave behind."""
    bookkeeping = {"ApiToken", "AuditEntry"}
    tables = [getattr(models, name) for name in models.__all__ if name not in bookkeeping]
    return "".join(serializers.serialize("json", table._default_manager.order_by("pk")) for table in tables)


@pytest.mark.trust("T-625")
def test_reading_everything_changes_nothing(api: Api, front: Api, ada: Profile, shop: SmallShop) -> None:
    token = front.post("/visitors", {"purposes": ["analytics", "personalization"]}).json()["visitor"]
    api.post("/events", {"events": [viewed(shop.products[0].pk)]})
    before = dump()
    read = 0
    for route, method, _ in openapi.found():
        if method == "get":
            caller = front if route.startswith("visitor") else api
            response = caller.get(path_of(route, ada), x_personalize_visitor=token)
            assert response.status_code in (200, 404)
            read += 1
    assert read == 9
    assert dump() == before


@pytest.mark.trust("T-402")
def test_properties_that_pollute_prototypes_do_not_survive(api: Api, ada: Profile) -> None:
    body = (
        b'{"events":[{"event":"products_searched","event_id":"%s","person":{"user_key":"ada"},'
        b'"properties":{"query":"red","__proto__":{"polluted":1},"constructor":{"prototype":{}}}}]}'
    ) % str(uuid.uuid4()).encode()
    assert api.post("/events", body).json()["written"] == 1
    assert models.Event.objects.get().properties == {"query": "red"}


def test_settings_of_the_hosts_own_api_change_nothing_here(api: Api, settings: Any) -> None:
    settings.REST_FRAMEWORK = {
        "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
        "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAdminUser"],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.StaticHTMLRenderer"],
        "EXCEPTION_HANDLER": "nowhere.handler",
        "DATETIME_FORMAT": "%s",
        "COERCE_DECIMAL_TO_STRING": False,
        "UNICODE_JSON": False,
        "COMPACT_JSON": False,
        "URL_FORMAT_OVERRIDE": "limit",
        "UNAUTHENTICATED_USER": None,
        "DEFAULT_SCHEMA_CLASS": None,
    }
    assert api.get("/catalogue/items", {"limit": 3}).json() == {"items": [], "next": None}
    assert api.post("/events", {"events": []}).status_code == 400
    assert Api("").get("/catalogue/items").status_code == 401


def test_a_login_wall_of_the_host_does_not_stand_before_the_api(api: Api, settings: Any) -> None:
    settings.MIDDLEWARE = [
        *settings.MIDDLEWARE,
        "django.contrib.auth.middleware.LoginRequiredMiddleware",
    ]
    assert api.get("/catalogue/items").status_code == 200
    assert api.get("/nothing").status_code == 404


def test_csrf_protection_does_not_stand_before_the_api(api: Api) -> None:
    api.client = Client(enforce_csrf_checks=True)
    assert api.post("/events", {"events": [viewed()]}).status_code == 200


def test_the_addresses_pass_djangos_own_checks() -> None:
    assert run_checks(tags=["urls"]) == []
    one = reverse("personalize-api:v1-profiles-id-events", args=[uuid.UUID(int=1)])
    assert one == f"{BASE}/profiles/{uuid.UUID(int=1)}/events"


def test_a_process_that_serves_no_api_request_never_loads_the_framework() -> None:
    program = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django
django.setup()
from django.test import RequestFactory
from django.urls import resolve, reverse
assert reverse("personalize-api:root") == "/personalize/api/"
view = resolve("/personalize/api/v1/nothing").func
assert "rest_framework" not in sys.modules
view(RequestFactory().get("/personalize/api/v1/nothing"))
assert "rest_framework" in sys.modules
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.trust("T-621")
def test_nothing_but_json_is_read_or_written() -> None:
    for module in (tokens, visitors, decisions, idempotency):
        assert "pickle" not in vars(module)
    kinds = {
        kind
        for methods in DOCUMENT["paths"].values()
        for operation in methods.values()
        for kind in operation.get("requestBody", {}).get("content", {"application/json": {}})
    }
    assert kinds == {"application/json"}


@pytest.mark.trust("T-619")
def test_secrets_of_the_shop_are_in_no_answer(
    api: Api, front: Api, ada: Profile, settings: Any, api_with: Callable[..., Api]
) -> None:
    settings.PERSONALIZE = {**settings.PERSONALIZE, "HASH_KEYS": [*["planted-hash-key"], settings.SECRET_KEY]}
    for route, method, _ in openapi.found():
        caller = front if route.startswith("visitor") else api
        response = caller.call(method, path_of(route, ada), {} if method != "get" else None)
        text = response.content.decode()
        for secret in ("planted-hash-key", settings.SECRET_KEY, api.key[-43:]):
            assert secret not in text
