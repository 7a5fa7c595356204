"""The collector: what it takes, what it refuses and why, and that nothing else comes of it."""

from __future__ import annotations

import gzip
import json
import logging
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from django_personalize.conf import settings
from django_personalize.core import ratelimit
from django_personalize.models import (
    ConsentRecord,
    DaySum,
    Event,
    EventCounter,
    Identity,
    Profile,
    Session,
    Snapshot,
)
from django_personalize.testing import FrozenClock
from django_personalize.tracking import cookies
from tests.conftest import USER_AGENT
from tests.factories import SmallShop

pytestmark = pytest.mark.django_db

URL = "/personalize/in/"
JSON = "application/json"
TEXT = "text/plain;charset=UTF-8"


@pytest.fixture(autouse=True)
def _fresh_counters(clock: FrozenClock) -> Iterator[None]:
    cache.clear()
    ratelimit._Rest.until = None
    yield
    cache.clear()


def click(product: str = "12", **more: Any) -> dict[str, Any]:
    """An event that a browser may report."""
    return {
        "event": "product_clicked",
        "event_id": str(uuid.uuid4()),
        "page": {"url": "http://testserver/", "title": "Home", "referrer": ""},
        "properties": {"product": {"product_id": product}, "list_id": "new"},
        **more,
    }


def view(url: str, **more: Any) -> dict[str, Any]:
    """What the script sends for a page."""
    page = {"url": url, "title": "A page", "referrer": "https://www.google.com/"}
    return {"event": "page_viewed", "event_id": str(uuid.uuid4()), "page": page, **more}


def post(client: Client, body: Any, *, content_type: str = TEXT, **headers: Any) -> HttpResponse:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    # Django's client names no content type for an empty body; browsers do.
    extra: dict[str, Any] = {"CONTENT_TYPE": content_type}
    return client.generic("POST", URL, data, content_type, headers=headers, **extra)  # type: ignore[return-value]


def written(name: str | None = None) -> list[Event]:
    events = Event.objects.exclude(name="session_started").order_by("pk")
    return list(events.filter(name=name) if name else events)


def refusals() -> dict[str, int]:
    """Refused events as staff see them: object to count."""
    rows = DaySum.objects.filter(name="events_refused").exclude(object="")
    return {row.object: row.count for row in rows}


def reason(response: HttpResponse) -> str:
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Type"] == JSON
    return str(json.loads(response.content)["error"])


# -- what is taken


@pytest.mark.trust("T-403")
@pytest.mark.parametrize("content_type", [TEXT, "text/plain", JSON, "application/json; charset=utf-8"])
def test_an_event_of_a_visitor_with_consent_is_written(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock, content_type: str
) -> None:
    product = str(shop.products[0].pk)
    response = post(visitor_client, {"events": [click(product)]}, content_type=content_type)
    assert (response.status_code, response.content) == (204, b"")
    (event,) = written()
    assert (event.name, event.product, event.source, event.occurred_at) == (
        "product_clicked",
        product,
        "browser",
        clock.now(),
    )
    assert event.properties == {"product": {"product_id": product}, "list_id": "new"}
    assert event.context["page"]["url"] == "http://testserver/"


@pytest.mark.parametrize("wrap", [lambda e: e, lambda e: [e], lambda e: {"events": [e]}])
def test_one_event_a_list_and_an_envelope_are_taken_alike(visitor_client: Client, wrap: Any) -> None:
    assert post(visitor_client, wrap(click())).status_code == 204
    assert len(written()) == 1


@pytest.mark.row("A3", part="script")
@pytest.mark.row("A33", part="script")
def test_a_view_is_what_its_address_says(visitor_client: Client, shop: SmallShop) -> None:
    dress = shop.dress_products[0]
    post(
        visitor_client, {"events": [view(f"http://testserver{dress.get_absolute_url()}?utm_source=post#top")]}
    )
    (event,) = written()
    assert (event.name, event.product) == ("product_viewed", str(dress.pk))
    assert event.context["page"] == {
        "url": f"http://testserver{dress.get_absolute_url()}?utm_source=post",
        "type": "product",
        "title": "A page",
    }
    session = Session.objects.get()
    assert (session.channel, session.page_views) == ("unassigned", 1)


@pytest.mark.trust("T-406")
def test_what_a_browser_says_about_a_viewed_product_is_ignored(
    visitor_client: Client, shop: SmallShop
) -> None:
    lie = view(
        "http://testserver/", properties={"product": {"product_id": "1", "price": "0.01"}, "category": "x"}
    )
    assert post(visitor_client, {"events": [lie]}).status_code == 204
    (event,) = written()
    assert (event.name, event.product, event.category, event.properties) == ("page_viewed", "", "", {})


