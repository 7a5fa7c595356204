"""Staff look at mergers and undo a wrong one: first what will move back, then the button, once."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from django_personalize.consent import ledger
from django_personalize.insights import mergers
from django_personalize.profiles import identify, merge, traits
from django_personalize.profiles.models import MergeRecord, Profile
from django_personalize.testing import FrozenClock
from django_personalize.tracking.models import CartState
from example_shop.models import Customer
from tests import factories
from tests.admin.conftest import EVIDENCE, Happened, viewed
from tests.admin.test_person_page import HOSTILE, page, words
from tests.factories import SmallShop

pytestmark = pytest.mark.django_db

LIST = "admin:django_personalize_mergerecord_changelist"


def undo_url(record: MergeRecord) -> str:
    return reverse("admin:django_personalize_mergerecord_undo", args=[record.pk])


def said(response: object) -> list[str]:
    """The messages of a page that was redirected to."""
    return [str(message) for message in response.context["messages"]]  # type: ignore[attr-defined]


@pytest.fixture
def stranger(shop: SmallShop, ada: Profile, happened: Happened, clock: FrozenClock) -> Profile:
    """Somebody else at Ada's browser: two looks, a search, a cart, another language, no statistics."""
    visitor = identify.create(at=clock.now())
    identify.attach(visitor, "visitor", "a browser", verified=True, at=clock.now())
    ledger.record(
        visitor.pk, {"personalization": "granted", "analytics": "denied"}, at=clock.now(), evidence=EVIDENCE
    )
    for item in shop.products[:2]:
        happened(visitor, "product_viewed", {"product": viewed(str(item.pk))}, ago=timedelta(minutes=5))
    happened(visitor, "products_searched", {"query": "joist", "results": 4})
    later = clock.now() + timedelta(minutes=1)
    traits.write(visitor.pk, {"country": "HU", "language": "hu"}, source="shop", at=later)
    CartState.objects.create(cart_key="guest", profile=visitor, updated_at=clock.now())
    return visitor


@pytest.fixture
def record(ada: Profile, stranger: Profile, clock: FrozenClock) -> MergeRecord:
    """The wrong merger, an hour ago."""
    clock.advance(timedelta(hours=1))
    traits.write(ada.pk, {"language": "en"}, source="declared", at=clock.now())
    made = merge.merge(ada, stranger, reason="login", at=clock.now())
    assert made is not None
    clock.advance(timedelta(hours=1))
    return made


@pytest.fixture
def undoer(marketer: Client) -> Client:
    """Somebody who may look and may undo, and must not see who the people are."""
    member = Customer.objects.get(first_name="Kay")
    member.user_permissions.add(Permission.objects.get(codename="undo_merge"))
    return marketer


# -- what is shown


@pytest.mark.row("A27")
def test_the_log_says_who_came_to_whom_when_why_and_what_moved(
    chief: Client, record: MergeRecord, ada: Profile, stranger: Profile
) -> None:
    html = words(chief.get(reverse(LIST)).content.decode())
    short = {profile: str(profile.uuid)[:8] for profile in (ada, stranger)}
    assert (
        f"06/15/2026 1 p.m. visitor {short[stranger]} customer {short[ada]} login "
        "identities: 1 · traits: 2 · consent records: 2 · events: 3 · cart states: 1 Done"
    ) in html
    mel = Customer.objects.get(first_name="Mel")
    merge.undo(record, at=record.merged_at + timedelta(hours=1), by=f"staff:{mel.pk}")
    html = words(chief.get(reverse(LIST)).content.decode())
    assert f"cart states: 1 Undone 06/15/2026 2 p.m. · {mel.get_username()}" in html


@pytest.mark.row("A27")
def test_before_undoing_staff_see_exactly_what_moves_back(
    chief: Client, record: MergeRecord, ada: Profile, stranger: Profile, happened: Happened
) -> None:
    happened(ada, "products_searched", {"query": "dowel", "results": 1})
    shown = mergers.preview(record, personal=True)
    assert dict(shown.returning) == {
        "identities": 1,
        "traits": 2,
        "consent records": 2,
        "events": 3,
        "cart states": 1,
    }
    assert shown.events == (("product_viewed", 2), ("products_searched", 1))
    assert shown.samples[0].text == "Searched for “joist”, 4 results"
    assert (shown.staying, shown.unmoved) == (1, 0)
    assert [(row.label, row.now, row.then) for row in shown.traits] == [
        ("Country", "HU", "GB"),
        ("Language", "hu", "–"),
    ]
    assert shown.traits_back == (("Country", "HU"), ("Language", "hu"))
    assert [(row.label, row.now, row.then) for row in shown.consents] == [("analytics", "Denied", "Granted")]
    html = words(chief.get(undo_url(record)).content.decode())
    assert "Country now HU → then GB" in html
    assert "analytics now Denied → then Granted" in html
    assert "product_viewed 2" in html
    assert "1 event since the merge stays." in html
    assert "a browser" not in html


