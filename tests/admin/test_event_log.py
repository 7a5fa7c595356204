"""The log of events: read-only, never counted, filtered and searched by index; and events told as sentences."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from django_personalize.events import daysums
from django_personalize.events.draft import EventDraft
from django_personalize.events.ingest import ingest
from django_personalize.events.models import Event
from django_personalize.insights.sentences import Titles, sentence
from django_personalize.profiles.models import Profile
from django_personalize.testing import FrozenClock
from django_personalize.tracking.models import PendingOrder, Session
from tests.admin.conftest import Happened, viewed

LOG = "admin:django_personalize_event_changelist"
OURS = ("event", "session", "consentrecord", "daysum", "trait", "mergerecord", "pendingorder", "profile")

db = pytest.mark.django_db


def told(client: Client, **query: str) -> list[str]:
    """The sentences of the log's page, from top to bottom."""
    response = client.get(reverse(LOG), query)
    assert response.status_code == 200, response
    return [
        unescape(text)
        for text in re.findall(r'<th class="field-told"><a[^>]*>(.*?)</a>', response.content.decode())
    ]


@pytest.fixture
def history(ada: Profile, happened: Happened) -> Profile:
    """Three days of a customer, told from now backwards."""
    happened(ada, "product_viewed", {"product": viewed("12", name="Oak dowel")}, ago=timedelta(days=2))
    happened(ada, "products_searched", {"query": "dowel", "results": 1}, ago=timedelta(days=1))
    happened(ada, "product_viewed", {"product": viewed("7", name="Beam shoe")}, ago=timedelta(hours=1))
    happened(ada, "product_added", {"product": viewed("12", name="Oak dowel", quantity=4)})
    return ada


# -- sentences

PRODUCT = {"product": {"product_id": "12", "name": "Oak dowel 8 mm", "quantity": 2}}
LINES = [{"product_id": "1", "quantity": 2}, {"product_id": "2"}]


@pytest.mark.parametrize(
    ("name", "properties", "text"),
    [
        ("product_viewed", PRODUCT, "Looked at Oak dowel 8 mm"),
        ("product_viewed", {"product": {"product_id": "12"}}, "Looked at product 12"),
        ("product_viewed", {}, "Looked at a product"),
        ("product_added", PRODUCT, "Put 2 × Oak dowel 8 mm into the cart"),
        ("product_removed", {"product": {"name": "Dress"}}, "Took Dress out of the cart"),
        ("products_searched", {"query": "oak", "results": 1}, "Searched for “oak”, 1 result"),
        ("products_searched", {"query": "oak", "results": 0}, "Searched for “oak”, found nothing"),
        ("products_searched", {"query": "oak"}, "Searched for “oak”"),
        ("product_list_viewed", {"category": "9"}, "Browsed Wood connectors"),
        ("page_viewed", {"type": "home"}, "Visited the home page"),
        ("page_viewed", {}, "Visited a page"),
        (
            "order_completed",
            {"order": {"total": "48.00", "currency": "EUR", "is_gift": True, "products": LINES}},
            "Ordered 3 products for €48.00 (gift)",
        ),
        (
            "order_completed",
            {"order": {"total": "1248.5", "currency": "EUR", "products": LINES[1:]}},
            "Ordered 1 product for €1,248.50",
        ),
        ("order_completed", {"order": {"total": "NaN"}}, "Placed an order"),
        ("order_completed", {"order": "nonsense"}, "Placed an order"),
        ("order_cancelled", {"order": {"order_id": "77"}}, "Order 77 was cancelled"),
        (
            "cart_updated",
            {"products": LINES, "value": "12", "currency": "EUR"},
            "Cart now holds 3 products for €12.00",
        ),
        ("cart_updated", {"products": []}, "Emptied the cart"),
        ("cart_viewed", {"products": LINES}, "Looked at the cart with 3 products"),
        ("consent_changed", {"purpose": "analytics", "status": "granted"}, "Allowed analytics"),
        (
            "consent_changed",
            {"purpose": "analytics", "status": "withdrawn"},
            "Withdrew the consent to analytics",
        ),
        ("profile_identified", {"traits": ["country", "birthday"]}, "Told about: birthday, country"),
        ("profile_identified", {}, "Was recognised"),
        ("signed_in", {}, "Logged in"),
        ("quiz_finished", {}, "Quiz finished"),
        ("quiz_finished", PRODUCT, "Quiz finished: Oak dowel 8 mm"),
        ("coupon_applied", {"coupon_id": "SPRING"}, "Used the coupon SPRING"),
    ],
)
def test_an_event_reads_as_one_sentence(name: str, properties: dict[str, Any], text: str) -> None:
    product = properties.get("product")
    event = Event(
        name=name,
        properties=properties,
        product=product.get("product_id", "") if isinstance(product, dict) else "",
        category=properties.get("category", ""),
    )
    assert sentence(event, Titles(categories={"9": "Wood connectors"})) == text