def test_a_page_of_another_host_is_no_page_of_this_shop(visitor_client: Client, shop: SmallShop) -> None:
    dress = shop.dress_products[0]
    post(visitor_client, {"events": [view(f"https://elsewhere.example{dress.get_absolute_url()}")]})
    assert [event.name for event in written()] == ["page_viewed"]


@pytest.mark.trust("T-016")
def test_a_search_for_a_persons_address_leaves_a_page_view_without_it(
    visitor_client: Client, shop: SmallShop
) -> None:
    post(visitor_client, {"events": [view("http://testserver/search/?q=jane%40example.com", properties={})]})
    (event,) = written()
    assert event.name == "page_viewed"
    assert "jane" not in json.dumps([event.properties, event.context])


def test_what_the_server_records_itself_is_not_counted_twice(visitor_client: Client, shop: SmallShop) -> None:
    for name in ("product_viewed", "Product Viewed", "view_item", "add_to_cart", "cart_updated"):
        body = {"event": name, "properties": {"product_id": "12"}}
        assert post(visitor_client, body).status_code == 204
    assert not written()
    assert refusals() == {
        "recorded_by_server:product_viewed": 3,
        "recorded_by_server:product_added": 1,
        "recorded_by_server:cart_updated": 1,
    }


@pytest.mark.row("A20", part="collector")
def test_other_tools_names_and_properties_are_understood(visitor_client: Client) -> None:
    body = {"event": "select_item", "properties": {"item_list_id": "new", "items": [{"item_id": "7"}]}}
    assert post(visitor_client, body).status_code == 204
    (event,) = written()
    assert (event.name, event.properties) == (
        "product_clicked",
        {"list_id": "new", "product": {"product_id": "7"}},
    )


def test_the_hosts_own_events_are_taken(visitor_client: Client, settings: Any) -> None:
    settings.PERSONALIZE = {
        **settings.PERSONALIZE,
        "EVENTS": {"quiz_finished": {"properties": {"score": "number"}}, "won": {"server_only": True}},
    }
    assert post(visitor_client, {"event": "quiz_finished", "properties": {"score": 7}}).status_code == 204
    assert reason(post(visitor_client, {"event": "won"})) == "server_only"
    assert [(event.name, event.properties) for event in written()] == [("quiz_finished", {"score": 7})]


# -- consent


@pytest.mark.trust("T-001")
@pytest.mark.trust("T-414")
def test_without_consent_nothing_is_written_and_the_answer_is_the_same(
    browser_client: Client, shop: SmallShop
) -> None:
    response = post(browser_client, {"events": [click(), view("http://testserver/")]})
    assert (response.status_code, response.content, response.cookies) == (204, b"", {})
    for table in (Event, Profile, Identity, Session, Snapshot, DaySum, ConsentRecord, EventCounter):
        assert not table._default_manager.exists(), table


@pytest.mark.trust("T-414")
def test_the_answer_does_not_tell_whether_a_visitor_exists(
    visitor_client: Client, shop: SmallShop, settings: Any
) -> None:
    stranger = Client(headers={"user-agent": USER_AGENT, "origin": "http://testserver"})
    forged = Client(headers={"user-agent": USER_AGENT, "origin": "http://testserver"})
    forged.cookies[settings.PERSONALIZE.get("VISITOR_COOKIE", "pz_visitor")] = "0" * 32 + ":forged"
    robot = Client(headers={"user-agent": "Googlebot/2.1", "origin": "http://testserver"})
    answers = [post(client, {"events": [click()]}) for client in (visitor_client, stranger, forged, robot)]
    seen = {(answer.status_code, answer.content, tuple(sorted(answer.headers.items()))) for answer in answers}
    assert len(seen) == 1
    assert not any(answer.cookies for answer in answers)
    assert len(written()) == 1


@pytest.mark.trust("T-008")
def test_after_a_refusal_nothing_more_is_written(visitor_client: Client) -> None:
    visitor_client.post(reverse("personalize:consent"), {"choice": "none"})
    assert post(visitor_client, {"events": [click()]}).status_code == 204
    assert not written()


@pytest.mark.trust("T-413")
@pytest.mark.parametrize(
    "agent", ["Mozilla/5.0 (compatible; Googlebot/2.1)", "HeadlessChrome/140.0", "curl/8", ""]
)
def test_robots_leave_no_trace(visitor_client: Client, agent: str) -> None:
    people = Profile.objects.count()
    assert post(visitor_client, {"events": [click()]}, **{"user-agent": agent}).status_code == 204
    assert not written()
    assert Profile.objects.count() == people


def test_a_prefetch_leaves_no_trace(visitor_client: Client) -> None:
    assert post(visitor_client, {"events": [click()]}, **{"sec-purpose": "prefetch"}).status_code == 204
    assert not written()