@pytest.mark.row("A27")
def test_what_was_announced_is_what_happens(
    chief: Client, record: MergeRecord, ada: Profile, stranger: Profile, clock: FrozenClock
) -> None:
    announced = mergers.preview(record, personal=True)
    response = chief.post(undo_url(record), follow=True)
    assert response.redirect_chain == [
        (reverse("admin:django_personalize_profile_change", args=[ada.pk]), 302)
    ]
    record.refresh_from_db()
    stranger.refresh_from_db()
    assert mergers.returned(record) == announced.returning
    assert said(response) == [
        f"{stranger} and {ada} are two people again. Moved back: identities: 1 · traits: 2 · "
        "consent records: 2 · events: 3 · cart states: 1."
    ]
    assert stranger.merged_into is None
    now = {name: trait.value for name, trait in traits.known(ada.pk, at=clock.now()).items()}
    assert (now["country"], now["language"]) == ("GB", "en")
    assert ledger.current(ada.pk)["analytics"].status == "granted"
    assert record.undone_by == f"staff:{Customer.objects.get(first_name='Mel').pk}"
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.user.first_name) == (str(record.pk), "Mel")
    assert entry.change_message.startswith("Undone. Moved back: identities: 1")


def test_both_sides_show_the_merger_and_offer_to_undo_it(
    chief: Client, record: MergeRecord, ada: Profile, stranger: Profile
) -> None:
    stranger.refresh_from_db()
    for profile, text in ((ada, "took in Visitor"), (stranger, "was taken into Customer")):
        html = page(chief, profile)
        assert text in words(html)
        assert f'href="{undo_url(record)}"' in html
    chief.post(undo_url(record))
    html = page(chief, ada)
    assert "undone 06/15/2026" in words(html)
    assert undo_url(record) not in html


def test_a_merger_that_is_still_moving_says_so(
    chief: Client, record: MergeRecord, ada: Profile, stranger: Profile
) -> None:
    MergeRecord.objects.update(pending=True)
    assert "still moving" in words(page(chief, ada))
    assert "Still moving" in words(chief.get(reverse(LIST), {"state": "moving"}).content.decode())
    assert "Nothing matches" in chief.get(reverse(LIST), {"state": "done"}).content.decode()


# -- who may


def test_without_the_permission_nothing_is_offered_shown_or_done(
    marketer: Client, outsider: Client, client: Client, record: MergeRecord, ada: Profile
) -> None:
    assert undo_url(record) not in page(marketer, ada)
    change = reverse("admin:django_personalize_mergerecord_change", args=[record.pk])
    assert undo_url(record) not in marketer.get(change).content.decode()
    for asking, status in ((marketer, 403), (outsider, 403), (client, 302)):
        assert asking.get(undo_url(record)).status_code == status
        assert asking.post(undo_url(record)).status_code == status
    record.refresh_from_db()
    assert record.undone_at is None


def test_who_may_undo_but_not_see_people_sees_masks(
    undoer: Client, record: MergeRecord, ada: Profile
) -> None:
    assert undo_url(record) in page(undoer, ada)
    html = words(undoer.get(undo_url(record)).content.decode())
    assert "Country now ••• → then •••" in html
    assert "GB" not in html
    assert undoer.post(undo_url(record)).status_code == 302
    record.refresh_from_db()
    assert record.undone_at is not None


