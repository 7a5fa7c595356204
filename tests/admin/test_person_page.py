"""The page of one person: what is known, why, what is allowed, what happened."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import django_personalize
from django_personalize.consent import ledger
from django_personalize.events import reasons
from django_personalize.events.draft import EventDraft
from django_personalize.events.ingest import ingest
from django_personalize.insights import interests, person
from django_personalize.profiles import affinities, identify, merge, traits
from django_personalize.profiles.models import Profile
from django_personalize.testing import FrozenClock
from django_personalize.tracking.models import Session
from tests.admin.conftest import EVIDENCE, Happened, viewed
from tests.factories import SmallShop

pytestmark = pytest.mark.django_db

#: Vectors V-XSS of the trust requirements that fit into a text field.
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">click</a>',
    '"><script>alert(1)</script>',
    "<svg><script>alert(1)</script></svg>",
    "</script><script>alert(1)</script>",
    "{{constructor.constructor('alert(1)')()}}",
    '<iframe srcdoc="<script>alert(1)</script>">',
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
]
DANGEROUS_URLS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "//evil.example/x",
    "/\\evil.example/x",
    "https://shop.example.com@evil.example/",
    "https:evil.example",
]


def page(client: Client, profile: Profile, query: str = "") -> str:
    """The person page's HTML."""
    response = client.get(reverse("admin:django_personalize_profile_change", args=[profile.pk]) + query)
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    """What a reader sees, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def read(profile: Profile, clock: FrozenClock, **options: Any) -> person.Person:
    return person.read(profile, at=clock.now(), personal=options.pop("personal", True), **options)


# -- traits


@pytest.mark.row("A23")
@pytest.mark.row("A1")
def test_each_trait_shows_its_source_its_moment_and_whether_it_is_stale(
    ada: Profile, chief: Client, clock: FrozenClock
) -> None:
    clock.advance(timedelta(days=366))
    traits.write(ada.pk, {"country": "FR"}, source="declared", at=clock.now())
    groups = dict(read(ada, clock).traits)
    assert list(groups) == ["Told by the person", "From the shop's account"]
    told, stored = groups.values()
    assert [(row.label, row.value, row.age, row.counts) for row in told] == [("Country", "FR", "", True)]
    assert [(row.label, row.value, row.age, row.counts) for row in stored] == [
        ("Country", "GB", "stale", False),
        ("First name", "Ada", "stale", True),
        ("Last name", "Lovelace", "stale", True),
    ]
    html = words(page(chief, ada))
    assert "Country GB stale outranked 06/15/2026" in html
    assert "Country FR 06/16/2027" in html


@pytest.mark.row("A23")
def test_a_trait_past_its_time_is_marked_as_expired_and_counts_no_more(
    ada: Profile, clock: FrozenClock
) -> None:
    at = clock.now()
    traits.write_many(
        [traits.Observation(ada.pk, "size", "M", "observed", at, expires_at=at + timedelta(days=1))]
    )
    clock.advance(timedelta(days=1))
    (row,) = dict(read(ada, clock).traits)["Seen on visits"]
    assert (row.age, row.counts) == ("expired", False)
    assert "size" not in traits.known(ada.pk, at=clock.now())


@pytest.mark.row("A23")
def test_what_was_seen_is_stale_sooner_than_what_was_told(ada: Profile, clock: FrozenClock) -> None:
    traits.write(ada.pk, {"device": "desktop"}, source="observed", at=clock.now())
    clock.advance(timedelta(days=91))
    ages = {row.label: row.age for _, rows in read(ada, clock).traits for row in rows}
    assert ages == {"Country": "", "First name": "", "Last name": "", "Device": "stale"}


# -- interests


@pytest.mark.row("A14")
def test_an_interest_names_the_events_behind_it_and_the_part_of_each(
    shop: SmallShop, ada: Profile, happened: Happened, clock: FrozenClock, chief: Client
) -> None:
    bracket, hanger = (str(item.pk) for item in shop.connector_products[:2])
    half_life = timedelta(days=30)
    happened(ada, "product_viewed", {"product": viewed(bracket)})
    happened(ada, "product_viewed", {"product": viewed(hanger)}, ago=half_life)
    groups = {group.title: group for group in read(ada, clock).affinities}
    assert set(groups) == {"Categories", "Brands", "Material"}
    (brand,) = groups["Brands"].interests
    # A view now counts 1 and one of a half-life ago 1/2: two thirds and one third.
    assert brand.title == "Irongate"
    assert brand.score == pytest.approx(1.5)
    assert [(because.text, because.percent) for because in brand.because] == [
        ("Looked at Angle bracket", 67),
        ("Looked at Joist hanger", 33),
    ]
    assert brand.rest == 0
    assert {interest.title for interest in groups["Categories"].interests} == {"Hardware", "Wood connectors"}
    assert "67 % Looked at Angle bracket 06/15/2026" in words(page(chief, ada))


@pytest.mark.row("A14")
def test_the_interests_agree_with_the_scores_that_pages_use(
    shop: SmallShop, ada: Profile, happened: Happened, clock: FrozenClock
) -> None:
    for days, item in enumerate(shop.products):
        happened(ada, "product_viewed", {"product": viewed(str(item.pk))}, ago=timedelta(days=days))
    scores = {(score.kind, score.value): score.score for score in affinities.scores(ada.pk, at=clock.now())}
    explained = reasons.explain_all(ada.pk, at=clock.now(), limit=100)
    assert explained.keys() == scores.keys()
    for interest, because in explained.items():
        assert sum(reason.score for reason in because) == pytest.approx(scores[interest])
    shown = [
        round(interest.score, 6) for group in read(ada, clock).affinities for interest in group.interests
    ]
    assert sorted(shown) == sorted(round(score, 6) for score in scores.values())


@pytest.mark.row("A14")
def test_events_that_are_gone_still_have_their_part_as_the_rest(
    shop: SmallShop, ada: Profile, happened: Happened, clock: FrozenClock
) -> None:
    for _ in range(4):
        happened(ada, "product_viewed", {"product": viewed(str(shop.connector_products[0].pk))})
    (brand,) = next(group for group in read(ada, clock).affinities if group.title == "Brands").interests
    assert [because.percent for because in brand.because] == [25, 25, 25]
    assert (brand.rest, brand.events) == (25, 4)


# -- identities and merges


def test_identities_show_kind_and_six_characters_and_never_the_value(
    ada: Profile, chief: Client, clock: FrozenClock
) -> None:
    shown = {row.kind: row for row in read(ada, clock).identities}
    assert set(shown) == {"user", "email"}
    assert shown["email"].verified
    key = identify.key_of("email", "ada@example.com")
    assert shown["email"].fingerprint == key.removeprefix("email:")[:6]
    html = page(chief, ada)
    assert "ada@example.com" not in html
    assert key.removeprefix("email:")[:7] not in html


def test_a_merge_shows_who_came_in_and_what_moved(
    shop: SmallShop, ada: Profile, happened: Happened, clock: FrozenClock, chief: Client
) -> None:
    visitor = identify.create(at=clock.now())
    identify.attach(visitor, "visitor", "a browser", verified=False, at=clock.now())
    ledger.record(visitor.pk, {"personalization": "granted"}, at=clock.now(), evidence=EVIDENCE)
    happened(visitor, "product_viewed", {"product": viewed(str(shop.products[0].pk))})
    traits.write(visitor.pk, {"device": "phone", "language": "de"}, source="observed", at=clock.now())
    merge.merge(ada, visitor, reason="login", at=clock.now())
    shown = read(ada, clock)
    (row,) = shown.merges
    assert (row.direction, row.reason, row.other_id) == ("in", "login", visitor.pk)
    assert dict(row.moved) == {"events": 1, "identities": 1, "traits": 2, "consent records": 1}
    (entry,) = shown.timeline.entries
    assert (entry.text, entry.from_merge) == ("Looked at Angle bracket", True)
    visitor.refresh_from_db()
    signpost = words(page(chief, visitor))
    assert "This profile was taken into another one" in signpost
    assert "was taken into Customer" in signpost


# -- consent


def test_consent_shows_what_counts_now_and_every_declaration(
    ada: Profile, chief: Client, clock: FrozenClock
) -> None:
    clock.advance(timedelta(days=2))
    ledger.record(ada.pk, {"analytics": "withdrawn"}, at=clock.now(), evidence=EVIDENCE)
    shown = read(ada, clock).consents
    assert [(state.purpose, state.allowed, state.reason) for state in shown.states] == [
        ("analytics", False, "withdrawn"),
        ("personalization", True, "allowed"),
    ]
    assert [(record.purpose, record.status) for record in shown.history] == [
        ("analytics", "withdrawn"),
        ("personalization", "granted"),
        ("analytics", "granted"),
    ]
    assert "banner · / · wording 2026-01" in words(page(chief, ada))


def test_an_old_consent_reads_as_expired(ada: Profile, clock: FrozenClock) -> None:
    clock.advance(timedelta(days=731))
    assert {state.reason for state in read(ada, clock).consents.states} == {"expired"}


# -- visits, figures, habits


@pytest.mark.row("A28")
def test_a_visit_shows_entry_exit_duration_and_source(
    ada: Profile, chief: Client, clock: FrozenClock
) -> None:
    Session.objects.create(
        profile=ada,
        origin=ada,
        started_at=clock.now(),
        last_seen_at=clock.now() + timedelta(minutes=7, seconds=5),
        entry_url="https://shop.example.com/c/wood/?utm_campaign=spring",
        exit_url="https://shop.example.com/cart/",
        page_views=6,
        channel="paid_search",
        source="google",
        campaign="spring",
        device="desktop",
        os="Linux",
        browser="Firefox",
    )
    (visit,) = read(ada, clock).visits
    assert visit.duration == timedelta(minutes=7, seconds=5)
    assert (visit.entry, visit.exit) == ("/c/wood/?utm_campaign=spring", "/cart/")
    html = words(page(chief, ada))
    assert "paid search spring /c/wood/?utm_campaign=spring → /cart/ 6 pages · 0:07:05 · desktop" in html


def test_figures_habits_and_searches_come_from_the_snapshot(
    shop: SmallShop, ada: Profile, happened: Happened, clock: FrozenClock
) -> None:
    for _ in range(5):
        happened(ada, "product_viewed", {"product": viewed(str(shop.products[0].pk))})
    happened(ada, "products_searched", {"query": "joist", "results": 0})
    order = {"order_id": "9", "total": "48.00", "currency": "EUR", "products": [viewed("1")]}
    happened(ada, "order_completed", {"order": order}, scope="order")
    shown = read(ada, clock)
    assert [(figure.label, figure.value) for figure in shown.figures] == [
        ("Visits", "0"),
        ("Products viewed", "5"),
        ("Orders", "1"),
        ("Spent", "€48.00"),
    ]
    assert shown.habits.sentence == "Comes most often on Monday and around 12:00."
    assert [(words, results) for words, results, _ in shown.habits.searches] == [("joist", 0)]


# -- the timeline


def test_the_timeline_turns_pages_without_losing_or_doubling_an_event(
    ada: Profile, clock: FrozenClock, chief: Client
) -> None:
    at = clock.now()
    # Several to a moment: the page boundary falls between equals.
    drafts = [
        EventDraft("page_viewed", ada.pk, at - timedelta(minutes=number // 7), {}) for number in range(120)
    ]
    ingest(drafts, at=at)
    first = read(ada, clock).timeline
    second = read(ada, clock, after=first.older).timeline
    third = read(ada, clock, after=second.older).timeline
    assert [len(shown.entries) for shown in (first, second, third)] == [50, 50, 20]
    assert (first.newer, third.older) == (None, None)
    met = [entry.id for shown in (first, second, third) for entry in shown.entries]
    assert len(set(met)) == 120
    assert read(ada, clock, before=second.newer).timeline.entries == first.entries
    older = re.search(r'class="pz-pager-older" href="([^"]+)"', page(chief, ada))
    assert older is not None
    assert words(page(chief, ada, unescape(older[1]).removesuffix("#timeline"))).count("Visited") == 50


@pytest.mark.parametrize("query", ["?after=x", "?before=%5B%5D", "?after=%5B%222026%22%2C%22a%22%5D"])
def test_a_mangled_position_leads_back_to_the_newest(ada: Profile, chief: Client, query: str) -> None:
    url = reverse("admin:django_personalize_profile_change", args=[ada.pk])
    response = chief.get(url + query)
    assert (response.status_code, response["Location"]) == (302, url)


def test_the_page_costs_the_same_queries_for_any_length_of_history(
    shop: SmallShop, ada: Profile, clock: FrozenClock, chief: Client
) -> None:
    keys = [str(item.pk) for item in shop.products]

    def live(times: int) -> None:
        at = clock.now()
        ingest(
            [
                EventDraft(
                    "product_viewed",
                    ada.pk,
                    at - timedelta(hours=number),
                    {"product": viewed(keys[number % 6])},
                )
                for number in range(times)
            ],
            at=at,
        )
        Session.objects.create(profile=ada, origin=ada, started_at=at, last_seen_at=at, channel="direct")
        ledger.record(ada.pk, {"analytics": "granted"}, at=at, evidence=EVIDENCE)
        traits.write(ada.pk, {f"trait_{times}": times}, source="computed", at=at)
        guest = identify.create(at=at)
        identify.attach(guest, "visitor", f"browser {times}", verified=False, at=at)
        merge.merge(ada, guest, reason="login", at=at)

    def cost() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            page(chief, ada)
        return [query["sql"] for query in queries.captured_queries]

    live(2)
    little = cost()
    for times in (30, 60, 90):
        live(times)
    much = cost()
    assert len(much) == len(little)
    assert len(much) <= 20
    about_events = [sql for sql in much if "personalize_event" in sql]
    assert about_events
    assert not [sql for sql in about_events if "COUNT(" in sql or "OFFSET" in sql]


# -- who may see it


def test_without_the_permission_names_and_traits_are_masked(
    ada: Profile, marketer: Client, chief: Client
) -> None:
    traits.write(ada.pk, {"order_count": 3}, source="computed", at=ada.created_at)
    seen_by_all = words(page(chief, ada))
    assert "Ada Lovelace" in seen_by_all
    veiled = page(marketer, ada)
    for secret in ("Ada", "Lovelace", "203.0.113.0"):
        assert secret not in veiled
    assert "GB" not in words(veiled)  # in the page's tokens two letters stand by chance
    assert f"Customer {str(ada.uuid)[:8]}" in veiled
    assert "First name •••" in words(veiled)
    assert "Order count 3" in words(veiled)


def test_the_page_asks_for_a_login_and_the_right_to_view(
    ada: Profile, client: Client, outsider: Client
) -> None:
    url = reverse("admin:django_personalize_profile_change", args=[ada.pk])
    assert client.get(url).status_code == 302
    assert outsider.get(url).status_code == 403


def test_nothing_can_be_written_here(ada: Profile, chief: Client) -> None:
    for name in ("change", "delete"):
        url = reverse(f"admin:django_personalize_profile_{name}", args=[ada.pk])
        assert chief.post(url, {"post": "yes", "user_key": "1"}).status_code in (200, 403)
    ada.refresh_from_db()
    assert ada.user_key == "41"
    assert chief.get(reverse("admin:django_personalize_profile_add")).status_code == 403


@pytest.mark.parametrize("key", ["999999", "x", "-1", "99999999999999999999999"])
def test_an_unknown_person_is_not_found(chief: Client, key: str) -> None:
    url = reverse("admin:django_personalize_profile_change", args=[key])
    assert chief.get(url).status_code == 404


# -- what visitors typed


@pytest.mark.trust("T-418")
@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_a_visitor_typed_is_shown_as_text(
    ada: Profile, happened: Happened, chief: Client, clock: FrozenClock, text: str
) -> None:
    page_of_it = {"page": {"url": text, "title": text, "type": ""}, "referrer": text, "device": {"os": text}}
    happened(ada, "page_viewed", {}, context=page_of_it)
    happened(ada, "products_searched", {"query": text, "results": 0}, context=page_of_it)
    happened(ada, "product_viewed", {"product": {"product_id": "1", "name": text}})
    happened(ada, "product_list_viewed", {"category": text, "list_id": text})
    traits.write(ada.pk, {"first_name": text, "hobby": text}, source="declared", at=clock.now())
    Session.objects.create(
        profile=ada,
        origin=ada,
        started_at=clock.now(),
        last_seen_at=clock.now(),
        entry_url=text,
        exit_url=text,
        channel=text[:32],
        campaign=text,
        browser=text[:32],
    )
    html = page(chief, ada)
    assert text not in html
    assert "<script>alert" not in html
    assert not re.search(
        r"<(?:img|iframe|base|meta http-equiv|svg><script)[^>]*(?:onerror|srcdoc|evil)", html
    )


@pytest.mark.trust("T-418")
@pytest.mark.parametrize("url", DANGEROUS_URLS)
def test_only_addresses_of_the_web_become_links(
    ada: Profile, happened: Happened, chief: Client, clock: FrozenClock, url: str
) -> None:
    happened(ada, "page_viewed", {}, context={"page": {"url": url}, "referrer": url})
    Session.objects.create(
        profile=ada,
        origin=ada,
        started_at=clock.now(),
        last_seen_at=clock.now(),
        entry_url=url,
        exit_url=url,
        channel="direct",
    )
    (entry,) = read(ada, clock).timeline.entries
    assert (entry.page_url, entry.referrer_url) == ("", "")
    links = [unescape(link) for link in re.findall(r'href="([^"]*)"', page(chief, ada))]
    assert not [link for link in links if "evil" in link or "alert" in link or "msgbox" in link]


def test_an_address_of_the_web_is_a_link(ada: Profile, happened: Happened, chief: Client) -> None:
    happened(ada, "page_viewed", {}, context={"page": {"url": "https://shop.example.com/p/1?a=1&b=2"}})
    assert 'href="https://shop.example.com/p/1?a=1&amp;b=2" rel="noopener noreferrer nofollow"' in page(
        chief, ada
    )


@pytest.mark.trust("T-543")
@pytest.mark.trust("T-544")
def test_our_admin_templates_have_no_script_style_or_handler_inside() -> None:
    folder = Path(django_personalize.__file__).parent / "templates" / "admin"
    files = sorted(folder.rglob("*.html"))
    assert len(files) > 8
    for file in files:
        text = file.read_text()
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:|\|safe|autoescape", text), (
            file.name
        )


# -- the list of people


def test_people_are_found_by_uuid_user_key_and_address(ada: Profile, chief: Client) -> None:
    other = Profile.objects.create(created_at=ada.created_at)
    url = reverse("admin:django_personalize_profile_changelist")
    for term in (str(ada.uuid), "41", " ADA@example.com "):
        found = words(chief.get(url, {"q": term}).content.decode())
        assert "Ada Lovelace" in found, term
        assert str(other.uuid)[:8] not in found, term
    assert "Nothing matches" in chief.get(url, {"q": "Ada"}).content.decode()
    assert chief.get(url, {"q": "a\x00b"}).status_code == 200


def test_an_address_leads_to_nobody_without_the_permission(ada: Profile, marketer: Client) -> None:
    url = reverse("admin:django_personalize_profile_changelist")
    assert "Nothing matches" in marketer.get(url, {"q": "ada@example.com"}).content.decode()
    found = marketer.get(url, {"q": "41"}).content.decode()
    assert f"Customer {str(ada.uuid)[:8]}" in found
    assert "Ada" not in found


def test_the_list_of_people_counts_nothing_and_costs_the_same_for_many(
    ada: Profile, chief: Client, clock: FrozenClock
) -> None:
    url = reverse("admin:django_personalize_profile_changelist")
    with CaptureQueriesContext(connection) as few:
        chief.get(url)
    for number in range(120):
        someone = identify.customer_profile(f"u{number}", at=clock.now())
        traits.write(someone.pk, {"first_name": "Grace"}, source="shop", at=clock.now())
        ledger.record(someone.pk, {"analytics": "granted"}, at=clock.now(), evidence=EVIDENCE)
    with CaptureQueriesContext(connection) as many:
        html = chief.get(url).content.decode()
    assert len(many) == len(few)
    assert html.count("Grace") == 50
    assert "Older" in html
    assert not [query for query in many.captured_queries if "COUNT(" in query["sql"]]


def test_visitors_and_customers_are_told_apart(ada: Profile, chief: Client, clock: FrozenClock) -> None:
    visitor, gone, unseen = (identify.create(at=clock.now()) for _ in range(3))
    ledger.record(visitor.pk, {"analytics": "granted"}, at=clock.now(), evidence=EVIDENCE)
    merge.merge(ada, gone, reason="login", at=clock.now())
    url = reverse("admin:django_personalize_profile_changelist")

    def shown(**query: str) -> set[str]:
        return set(re.findall(r"profile/(\d+)/change", chief.get(url, query).content.decode()))

    assert shown() == {str(ada.pk), str(visitor.pk)}
    assert shown(kind="customer") == {str(ada.pk)}
    assert shown(kind="visitor") == {str(visitor.pk), str(unseen.pk)}
    assert shown(kind="unseen") == {str(unseen.pk)}
    assert shown(kind="merged") == {str(gone.pk)}
    assert shown(q=str(gone.uuid)) == {str(gone.pk)}


def test_who_was_here_last_stands_first_and_pages_turn_in_that_order(
    shop: SmallShop, chief: Client, happened: Happened, clock: FrozenClock
) -> None:
    people = [identify.create(at=clock.now()) for _ in range(120)]
    for person_seen in people:
        ledger.record(person_seen.pk, {"personalization": "granted"}, at=clock.now(), evidence=EVIDENCE)
    # Nine at each moment: the boundaries of the pages fall between equals.
    for number, person_seen in enumerate(people):
        clock.advance(timedelta(minutes=1) if number % 9 == 0 else timedelta(0))
        happened(person_seen, "product_viewed", {"product": viewed(str(shop.products[0].pk))})
    clock.advance(timedelta(hours=1))
    happened(people[7], "product_viewed", {"product": viewed(str(shop.products[1].pk))})
    url = reverse("admin:django_personalize_profile_changelist")
    met: list[int] = []
    query = ""
    while True:
        html = chief.get(url + query).content.decode()
        keys = dict.fromkeys(int(key) for key in re.findall(r"profile/(\d+)/change", html))
        met += keys
        older = re.search(r'class="pz-pager-older" href="([^"]+)"', html)
        if older is None:
            break
        query = unescape(older[1])
    expected = sorted(people, key=lambda row: (people.index(row) // 9, row.pk), reverse=True)
    expected.insert(0, expected.pop(expected.index(people[7])))
    assert met == [row.pk for row in expected]


@pytest.mark.row("A11")
def test_an_imported_person_is_known_since_the_first_thing_they_did(
    shop: SmallShop, chief: Client, clock: FrozenClock
) -> None:
    at = clock.now()
    profile = identify.customer_profile("77", at=at)
    ledger.record(profile.pk, {"personalization": "granted"}, at=at, evidence=EVIDENCE)
    past = [("session_started", 400), ("product_viewed", 400), ("session_started", 30)]
    ingest(
        [
            EventDraft(
                name,
                profile.pk,
                at - timedelta(days=days),
                {"product": viewed(str(shop.products[0].pk))} if name == "product_viewed" else {},
                source="import",
            )
            for name, days in past
        ],
        at=at,
    )
    shown = read(profile, clock)
    assert (shown.first_seen, shown.last_seen) == (at - timedelta(days=400), at - timedelta(days=30))
    assert [figure.value for figure in shown.figures][:2] == ["2", "1"]
    html = words(page(chief, profile))
    assert "since May 11, 2025" in html
    assert "Only visits from the imported history" in html
    listed = words(chief.get(reverse("admin:django_personalize_profile_changelist")).content.decode())
    assert f"Customer {str(profile.uuid)[:8]} customer May 11, 2025" in listed


# -- what is said once


def test_a_page_without_a_title_is_named_once_and_still_a_link(
    ada: Profile, happened: Happened, chief: Client, clock: FrozenClock
) -> None:
    url = "https://shop.example.com/magazine/"
    happened(ada, "page_viewed", {}, context={"page": {"url": url}})
    happened(
        ada, "page_viewed", {}, ago=timedelta(hours=1), context={"page": {"url": url, "title": "Journal"}}
    )
    bare, titled = read(ada, clock).timeline.entries
    assert (bare.text, bare.page, bare.page_url) == ("Visited /magazine/", "open the page", url)
    assert (titled.text, titled.page) == ("Visited Journal", "/magazine/")
    assert words(page(chief, ada)).count("/magazine/") == 2


@pytest.mark.row("A14")
def test_the_hint_beside_the_interests_says_how_fast_they_fade(
    shop: SmallShop, ada: Profile, happened: Happened, chief: Client
) -> None:
    happened(ada, "product_viewed", {"product": viewed(str(shop.products[0].pk))})
    assert "a view of today counts 1, and half as much after 30 days" in words(page(chief, ada))
    with override_settings(PERSONALIZE={**settings.PERSONALIZE, "AFFINITY_HALF_LIFE": timedelta(hours=12)}):
        assert interests.half_life() == "12 hours"