def test_switched_off_nothing_is_written(visitor_client: Client, settings: Any) -> None:
    settings.PERSONALIZE = {**settings.PERSONALIZE, "ENABLED": False}
    assert post(visitor_client, {"events": [click()]}).status_code == 204
    assert not written()


@pytest.mark.trust("T-014")
def test_the_scripts_word_about_privacy_counts_like_the_header(visitor_client: Client, settings: Any) -> None:
    settings.PERSONALIZE = {
        **settings.PERSONALIZE,
        "GPC_STOPS_PERSONALIZATION": True,
    }
    post(visitor_client, {"events": [click()], "gpc": True})
    post(visitor_client, {"events": [click()], "gpc": False})
    assert sorted(event.basis for event in written()) == ["analytics", "personalization"]


# -- how it is asked


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options", "trace"])
def test_every_other_method_is_refused(browser_client: Client, method: str) -> None:
    response = getattr(browser_client, method)(URL)
    assert (response.status_code, response["Allow"], response["Cache-Control"]) == (405, "POST", "no-store")


@pytest.mark.trust("T-550")
@pytest.mark.parametrize("junk", ["x.css", "a.js", "me.json/a.js", ";.css", "%2Fx.css", "x/"])
def test_anything_behind_the_path_is_not_found(visitor_client: Client, junk: str) -> None:
    assert visitor_client.post(URL + junk, data=b"{}", content_type=TEXT).status_code == 404


@pytest.mark.trust("T-403")
@pytest.mark.parametrize(
    "content_type",
    ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/html", "image/png", ""],
)
def test_other_content_types_are_refused(visitor_client: Client, content_type: str) -> None:
    response = post(visitor_client, {"events": [click()]}, content_type=content_type)
    assert (response.status_code, reason(response)) == (415, "content_type")
    assert not written()


@pytest.mark.trust("T-404")
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://testserver.evil.com"},
        {"origin": "https://testserver"},
        {"origin": "http://testserver:8080"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://testserver, http://evil.com"},
        {"origin": "http://testserver", "sec-fetch-site": "cross-site"},
    ],
)
def test_foreign_origins_are_refused(visitor_client: Client, headers: dict[str, str]) -> None:
    response = post(visitor_client, {"events": [click()]}, **headers)
    assert (response.status_code, reason(response)) == (403, "foreign_origin")
    assert not response.has_header("Access-Control-Allow-Origin")
    assert not written()


@pytest.mark.trust("T-404")
def test_without_any_origin_an_event_is_kept_with_little_trust(visitor_client: Client) -> None:
    visitor_client.defaults.pop("HTTP_ORIGIN", None)
    data = json.dumps({"events": [click(), view("http://testserver/")]})
    older = Client(headers={"user-agent": USER_AGENT})
    older.cookies = visitor_client.cookies
    assert older.post(URL, data, content_type=TEXT).status_code == 204
    assert [event.context["trust"] for event in written()] == ["low", "low"]


@pytest.mark.trust("T-405")
def test_an_allowed_origin_is_answered_by_name_and_no_other(visitor_client: Client, settings: Any) -> None:
    app = "https://app.example.com"
    settings.PERSONALIZE = {**settings.PERSONALIZE, "COLLECTOR_ORIGINS": [app]}
    response = post(visitor_client, {"events": [click()]}, origin=app)
    assert (response.status_code, response["Access-Control-Allow-Origin"]) == (204, app)
    assert response["Access-Control-Allow-Credentials"] == "true"
    assert "Origin" in response["Vary"]
    same = post(visitor_client, {"events": [click()]})
    assert not same.has_header("Access-Control-Allow-Origin")
    assert post(visitor_client, {"events": [click()]}, origin=f"{app}.evil.com").status_code == 403
    assert len(written()) == 2


# -- V-JSON


def _properties(**properties: Any) -> dict[str, Any]:
    return {"event": "product_clicked", "properties": {"product": {"product_id": "12"}, **properties}}


def _nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = {"a": value}
    return value


def _text(body: Any) -> bytes:
    return json.dumps(body).encode()