def test_a_post_without_the_token_changes_nothing(record: MergeRecord, chief: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(Customer.objects.get(first_name="Mel"))
    assert strict.post(undo_url(record)).status_code == 403
    record.refresh_from_db()
    assert record.undone_at is None


def test_looking_changes_nothing(record: MergeRecord, chief: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert chief.get(undo_url(record)).status_code == 200
    verbs = {query["sql"].split()[0] for query in queries.captured_queries}
    assert verbs <= {"SELECT", "SAVEPOINT", "RELEASE"}


@pytest.mark.parametrize("key", ["999999", "x", "-1"])
def test_an_unknown_merger_is_not_found(chief: Client, key: str) -> None:
    url = reverse("admin:django_personalize_mergerecord_undo", args=[key])
    assert chief.get(url).status_code == 404
    assert chief.post(url).status_code == 404


# -- twice, and in the wrong order


def test_a_second_click_says_that_it_is_done_already_and_by_whom(
    chief: Client, undoer: Client, record: MergeRecord
) -> None:
    undoer.post(undo_url(record))
    kay = Customer.objects.get(first_name="Kay").get_username()
    for response in (chief.post(undo_url(record), follow=True), chief.get(undo_url(record), follow=True)):
        assert said(response) == [f"This merge was undone already: 06/15/2026 2 p.m. · {kay}."]
    assert LogEntry.objects.count() == 1


def test_a_merger_whose_person_went_on_into_another_leads_to_the_one_to_undo_first(
    chief: Client, clock: FrozenClock
) -> None:
    first, second, third = (identify.create(at=clock.now()) for _ in range(3))
    one = merge.merge(second, first, reason="login", at=clock.now())
    two = merge.merge(third, second, reason="api", at=clock.now())
    assert one is not None
    assert two is not None
    html = chief.get(undo_url(one)).content.decode()
    assert "Undo that merge first." in words(html)
    assert f'href="{undo_url(two)}"' in html
    assert 'class="pz-button pz-button-no"' not in html
    response = chief.post(undo_url(one))
    assert (response.status_code, response["Location"]) == (302, undo_url(one))
    one.refresh_from_db()
    assert one.undone_at is None
    assert not LogEntry.objects.exists()


# -- at length, and with whatever was typed


def test_the_log_costs_the_same_for_many_and_is_found_by_either_side(
    chief: Client, record: MergeRecord, ada: Profile, stranger: Profile, clock: FrozenClock
) -> None:
    with CaptureQueriesContext(connection) as few:
        chief.get(reverse(LIST))
    for number in range(60):
        guest = identify.create(at=clock.now())
        assert merge.merge(ada, guest, reason="login", at=clock.now())
        if number % 2:
            assert merge.undo(MergeRecord.objects.latest("pk"), at=clock.now())
    with CaptureQueriesContext(connection) as many:
        html = chief.get(reverse(LIST)).content.decode()
    assert len(many) == len(few)
    assert not [query for query in many.captured_queries if "COUNT(" in query["sql"]]
    assert "Older" in html
    for term, expected in ((stranger.uuid, 1), (ada.uuid, 50), (guest.uuid, 1)):
        found = chief.get(reverse(LIST), {"q": str(term)}).content.decode()
        assert len(set(re.findall(r"mergerecord/(\d+)/change", found))) == expected


@pytest.mark.trust("T-418")
@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_a_visitor_typed_is_shown_as_text_before_undoing(
    shop: SmallShop, chief: Client, ada: Profile, happened: Happened, clock: FrozenClock, text: str
) -> None:
    visitor = identify.create(at=clock.now())
    ledger.record(visitor.pk, {"personalization": "granted"}, at=clock.now(), evidence=EVIDENCE)
    happened(visitor, "products_searched", {"query": text, "results": 0})
    traits.write(visitor.pk, {"country": text, text[:64]: text}, source="observed", at=clock.now())
    made = merge.merge(ada, visitor, reason=text[:64], at=clock.now())
    assert made is not None
    for url in (undo_url(made), reverse(LIST)):
        html = chief.get(url).content.decode()
        assert text not in html
    assert text[:30] in unescape(chief.get(undo_url(made)).content.decode())
    html = chief.post(undo_url(made), follow=True).content.decode()
    assert text not in html


def test_a_record_of_the_first_release_can_be_shown_and_undone(
    chief: Client, record: MergeRecord, stranger: Profile
) -> None:
    for name in ("counts", "snapshots", "remembered"):
        del record.moved[name]
    record.save()
    assert mergers.moved(record) == (("identities", 1), ("traits", 2))
    assert "identities: 1 · traits: 2" in words(chief.get(reverse(LIST)).content.decode())
    assert chief.get(undo_url(record)).status_code == 200
    chief.post(undo_url(record))
    stranger.refresh_from_db()
    assert stranger.merged_into is None


def test_the_name_of_whoever_undid_it_may_be_gone(chief: Client, record: MergeRecord) -> None:
    former = factories.customer(is_staff=True)
    merge.undo(record, at=record.merged_at, by=f"staff:{former.pk}")
    key = record.pk
    former.delete()
    html = words(chief.get(reverse(LIST)).content.decode())
    assert re.search(r"Undone .* · staff:\d+", html)
    assert chief.get(reverse("admin:django_personalize_mergerecord_change", args=[key])).status_code == 200
