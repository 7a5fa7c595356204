"""People over the API: named, looked up, read with consent asked at that moment, told about; every reading logged."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from django_personalize.consent import ledger
from django_personalize.models import AuditEntry, ConsentRecord, Identity, MergeRecord, Profile, Trait
from django_personalize.profiles import identify, merge, traits
from django_personalize.profiles.models import AuditIsAppendOnly
from django_personalize.testing import FrozenClock
from tests.api.conftest import Api, somebody
from tests.api.test_events import ordered, viewed
from tests.factories import SmallShop

pytestmark = pytest.mark.django_db

SAID = {
    "choices": {"personalization": "granted", "marketing_email": "denied"},
    "wording": "May we remember what you look at?",
    "wording_version": "7",
    "language": "en",
    "method": "phone",
    "reference": "call 812",
}


def test_a_person_is_named_once_whoever_asks(api: Api) -> None:
    given = {"user_key": "12", "email": "Ada@Example.com", "external_id": "crm-7"}
    first = api.post("/profiles", given)
    again = api.post("/profiles", {"email": "ada@example.com"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert Profile.objects.get().user_key == "12"
    kinds = dict(Identity.objects.values_list("kind", "verified"))
    assert kinds == {"user": True, "email": False, "external": False}


def test_two_people_are_joined_when_one_is_nameless_and_all_is_verified(
    api: Api, ada: Profile, clock: FrozenClock
) -> None:
    guest = api.post("/profiles", {"email": "ada@example.com"}).json()["id"]
    both = {"user_key": "ada", "email": "ada@example.com"}
    refused = api.post("/profiles", both)
    assert refused.status_code == 409
    assert {error["field"] for error in refused.json()["errors"]} == {"user_key", "email"}
    assert Profile.objects.filter(merged_into=None).count() == 2
    joined = api.post("/profiles", {**both, "verified": True})
    assert joined.json() == {"id": str(ada.uuid), "created": False}
    assert Profile.objects.get(uuid=guest).merged_into == ada
    record = MergeRecord.objects.get()
    assert record.reason == "api"
    merge.undo(record, at=clock.now())
    assert api.post("/profiles/lookup", {"email": "ada@example.com"}).json()["id"] == guest


def test_two_customers_are_never_joined(api: Api, ada: Profile, clock: FrozenClock) -> None:
    grace = somebody("grace")
    identify.attach(grace, "email", "grace@example.com", verified=True, at=clock.now())
    given = {"user_key": "ada", "email": "grace@example.com", "verified": True}
    assert api.post("/profiles", given).status_code == 409
    assert Profile.objects.filter(merged_into=None).count() == 2


@pytest.mark.parametrize("verified", [False, True])
def test_a_shared_address_never_hands_one_customer_to_another(api: Api, verified: bool) -> None:
    five = api.post("/profiles", {"user_key": "5", "email": "family@example.com"}).json()["id"]
    seven = {"user_key": "7", "email": "family@example.com", "verified": verified}
    refused = api.post("/profiles", seven)
    assert refused.status_code == 409
    assert {error["field"] for error in refused.json()["errors"]} == {"user_key", "email"}
    assert Profile.objects.get().user_key == "5"
    assert not Identity.objects.filter(pk__in=identify.keys_of("user", "7")).exists()
    assert api.post("/profiles", {"user_key": "7"}).json()["id"] != five


@pytest.mark.parametrize("shared", [{"email": "guest@example.com"}, {"phone": "+49 151 12345678"}])
def test_a_guest_becomes_a_customer_by_a_verified_address_alone(api: Api, shared: dict[str, str]) -> None:
    guest = api.post("/profiles", shared).json()["id"]
    refused = api.post("/profiles", {"user_key": "7", **shared})
    assert refused.status_code == 409
    assert Profile.objects.get().user_key == ""
    named = api.post("/profiles", {"user_key": "7", **shared, "verified": True})
    assert named.json() == {"id": guest, "created": False}
    assert Profile.objects.get().user_key == "7"


def test_blanks_around_a_key_make_no_other_person(api: Api) -> None:
    first = api.post("/profiles", {"user_key": "5"}).json()["id"]
    for spelt in (" 5", "5 ", "5\n"):
        again = api.post("/profiles", {"user_key": spelt})
        assert again.json() == {"id": first, "created": False}
    assert Profile.objects.get().user_key == "5"
    fresh = api.post("/profiles", {"user_key": " 6 "}).json()["id"]
    assert Profile.objects.get(uuid=fresh).user_key == "6"


@pytest.mark.trust("T-601")
def test_who_may_only_write_reads_nothing_by_writing(
    api_with: Callable[..., Api], ada: Profile, clock: FrozenClock
) -> None:
    writer = api_with("profiles:write")
    response = writer.patch(f"/profiles/{ada.uuid}", {"traits": {"vip": True}})
    assert (response.status_code, response.content) == (204, b"")
    assert Trait.objects.get(profile=ada, name="vip").source == "api"
    both = api_with("profiles:write", "profiles:read")
    assert both.patch(f"/profiles/{ada.uuid}", {"traits": {"vip": None}}).json()["id"] == str(ada.uuid)


@pytest.mark.parametrize(
    "after",
    [
        '["9999-12-31T23:59:59-23:59","1"]',
        '["0001-01-01T00:00:00+23:59","1"]',
        '["2026-06-15T10:00:00","1"]',
        '["2026-06-15T10:00:00Z","\\ud800"]',
    ],
)
def test_a_forged_position_is_refused_by_name(api: Api, ada: Profile, after: str) -> None:
    response = api.get(f"/profiles/{ada.uuid}/events", {"after": after})
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "after"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"phone": "none"}, "phone"),
        ({"phone": "+49 1"}, "phone"),
        ({"user_key": " "}, "user_key"),
        ({"external_id": " \n"}, "external_id"),
        ({"email": "ada@example.com\n"}, "email"),
        ({}, ""),
        ({"verified": True}, None),
        ({"email": "no address"}, "email"),
        ({"user_key": 12}, "user_key"),
        ({"user_key": "x" * 65}, "user_key"),
        ({"user_key": ""}, "user_key"),
        ({"name": "Ada"}, "name"),
    ],
)
def test_a_person_is_not_named_by_what_names_nobody(api: Api, given: Any, field: str | None) -> None:
    response = api.post("/profiles", given)
    assert response.status_code == 400
    if field is not None:
        assert response.json()["errors"][0]["field"] == field
    assert Profile.objects.count() == 0


@pytest.mark.trust("T-605")
@pytest.mark.parametrize("who", ["unknown", "retired", "malformed"])
def test_who_is_unknown_or_taken_back_is_answered_alike(
    api: Api, ada: Profile, clock: FrozenClock, who: str
) -> None:
    identify.attach(ada, "external", "old", verified=True, at=clock.now())
    identify.retire("external", "old", at=clock.now())
    paths = {
        "unknown": f"/profiles/{uuid.uuid4()}",
        "malformed": "/profiles/1",
        "retired": "/profiles/lookup",
    }
    response = (
        api.post("/profiles/lookup", {"external_id": "old"}) if who == "retired" else api.get(paths[who])
    )
    assert response.status_code == 404
    assert response.json()["detail"] == "There is nothing at this address that this token may see."


def test_a_profile_says_what_is_known_now(
    api: Api, ada: Profile, shop: SmallShop, clock: FrozenClock
) -> None:
    product = shop.connector_products[0]
    api.post("/events", {"events": [viewed(product.pk), viewed(product.pk), ordered()]})
    traits.write(ada.pk, {"shoe_size": 42, "newsletter": True}, source="declared", at=clock.now())
    found = api.get(f"/profiles/{ada.uuid}").json()
    assert found["id"] == str(ada.uuid)
    assert found["user_key"] == "ada"
    assert found["personalization"]["allowed"] is True
    known = found["known"]
    assert known["counts"]["product_viewed"] == 2
    assert known["viewed"][0]["product"] == str(product.pk)
    assert known["affinities"]["category"][str(shop.connectors.pk)] == pytest.approx(2.0)
    assert known["orders"] == 1
    assert known["spend"] == {"EUR": "39.80"}
    assert known["traits"]["shoe_size"]["value"] == 42
    assert known["traits"]["newsletter"]["value"] is True


@pytest.mark.row("A35", part="api")
def test_without_consent_nothing_is_told_but_the_consents_and_what_the_contract_keeps(
    api: Api, ada: Profile, clock: FrozenClock
) -> None:
    api.post("/events", {"events": [viewed(), ordered()]})
    clock.advance(timedelta(days=1))
    withdraw = {**SAID, "choices": {"personalization": "withdrawn"}}
    assert api.post(f"/profiles/{ada.uuid}/consents", withdraw).status_code == 201
    found = api.get(f"/profiles/{ada.uuid}").json()
    assert found["known"] is None
    assert found["personalization"] == {"allowed": False, "reason": "withdrawn"}
    assert found["consents"]["analytics"]["allowed"] is True
    kept = api.get(f"/profiles/{ada.uuid}/events").json()["events"]
    assert [(event["event"], event["basis"]) for event in kept] == [("order_completed", "contract")]
    refused = api.patch(f"/profiles/{ada.uuid}", {"traits": {"shoe_size": 42}})
    assert refused.status_code == 409
    assert "withdrawn" in refused.json()["detail"]
    assert not Trait.objects.exists()


@pytest.mark.trust("T-601")
@pytest.mark.trust("T-606")
def test_names_and_told_traits_need_their_own_scope_and_each_reading_is_logged(
    api: Api, api_with: Callable[..., Api], ada: Profile, clock: FrozenClock
) -> None:
    traits.write(ada.pk, {"first_name": "Ada"}, source="shop", at=clock.now())
    traits.write(ada.pk, {"usual_hour": 12}, source="computed", at=clock.now())
    narrow = api_with("profiles:read")
    known = narrow.get(f"/profiles/{ada.uuid}").json()["known"]
    assert set(known["traits"]) == {"usual_hour"}
    assert "name" not in known
    assert AuditEntry.objects.count() == 0
    known = api.get(f"/profiles/{ada.uuid}").json()["known"]
    assert set(known["traits"]) == {"first_name", "usual_hour"}
    entry = AuditEntry.objects.get()
    assert api.token is not None
    assert (entry.actor, entry.action, entry.subject) == (
        f"token:{api.token.prefix}",
        "profile.read",
        ada.uuid,
    )
    assert entry.extent == {"traits": 2}


@pytest.mark.trust("T-606")
def test_the_audit_knows_who_looked_for_whom_but_not_the_address(api: Api, ada: Profile) -> None:
    assert api.post("/profiles/lookup", {"email": "secret@example.com"}).status_code == 404
    api.post("/profiles/lookup", {"user_key": "ada"})
    api.get(f"/profiles/{ada.uuid}/events")
    entries = list(AuditEntry.objects.order_by("pk"))
    assert [entry.action for entry in entries] == ["profile.lookup", "events.read"]
    assert [entry.subject for entry in entries] == [None, ada.uuid]
    assert "secret" not in json.dumps([entry.extent for entry in entries]) + entries[0].actor


@pytest.mark.trust("T-606")
def test_an_audit_entry_is_never_changed(api: Api, ada: Profile) -> None:
    api.get(f"/profiles/{ada.uuid}/events")
    entry = AuditEntry.objects.get()
    for attempt in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(actor="nobody"),
    ):
        with pytest.raises(AuditIsAppendOnly):
            attempt()


def test_traits_are_typed_and_outranked_by_what_the_person_said(
    api: Api, ada: Profile, clock: FrozenClock
) -> None:
    traits.write(ada.pk, {"favourite": "red"}, source="declared", at=clock.now())
    given = {
        "favourite": "blue",
        "shoe_size": 42.5,
        "vip": True,
        "member_since": {"date": "2020-02-29"},
    }
    found = api.patch(f"/profiles/{ada.uuid}", {"traits": given}).json()["known"]["traits"]
    assert {name: trait["value"] for name, trait in found.items()} == {
        "favourite": "red",
        "shoe_size": 42.5,
        "vip": True,
        "member_since": "2020-02-29",
    }
    assert Trait.objects.get(name="favourite", source="api").text == "blue"
    assert Trait.objects.get(name="member_since").day is not None
    api.patch(f"/profiles/{ada.uuid}", {"traits": {"vip": None}})
    assert not Trait.objects.filter(name="vip").exists()


@pytest.mark.parametrize(
    ("traits_given", "field"),
    [
        ({"Bad Name": 1}, "traits.Bad Name"),
        ({"size": {"date": "2026-02-30"}}, "traits.size.date"),
        ({"size": [1]}, "traits.size"),
        ({"size": 1e15}, "traits.size"),
        ({"size": "x" * 256}, "traits.size"),
        ({"mail": "ada@example.com"}, "traits.mail"),
        ({}, "traits"),
    ],
)
def test_a_trait_that_cannot_be_kept_is_refused_by_name(
    api: Api, ada: Profile, traits_given: Any, field: str
) -> None:
    response = api.patch(f"/profiles/{ada.uuid}", {"traits": {**traits_given}})
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == field
    assert not Trait.objects.exists()


def test_what_a_person_said_is_recorded_with_its_proof(api: Api, clock: FrozenClock) -> None:
    person = api.post("/profiles", {"user_key": "12"}).json()["id"]
    response = api.post(f"/profiles/{person}/consents", SAID)
    assert response.status_code == 201
    consents = response.json()["consents"]
    assert consents["personalization"]["allowed"] is True
    assert consents["marketing_email"] == {
        "status": "denied",
        "at": clock.now().isoformat(),
        "expires_at": None,
        "allowed": False,
        "reason": "denied",
    }
    row = ConsentRecord.objects.get(purpose="personalization")
    assert api.token is not None
    assert (row.source, row.method, row.actor) == ("api", "phone", f"token:{api.token.prefix}")
    assert (row.wording, row.wording_version) == (SAID["wording"], "7")
    assert row.evidence == {"reference": "call 812"}
    history = api.get(f"/profiles/{person}/consents").json()["history"]
    assert {entry["purpose"] for entry in history} == {"personalization", "marketing_email"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"choices": {"world_domination": "granted"}}, "choices.world_domination"),
        ({"choices": {"analytics": "perhaps"}}, "choices.analytics"),
        ({"choices": {}}, "choices"),
        ({"wording": ""}, "wording"),
        ({"method": "telepathy"}, "method"),
        ({"actor": "staff:1"}, "actor"),
    ],
)
def test_a_consent_without_its_proof_is_refused_by_field(
    api: Api, ada: Profile, change: Any, field: str
) -> None:
    before = ConsentRecord.objects.count()
    response = api.post(f"/profiles/{ada.uuid}/consents", {**SAID, **change})
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == field
    assert ConsentRecord.objects.count() == before


def test_a_profile_that_was_taken_in_answers_with_the_one_that_took_it(
    api: Api, ada: Profile, clock: FrozenClock
) -> None:
    guest = identify.create(at=clock.now())
    merge.merge(ada, guest, reason="login", at=clock.now())
    assert api.get(f"/profiles/{guest.uuid}").json()["id"] == str(ada.uuid)
    assert ledger.current(ada.pk)


def test_events_are_paged_newest_first_without_gap_or_double(
    api: Api, ada: Profile, clock: FrozenClock
) -> None:
    for number in range(7):
        api.post("/events", {"events": [viewed(number)]})
        clock.advance(timedelta(minutes=1) if number % 2 else timedelta(0))
    path: str | None = f"/profiles/{ada.uuid}/events?limit=3"
    seen: list[str] = []
    pages = 0
    while path:
        page = api.get(path).json()
        seen += [event["properties"]["product"]["product_id"] for event in page["events"]]
        path, pages = page["next"], pages + 1
    assert seen == ["6", "5", "4", "3", "2", "1", "0"]
    assert pages == 3


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "limit=x",
        "limit=",
        "after=x",
        "after=[1,2]",
        'after=["2026-06-15","1"]&x=1',
        "before=1",
        "after=%00",
        "limit=٣",
    ],
)
def test_a_query_that_makes_no_sense_is_refused_by_name(api: Api, ada: Profile, query: str) -> None:
    response = api.get(f"/profiles/{ada.uuid}/events?{query}")
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] in query