V_JSON: dict[str, tuple[bytes, int, str]] = {
    "100,000 brackets": (b"[" * 60_000, 400, "too_deep"),
    "more brackets than the limit": (b"[" * 100_000, 413, "too_large"),
    "6,000 objects": (b'{"a":' * 6000 + b"1" + b"}" * 6000, 400, "too_deep"),
    "five levels": (_text({"event": "product_clicked", "properties": _nested(5)}), 400, "too_deep"),
    "5,000 digits": (_text(_properties()).replace(b'"12"', b"9" * 5000), 400, "number_out_of_range"),
    "4,000 digits": (_text(_properties()).replace(b'"12"', b"9" * 4000), 400, "number_out_of_range"),
    "1e400": (_text(_properties()).replace(b'"12"', b"1e400"), 400, "number_out_of_range"),
    "NaN": (_text(_properties()).replace(b'"12"', b"NaN"), 400, "number_out_of_range"),
    "Infinity": (_text(_properties()).replace(b'"12"', b"Infinity"), 400, "number_out_of_range"),
    "-Infinity": (_text(_properties()).replace(b'"12"', b"-Infinity"), 400, "number_out_of_range"),
    "NUL": (_text(_properties(list_id="a\x00b")), 400, "forbidden_character"),
    "lone surrogate": (
        rb'{"event": "product_clicked", "properties": {"list_id": "\ud800"}}',
        400,
        "forbidden_character",
    ),
    "FF FE": (b"\xff\xfe", 400, "not_utf8"),
    "byte order mark": (b"\xef\xbb\xbf" + _text(_properties()), 400, "byte_order_mark"),
    "UTF-16": (json.dumps(_properties()).encode("utf-16"), 400, "not_utf8"),
    "empty": (b"", 400, "empty"),
    "null": (b"null", 400, "no_events"),
    "empty list": (b"[]", 400, "no_events"),
    "empty text": (b'""', 400, "no_events"),
    "zero": (b"0", 400, "no_events"),
    "events is a text": (b'{"events": "x"}', 400, "no_events"),
    "a list of texts": (b'["x"]', 400, "bad_event"),
    "64 KiB and one": (b" " * (64 * 1024 + 1), 413, "too_large"),
    "3 MB": (b" " * 3_000_000, 413, "too_large"),
    "gzip without a word": (gzip.compress(_text(_properties())), 400, "not_utf8"),
    "51 events": (_text({"events": [click()] * 51}), 400, "too_many_events"),
    "21 events": (_text({"events": [click()] * 21}), 400, "too_many_events"),
    "more than 8 KiB": (_text(_properties(filters=["x" * 900] * 10)), 413, "event_too_large"),
    "65 properties": (
        _text({"event": "product_clicked", "properties": {f"p{n}": n for n in range(65)}}),
        400,
        "too_many_properties",
    ),
    "1,001 characters": (_text(_properties(list_id="x" * 1001)), 400, "text_too_long"),
    "key with a blank": (_text(_properties(**{"a b": 1})), 400, "bad_key"),
    "key in capitals": (_text(_properties(**{"Key": 1})), 400, "bad_key"),
    "key of 65 characters": (_text(_properties(**{"k" * 65: 1})), 400, "bad_key"),
    "nested key with a blank": (
        _text({**_properties(), "properties": {"product": {"a b": 1}}}),
        400,
        "bad_key",
    ),
    "unknown event": (_text({"event": "world_domination"}), 400, "unknown_event"),
    "no event name": (_text({"properties": {}}), 400, "bad_name"),
    "event name is a number": (_text({"event": 5}), 400, "bad_name"),
    "event name of 65 characters": (_text({"event": "e" * 65}), 400, "bad_name"),
    "properties is a list": (_text({"event": "product_clicked", "properties": [1]}), 400, "bad_properties"),
    "page is a text": (_text({**click(), "page": "x"}), 400, "bad_page"),
    "url is a number": (_text({**click(), "page": {"url": 5}}), 400, "bad_page"),
    "product is missing": (_text({"event": "product_clicked", "properties": {}}), 400, "bad_properties"),
    "amount is none": (_text(_properties(value="ten", currency="EUR")), 400, "bad_properties"),
    "amount without currency": (_text(_properties(value="10")), 400, "bad_properties"),
    "201 products": (
        _text({"event": "cart_viewed", "properties": {"products": [{"product_id": n} for n in range(201)]}}),
        400,
        "bad_properties",
    ),
    "time is a text": (_text(click(ts="abc")), 400, "bad_time"),
    "time is true": (_text(click(ts=True)), 400, "bad_time"),
    "time without a zone": (_text(click(occurred_at="2026-06-15T10:00:00")), 400, "bad_time"),
    "time of no calendar": (_text(click(occurred_at="2026-13-45T10:00:00Z")), 400, "bad_time"),
    "event id is no UUID": (_text(click(event_id="abc")), 400, "bad_event_id"),
    "event id of 32 other letters": (_text(click(event_id="z" * 32)), 400, "bad_event_id"),
    "event id is a number": (_text(click(event_id=7)), 400, "bad_event_id"),
}


@pytest.mark.trust("T-401")
@pytest.mark.trust("T-402")
@pytest.mark.parametrize("row", V_JSON)
def test_hostile_json_is_refused_with_its_reason(
    visitor_client: Client, caplog: pytest.LogCaptureFixture, row: str
) -> None:
    body, status, why = V_JSON[row]
    with caplog.at_level(logging.WARNING, logger="django_personalize"):
        response = post(visitor_client, body)
    assert (response.status_code, reason(response)) == (status, why)
    assert not written()
    assert not [record for record in caplog.records if record.name.startswith("django_personalize")]