def test_the_catalogue_names_a_product_rather_than_the_event() -> None:
    event = Event(name="product_viewed", product="12", properties=PRODUCT)
    assert sentence(event, Titles(products={"12": "Oak dowel, 8 mm"})) == "Looked at Oak dowel, 8 mm"


@pytest.mark.parametrize(
    "properties", [[], "text", None, {"product": []}, {"traits": 5}, {"products": "x"}, {"products": 5}]
)
def test_no_shape_of_an_old_event_breaks_its_sentence(properties: Any) -> None:
    for name in (
        "product_viewed",
        "page_viewed",
        "cart_viewed",
        "products_searched",
        "order_completed",
        "other",
    ):
        assert sentence(Event(name=name, properties=properties, context=properties), Titles())


def test_an_endless_text_is_cut() -> None:
    event = Event(name="products_searched", properties={"query": "x" * 1000, "results": 3})
    assert len(sentence(event, Titles())) < 130


# -- the log


@db
def test_the_newest_arrivals_come_first(history: Profile, chief: Client) -> None:
    assert told(chief) == [
        "Put 4 × Oak dowel into the cart",
        "Looked at Beam shoe",
        "Searched for “dowel”, 1 result",
        "Looked at Oak dowel",
    ]


@db
def test_the_log_is_filtered_by_name_and_by_day(history: Profile, chief: Client) -> None:
    assert told(chief, name="product_viewed") == ["Looked at Beam shoe", "Looked at Oak dowel"]
    assert told(chief, day="2026-06-14") == ["Searched for “dowel”, 1 result"]
    assert told(chief, day="2026-06-13", name="products_searched") == []


@db
def test_a_day_is_the_shops_day(ada: Profile, happened: Happened, clock: FrozenClock, chief: Client) -> None:
    # 00:30 in Berlin is 22:30 of the day before in UTC.
    happened(ada, "signed_in", ago=timedelta(hours=11, minutes=30))
    assert told(chief, day="2026-06-15") == ["Logged in"]
    assert told(chief, day="2026-06-14") == []


@db
def test_the_log_is_searched_by_exact_product_profile_and_user_key(history: Profile, chief: Client) -> None:
    assert told(chief, q="12") == ["Put 4 × Oak dowel into the cart", "Looked at Oak dowel"]
    assert len(told(chief, q=str(history.uuid))) == 4
    assert len(told(chief, q="41")) == 4
    for nothing in ("1", "dowel", "Oak", str(history.uuid)[:8]):
        assert told(chief, q=nothing) == []