TAKEN: dict[str, bytes] = {
    "duplicate keys": _text(_properties()).replace(b'"12"', b'"11", "product_id": "12"'),
    "__proto__": rb'{"event": "product_clicked", "__proto__": {"polluted": 1}, "properties": '
    rb'{"product": {"product_id": "12", "constructor": {"prototype": {"polluted": 1}}}}}',
    "$set": _text(_properties(**{"$set": {"email": "x"}, "_id": 1})),
    "four levels": _text(_properties(a={"b": {"c": {"d": 1}}})),
    "time is 1970": _text({**_properties(), "ts": 0}),
    "time is 2099": _text({**_properties(), "ts": 4_070_908_800_000}),
    "time is -1": _text({**_properties(), "ts": -1}),
    "time is huge": _text({**_properties(), "ts": 9_000_000_000_000_000_000}),
    "the id of another visitor": _text({**_properties(), "visitor_id": "f" * 32, "profile_id": 1}),
    "64 properties": _text(_properties(**{f"p{n}": n for n in range(63)})),
    "20 events": _text({"events": [_properties()] * 20}),
}


@pytest.mark.trust("T-402")
@pytest.mark.trust("T-409")
@pytest.mark.parametrize("row", TAKEN)
def test_odd_but_harmless_json_is_taken_and_leaves_nothing_odd(
    visitor_client: Client, clock: FrozenClock, row: str
) -> None:
    assert post(visitor_client, TAKEN[row]).status_code == 204
    events = written()
    assert len(events) == (20 if row == "20 events" else 1)
    for event in events:
        assert event.properties["product"] == {"product_id": "12"}
        assert set(event.properties) <= {"product", "list_id"}
        assert event.occurred_at == clock.now()
        assert event.owner_id == Profile.objects.get().pk


@pytest.mark.trust("T-402")
@pytest.mark.parametrize(
    ("length", "status"), [("500", 400), ("5", 400), ("abc", 400), ("-1", 400), ("9" * 30, 413)]
)
def test_a_wrong_content_length_is_refused(visitor_client: Client, length: str, status: int) -> None:
    body = _text({"events": [click()]})
    wire: dict[str, Any] = {"CONTENT_LENGTH": length, "CONTENT_TYPE": TEXT, "wsgi.input": BytesIO(body)}
    response = visitor_client.generic("POST", URL, **wire)
    assert response.status_code == status
    assert not written()


@pytest.mark.trust("T-401")
def test_a_body_that_is_too_large_is_not_read(visitor_client: Client) -> None:
    wire = BytesIO(b" " * 3_000_000)
    extra: dict[str, Any] = {"CONTENT_LENGTH": "3000000", "CONTENT_TYPE": TEXT, "wsgi.input": wire}
    assert visitor_client.generic("POST", URL, **extra).status_code == 413
    assert wire.tell() == 0


@pytest.mark.trust("T-402")
@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "GZIP"])
def test_compressed_bodies_and_bombs_are_refused_unread(visitor_client: Client, encoding: str) -> None:
    bomb = gzip.compress(b"0" * 10_000_000)
    response = post(visitor_client, bomb, **{"content-encoding": encoding})
    assert (response.status_code, reason(response)) == (415, "content_encoding")


@pytest.mark.trust("T-402")
@pytest.mark.trust("T-418")
@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '"><script>',
        "{{constructor.constructor('alert(1)')()}}",
        "</script><script>",
        "'; DROP TABLE django_personalize_event; --",
    ],
)
def test_markup_is_only_text(visitor_client: Client, attack: str) -> None:
    event = click(
        properties={
            "product": {"product_id": attack[:60], "name": attack, "url": attack},
            "list_id": attack[:60],
        },
        page={"url": attack, "title": attack, "referrer": attack},
        event="product_clicked",
        extra=attack,
    )
    response = post(
        visitor_client, {"events": [event, {**view("http://testserver/"), "page": event["page"]}]}
    )
    assert response.status_code == 204
    first, second = written()
    assert first.properties == {
        "product": {"product_id": attack[:60], "name": attack},
        "list_id": attack[:60],
    }
    assert second.name == "page_viewed"
    assert "<" not in second.context.get("page", {}).get("url", "")
    refused = post(visitor_client, {"events": [{"event": attack[:60]}]})
    assert attack.encode() not in refused.content, "what came in is not sent back"


# -- what a browser may not do


SERVER_ONLY = [
    "order_completed",
    "Order Completed",
    "purchase",
    "PURCHASE",
    " order  completed ",
    "refund",
    "order_refunded",
    "coupon_applied",
    "Coupon Applied",
    "consent_changed",
    "message_opened",
    "Email Opened",
    "Unsubscribed",
    "identify",
    "Identify",
    "profile_identified",
    "login",
    "signed_in",
    "journey_entered",
    "segment_entered",
    "experience_exposed",
    "offline_order_imported",
    "group",
]


@pytest.mark.trust("T-406")
@pytest.mark.trust("T-407")
@pytest.mark.parametrize("name", SERVER_ONLY)
def test_what_only_the_server_may_report_is_refused_under_every_name(
    visitor_client: Client, name: str, shop: SmallShop
) -> None:
    before = {table: table._default_manager.count() for table in (ConsentRecord, Profile, Identity, Snapshot)}
    order = {"order_id": "1", "total": "1000000", "currency": "EUR"}
    claim = {
        "event": name,
        "properties": {"order": order, "transaction_id": "1", "value": 9, "currency": "EUR"},
    }
    response = post(visitor_client, {"events": [click(), claim]})
    assert (response.status_code, reason(response)) == (400, "server_only")
    assert json.loads(response.content)["refused"] == [1]
    assert not written(), "a request is taken whole or not at all"
    assert before == {table: table._default_manager.count() for table in before}
    ((refused, count),) = refusals().items()
    assert refused.startswith("server_only:")
    assert count == 1


@pytest.mark.trust("T-408")
def test_unknown_events_are_refused_and_counted(visitor_client: Client) -> None:
    body = {"events": [click(), {"event": "World Domination"}, {"event": "world_domination"}]}
    response = post(visitor_client, body)
    assert json.loads(response.content) == {
        "error": "unknown_event",
        "detail": "No schema knows this event.",
        "index": 1,
        "refused": [1, 2],
    }
    assert refusals() == {"unknown_event:world_domination": 2}
    assert not written()


@pytest.mark.trust("T-408")
def test_unknown_events_are_kept_marked_when_the_setting_says_so(
    visitor_client: Client, settings: Any
) -> None:
    settings.PERSONALIZE = {**settings.PERSONALIZE, "UNKNOWN_EVENTS": "flag"}
    body = {"event": "world_domination", "properties": {"steps": 3, "password": "x", "to": "a@example.com"}}
    assert post(visitor_client, body).status_code == 204
    (event,) = written()
    assert (event.name, event.properties, event.context["unknown"]) == (
        "world_domination",
        {"steps": 3},
        True,
    )
    assert reason(post(visitor_client, {"event": "<b>"})) == "unknown_event"


@pytest.mark.trust("T-408")
def test_a_flood_of_invented_names_does_not_fill_the_table(visitor_client: Client, settings: Any) -> None:
    settings.PERSONALIZE = {
        **settings.PERSONALIZE,
        "COLLECTOR_VISITOR_RATE": 10**6,
        "COLLECTOR_ADDRESS_RATE": 10**6,
    }
    for batch in range(20):
        post(visitor_client, {"events": [{"event": f"invented_{batch}_{n}"} for n in range(20)]})
    counted = refusals()
    assert sum(counted.values()) == 400
    assert len(counted) == 301, "300 by name, the rest together"
    assert counted["unknown_event"] == 100


@pytest.mark.trust("T-016")
@pytest.mark.trust("T-408")
def test_personal_properties_are_dropped_and_counted(visitor_client: Client) -> None:
    body = _properties(list_id="jane@example.com")
    assert post(visitor_client, body).status_code == 204
    assert post(visitor_client, {"event": "products_searched", "properties": {"query": "jane@example.com"}})
    (event,) = written()
    assert event.properties == {"product": {"product_id": "12"}}
    assert refusals() == {"personal:product_clicked.list_id": 1, "personal:products_searched.query": 1}