@db
def test_pages_of_the_log_meet_every_event_once(ada: Profile, clock: FrozenClock, chief: Client) -> None:
    at = clock.now()
    ingest(
        [
            EventDraft(
                "products_searched", ada.pk, at - timedelta(minutes=number // 9), {"query": f"w{number}"}
            )
            for number in range(120)
        ],
        at=at,
    )
    for query in ({}, {"name": "products_searched"}, {"q": "41", "day": "2026-06-15"}):
        met: list[str] = []
        url = reverse(LOG)
        response = chief.get(url, query)
        while True:
            html = response.content.decode()
            met += re.findall(r"“(w\d+)”", html)
            older = re.search(r'class="pz-pager-older" href="([^"]+)"', html)
            if older is None:
                break
            response = chief.get(url + unescape(older[1]))
        assert len(met) == len(set(met)) == 120, query
        assert "Newer" in html


@db
def test_another_filter_begins_at_its_own_first_page(history: Profile, chief: Client) -> None:
    html = chief.get(reverse(LOG), {"after": '["9999"]'}).content.decode()
    assert "after=" not in "".join(re.findall(r'href="(\?[^"]*)"', html))
    assert 'name="after"' not in html


@db
@pytest.mark.parametrize(
    "query", [{"after": "x"}, {"before": "[1]"}, {"day": "someday"}, {"day": "9999-12-31"}]
)
def test_what_the_log_cannot_read_leads_back_to_its_beginning(
    history: Profile, chief: Client, query: dict[str, str]
) -> None:
    response = chief.get(reverse(LOG), query)
    assert (response.status_code, response["Location"]) == (302, reverse(LOG) + "?e=1")


@db
@pytest.mark.parametrize("model", OURS)
def test_no_log_is_counted_or_skipped_through(
    history: Profile, chief: Client, clock: FrozenClock, model: str
) -> None:
    url = reverse(f"admin:django_personalize_{model}_changelist")

    def cost() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            assert chief.get(url).status_code == 200
        return [query["sql"] for query in queries.captured_queries]

    few = cost()
    drafts = [
        EventDraft("product_viewed", history.pk, clock.now(), {"product": viewed(str(number))})
        for number in range(80)
    ]
    ingest(drafts, at=clock.now())
    for number in range(60):
        Session.objects.create(
            profile=history,
            origin=history,
            started_at=clock.now(),
            last_seen_at=clock.now(),
            channel="direct",
        )
        PendingOrder.objects.create(order_key=str(number), created_at=clock.now())
        daysums.add("page_viewed", [f"product:{number}"], at=clock.now())
    many = cost()
    assert len(many) == len(few)
    ours = [sql for sql in many if "django_personalize_" in sql]
    assert ours
    assert not [sql for sql in ours if "COUNT(" in sql or "OFFSET" in sql]


@db
@pytest.mark.parametrize("model", OURS)
def test_nobody_writes_to_a_log(history: Profile, chief: Client, model: str) -> None:
    assert chief.get(reverse(f"admin:django_personalize_{model}_add")).status_code == 403
    assert (
        "Add "
        not in chief.get(reverse(f"admin:django_personalize_{model}_changelist"))
        .content.decode()
        .split("<nav")[0]
    )
    if model == "event":
        event = Event.objects.latest("pk")
        for name in ("change", "delete"):
            url = reverse(f"admin:django_personalize_event_{name}", args=[event.pk])
            assert chief.post(url, {"name": "x", "post": "yes"}).status_code == 403
        assert Event.objects.get(pk=event.pk).name == event.name


@db
@pytest.mark.trust("T-418")
def test_one_event_shows_its_properties_as_text(ada: Profile, happened: Happened, chief: Client) -> None:
    happened(
        ada,
        "products_searched",
        {"query": "<script>alert(1)</script>", "results": 0},
        context={"page": {"url": "javascript:alert(1)"}},
    )
    url = reverse("admin:django_personalize_event_change", args=[Event.objects.get().pk])
    html = chief.get(url).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert 'href="javascript' not in html
    assert "Close" in html
    assert 'type="submit" value="Save"' not in html


@db
def test_an_event_hides_what_a_person_told_from_those_who_may_not_see_it(
    ada: Profile, happened: Happened, chief: Client, marketer: Client
) -> None:
    happened(ada, "profile_identified", {"traits": ["birthday-of-ada"]})
    url = reverse("admin:django_personalize_event_change", args=[Event.objects.get().pk])
    assert "birthday-of-ada" in chief.get(url).content.decode().split("pz-json")[1]
    assert "birthday-of-ada" not in marketer.get(url).content.decode().split("pz-json")[1]


@db
@override_settings(PERSONALIZE={"EVENTS": {"quiz_finished": {"properties": {}}}})
def test_the_hosts_own_events_can_be_chosen(chief: Client, clock: FrozenClock) -> None:
    assert "?name=quiz_finished" in chief.get(reverse(LOG)).content.decode()


@db
def test_the_log_speaks_the_readers_language(history: Profile, chief: Client) -> None:
    with translation.override("de"):
        assert chief.get(reverse(LOG), headers={"accept-language": "de"}).status_code == 200


@db
def test_the_log_is_closed_to_staff_without_the_right(outsider: Client) -> None:
    for model in OURS:
        assert outsider.get(reverse(f"admin:django_personalize_{model}_changelist")).status_code == 403


# -- the other logs


@db
def test_shards_of_a_day_sum_are_one_line(
    chief: Client, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for process in (1, 2, 17):
        monkeypatch.setattr("os.getpid", lambda process=process: process)
        daysums.add("product_viewed", ["product:12"], at=clock.now(), value=5)
    html = chief.get(reverse("admin:django_personalize_daysum_changelist")).content.decode()
    rows = [
        re.findall(r'class="field-\w+[^"]*">(.*?)<', row)
        for row in html.split("<tr>")
        if "field-total" in row
    ]
    assert [row[1:] for row in rows] == [
        ["product_viewed", "product:12", "3", "15.00"],
        ["product_viewed", "–", "3", "15.00"],
    ]


@db
def test_the_ledger_keeps_its_evidence_from_those_who_may_not_see_it(
    ada: Profile, chief: Client, marketer: Client
) -> None:
    from django_personalize.consent.models import ConsentRecord

    url = reverse(
        "admin:django_personalize_consentrecord_change", args=[ConsentRecord.objects.latest("pk").pk]
    )
    assert "203.0.113.0" in chief.get(url).content.decode()
    veiled = marketer.get(url).content.decode()
    assert "203.0.113.0" not in veiled
    assert "We remember what you look at." in veiled


@db
def test_the_list_of_traits_masks_what_people_told(ada: Profile, chief: Client, marketer: Client) -> None:
    url = reverse("admin:django_personalize_trait_changelist")
    assert "Lovelace" in chief.get(url).content.decode()
    assert "Lovelace" not in marketer.get(url).content.decode()


@db
def test_an_order_that_cannot_be_read_shows_why(chief: Client, clock: FrozenClock) -> None:
    PendingOrder.objects.create(
        order_key="77", created_at=clock.now(), attempts=3, last_error="AdapterError: no total"
    )
    html = chief.get(reverse("admin:django_personalize_pendingorder_changelist")).content.decode()
    assert "AdapterError: no total" in html