@pytest.mark.trust("T-406")
@pytest.mark.trust("T-415")
def test_nobody_writes_for_another_visitor(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    mine = Profile.objects.get()
    other = Client(headers={"user-agent": USER_AGENT, "origin": "http://testserver"})
    other.post(reverse("personalize:consent"), {"choice": "all"})
    theirs = Profile.objects.exclude(pk=mine.pk).get()
    stolen = {"visitor_id": str(mine.uuid), "profile_id": mine.pk, "user_id": "1", "anonymousId": "x"}
    assert post(other, {"events": [{**click(), **stolen}], **stolen}).status_code == 204
    assert [event.owner_id for event in written()] == [theirs.pk]


@pytest.mark.trust("T-415")
def test_a_visitor_id_of_the_browsers_own_choice_is_never_adopted(
    visitor_client: Client, settings: Any
) -> None:
    chosen = "a" * 32
    visitor_client.cookies["pz_visitor"] = f"{chosen}:{'b' * 43}"
    post(visitor_client, {"events": [click()]})
    tampered = visitor_client.cookies["pz_visitor"].value
    assert not Event.objects.filter(scope__contains=chosen).exists()
    assert chosen not in tampered or not Identity.objects.filter(key__contains=chosen).exists()


# -- once, and when


@pytest.mark.trust("T-410")
def test_an_event_that_arrives_ten_times_is_written_once(visitor_client: Client) -> None:
    body = {"events": [click()]}
    assert {post(visitor_client, body).status_code for _ in range(10)} == {204}
    assert len(written()) == 1
    assert EventCounter.objects.get(name="product_clicked", object="").count == 1


@pytest.mark.trust("T-410")
def test_the_same_id_twice_in_one_request_is_one_event(visitor_client: Client) -> None:
    once = click()
    assert post(visitor_client, {"events": [once, once]}).status_code == 204
    assert len(written()) == 1


@pytest.mark.trust("T-410")
def test_two_visitors_may_use_the_same_event_id(visitor_client: Client) -> None:
    other = Client(headers={"user-agent": USER_AGENT, "origin": "http://testserver"})
    other.post(reverse("personalize:consent"), {"choice": "all"})
    body = {"events": [click()]}
    post(visitor_client, body)
    post(other, body)
    assert len({event.owner_id for event in written()}) == 2


def test_an_event_id_may_come_without_hyphens(visitor_client: Client) -> None:
    assert post(visitor_client, {"events": [click(event_id=uuid.UUID(int=7).hex)]}).status_code == 204
    assert written()[0].event_id == uuid.UUID(int=7)


@pytest.mark.trust("T-410")
@pytest.mark.parametrize(
    ("offset", "believed"),
    [
        (timedelta(hours=-24), True),
        (timedelta(hours=-24, milliseconds=-1), False),
        (timedelta(minutes=5), True),
        (timedelta(minutes=5, milliseconds=1), False),
        (timedelta(seconds=-2), True),
    ],
)
def test_a_browsers_clock_is_believed_within_bounds(
    visitor_client: Client, clock: FrozenClock, offset: timedelta, believed: bool
) -> None:
    said = clock.now() + offset
    post(visitor_client, {"events": [click(ts=int(said.timestamp() * 1000))]})
    post(visitor_client, {"events": [click("13", occurred_at=said.isoformat())]})
    assert [event.occurred_at for event in written()] == [said if believed else clock.now()] * 2
    assert all(event.received_at == clock.now() for event in written())


# -- how much


@pytest.mark.trust("T-411")
def test_a_visitor_may_send_so_many_requests_a_minute(
    visitor_client: Client, settings: Any, clock: FrozenClock
) -> None:
    settings.PERSONALIZE = {**settings.PERSONALIZE, "COLLECTOR_VISITOR_RATE": 3}
    clock.set(datetime(2026, 6, 15, 10, 0, 15, tzinfo=UTC))
    answers = [post(visitor_client, {"events": [click()]}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [204, 204, 204, 429, 429]
    assert (reason(answers[-1]), answers[-1]["Retry-After"]) == ("too_many_requests", "45")
    assert len(written()) == 3
    clock.advance(timedelta(seconds=45))
    assert post(visitor_client, {"events": [click()]}).status_code == 204


@pytest.mark.trust("T-411")
def test_an_address_may_send_so_many_requests_a_minute_whatever_it_claims(
    browser_client: Client, settings: Any
) -> None:
    settings.PERSONALIZE = {**settings.PERSONALIZE, "COLLECTOR_ADDRESS_RATE": 3}
    codes = [
        post(browser_client, {"events": [click()]}, **{"x-forwarded-for": f"10.0.0.{n}"}).status_code
        for n in range(5)
    ]
    assert codes == [204, 204, 204, 429, 429]


@pytest.mark.trust("T-411")
def test_the_limit_counts_before_the_body_is_read(browser_client: Client, settings: Any) -> None:
    settings.PERSONALIZE = {**settings.PERSONALIZE, "COLLECTOR_ADDRESS_RATE": 1}
    codes = [post(browser_client, b"not json").status_code for _ in range(3)]
    assert codes == [400, 429, 429]


@pytest.mark.trust("T-411")
def test_behind_proxies_each_client_has_its_own_limit(browser_client: Client, settings: Any) -> None:
    settings.PERSONALIZE = {**settings.PERSONALIZE, "COLLECTOR_ADDRESS_RATE": 1, "TRUSTED_PROXIES": 1}
    for client in ("203.0.113.1", "203.0.113.2"):
        assert post(browser_client, {"events": [click()]}, **{"x-forwarded-for": client}).status_code == 204
    ipv6 = ["2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:db8:0:2::1"]
    codes = [
        post(browser_client, {"events": [click()]}, **{"x-forwarded-for": one}).status_code for one in ipv6
    ]
    assert codes == [204, 429, 204]


def test_a_forgotten_proxy_setting_is_named_in_the_log(
    browser_client: Client, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.PERSONALIZE = {**settings.PERSONALIZE, "COLLECTOR_ADDRESS_RATE": 1}
    for _ in range(2):
        post(browser_client, {"events": [click()]}, **{"x-forwarded-for": "203.0.113.1"})
    assert "TRUSTED_PROXIES" in caplog.text
    assert "203.0.113.1" not in caplog.text


@pytest.mark.trust("T-411")
def test_twenty_events_cost_as_many_queries_as_one(
    visitor_client: Client, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    post(visitor_client, {"events": [click()]})
    with django_assert_max_num_queries(20) as one:
        post(visitor_client, {"events": [click()]})
    with django_assert_num_queries(len(one)):
        post(visitor_client, {"events": [click() for _ in range(20)]})


@pytest.mark.trust("T-411")
def test_views_of_many_pages_ask_the_catalogue_once(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock, django_assert_num_queries: Any
) -> None:
    """What a page shows is read together with what is counted of it: the product's categories and its brand."""
    views = [view(f"http://testserver{product.get_absolute_url()}") for product in shop.products]
    post(visitor_client, {"events": views[:1]})
    with django_assert_num_queries(10) as queries:  # two of them are the savepoint that a test makes of BEGIN
        post(visitor_client, {"events": views[1:]})
    assert sum("catalogitem" in query["sql"] for query in queries.captured_queries) == 1
    viewed = Event.objects.filter(name="product_viewed")
    assert set(viewed.values_list("product", flat=True)) == {str(product.pk) for product in shop.products}
    assert not viewed.filter(category="").exists()


def test_a_beacon_waits_for_no_view_that_is_still_being_written(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    """It shows nothing; what the person is by then is read again under the lock."""
    visitor_client.get("/")
    name = settings.FRESHNESS_COOKIE
    visitor = cookies.tokens.unsign(visitor_client.cookies[settings.VISITOR_COOKIE].value, purpose="visitor")
    assert visitor is not None
    visitor_client.cookies[name] = cookies.promise(visitor, 1000, at=clock.now())
    with patch("django_personalize.tracking.visitor.time.sleep", side_effect=AssertionError("it waits")):
        assert post(visitor_client, {"events": [click()]}).status_code == 204
    assert Event.objects.filter(name="product_clicked").count() == 1


# -- when something is down, and what is said about it


@pytest.mark.trust("T-420")
def test_a_database_that_is_down_is_answered_with_503(
    visitor_client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with patch("django_personalize.tracking.writing.ingest", side_effect=DatabaseError("gone")):
        response = post(visitor_client, {"events": [click()]})
    assert (response.status_code, reason(response), response["Retry-After"]) == (503, "unavailable", "30")
    assert not written()
    assert post(visitor_client, {"events": [click()]}).status_code == 204


@pytest.mark.trust("T-420")
def test_a_cache_that_is_down_stops_nothing(visitor_client: Client) -> None:
    with patch.object(cache, "add", side_effect=ConnectionError("no cache")):
        assert post(visitor_client, {"events": [click()]}).status_code == 204
    assert len(written()) == 1


@pytest.mark.trust("T-419")
def test_no_personal_data_is_written_to_any_log(
    visitor_client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    cookie = visitor_client.cookies["pz_visitor"].value
    needles = ["jane.needle@example.com", "203.0.113.77", "needle-token", "needle body", cookie]
    bodies: list[Any] = [
        {"events": [click(properties={"product": {"product_id": "1"}, "list_id": needles[0]})]},
        {"events": [view(f"http://testserver/?token=needle-token&utm_source={needles[0]}")]},
        {"events": [{"event": "needle body", "properties": {"q": needles[0]}}]},
        b'needle body {"',
        {"events": [click(event_id=needles[0])]},
    ]
    with caplog.at_level(logging.DEBUG), patch.object(cache, "incr", side_effect=ConnectionError("no cache")):
        for body in bodies:
            post(visitor_client, body, **{"x-forwarded-for": needles[1]})
        with patch("django_personalize.tracking.writing.ingest", side_effect=DatabaseError("gone")):
            post(visitor_client, {"events": [click(needles[0])]})
    ours = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db.backends")
    )
    assert [needle for needle in needles if needle in ours] == []


def test_the_visitors_cookie_is_the_one_the_server_made(visitor_client: Client) -> None:
    """The fixture of this file relies on it: a client with consent carries a signed id."""
    assert timedelta(days=365) <= cookies.LONGEST
    assert ":" in visitor_client.cookies["pz_visitor"].value
