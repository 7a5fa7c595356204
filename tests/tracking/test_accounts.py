"""What the shop's accounts say of customers: of one who logs in, of all who were imported, and what cannot be kept."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from django_personalize.conf import settings
from django_personalize.consent import ledger
from django_personalize.core import clock as clocks
from django_personalize.profiles import identify, snapshots, traits
from django_personalize.profiles.models import Identity, Profile, Trait
from django_personalize.shop import problems
from django_personalize.testing import FrozenClock
from django_personalize.tracking import accounts
from example_shop.models import Customer
from tests import factories
from tests.factories import PASSWORD, SmallShop

pytestmark = pytest.mark.django_db

EVIDENCE = ledger.Evidence("words", "1", "en", "/", "import")


@pytest.fixture(autouse=True)
def nothing_logged_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problems, "_logged", set())


@pytest.fixture
def score() -> Iterator[list[Any]]:
    """The shop's customers have a property `score`; what it gives stands in the list."""
    given: list[Any] = [1]

    def read(customer: Customer) -> Any:
        if isinstance(given[0], Exception):
            raise given[0]
        return given[0]

    Customer.score = property(read)  # type: ignore[attr-defined]
    mapping = {**settings.CUSTOMER, "score": "score"}
    with override_settings(PERSONALIZE={**_configured(), "CUSTOMER": mapping}):
        yield given
    del Customer.score  # type: ignore[attr-defined]


def _configured() -> dict[str, Any]:
    from django.conf import settings as django_settings

    return dict(django_settings.PERSONALIZE)


def imported(count: int, *, allows: bool = True) -> list[Profile]:
    """Customers with an account and a consent, as an import leaves them: nobody has logged in or been saved since."""
    people = [factories.customer(first_name=f"Ada {number}", country="GB") for number in range(count)]
    profiles = identify.customer_profiles([str(person.pk) for person in people], at=clocks.now())
    if allows:
        for profile_id in profiles.values():
            ledger.record(profile_id, {"personalization": "granted"}, at=clocks.now(), evidence=EVIDENCE)
    return list(Profile.objects.filter(pk__in=profiles.values()).order_by("pk"))


def known_of(profile: Profile) -> dict[str, Any]:
    return {name: trait.value for name, trait in traits.known(profile.pk, at=clocks.now()).items()}


@pytest.mark.row("A1")
@pytest.mark.parametrize("command", ["personalize_backfill", "personalize_sync"])
def test_imported_customers_have_their_traits_without_ever_logging_in(
    shop: SmallShop, clock: FrozenClock, command: str
) -> None:
    (allows,) = imported(1)
    (silent,) = imported(1, allows=False)
    out = StringIO()
    call_command(command, stdout=out)
    found = known_of(allows)
    assert (found["country"], found["last_name"]) == ("GB", "Lovelace")
    assert snapshots.load(allows.pk).name == found["first_name"]
    user = Customer.objects.get(pk=allows.user_key)
    assert identify.find(Identity.Kind.EMAIL, user.email) == allows
    assert not Trait.objects.filter(profile=silent).exclude(source="computed").exists()
    assert identify.find(Identity.Kind.EMAIL, Customer.objects.get(pk=silent.user_key).email) is None
    assert ("1 of them from their accounts" in out.getvalue()) or ("customers: 1." in out.getvalue())


@pytest.mark.row("A1")
def test_the_accounts_of_many_cost_the_queries_of_a_few(clock: FrozenClock) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            accounts.copy_all(at=clock.now())
        return len(queries)

    imported(3)
    few = cost()
    Trait.objects.all().delete()
    Identity.objects.filter(kind="email").delete()
    for profile in Profile.objects.all():
        row = snapshots.lock([profile.pk], at=clock.now())[profile.pk]
        row.data["name"] = ""
        snapshots.save([row], at=clock.now())
    imported(60)
    # A statement holds so many rows; the number of statements does not follow the number of people.
    assert few <= cost() <= few + 2 <= 20
    assert Trait.objects.filter(name="country", text="GB").count() == 63
    assert Identity.objects.filter(kind="email").count() == 63


def test_copying_again_changes_what_the_shop_changed_and_doubles_nothing(clock: FrozenClock) -> None:
    one, two = imported(2)
    heard: list[int] = []
    assert accounts.copy_all(at=clock.now(), heard=heard.append) == 2
    before = Trait.objects.count(), Identity.objects.count()
    Customer.objects.filter(pk=one.user_key).update(country="", first_name="Grace")
    clock.advance(timedelta(hours=1))
    assert accounts.copy_all(at=clock.now()) == 2
    assert "country" not in known_of(one)
    assert known_of(two)["country"] == "GB"
    assert snapshots.load(one.pk).name == "Grace"
    assert (Trait.objects.count(), Identity.objects.count()) == (before[0] - 1, before[1])
    assert heard == [2]


def test_a_customer_whom_the_shop_deleted_keeps_what_is_known(clock: FrozenClock) -> None:
    gone, stays = imported(2)
    accounts.copy_all(at=clock.now())
    Customer.objects.filter(pk=gone.user_key).delete()
    assert accounts.copy_all(at=clock.now()) == 1
    assert known_of(gone)["country"] == known_of(stays)["country"] == "GB"


def test_an_address_that_belongs_to_somebody_else_stays_there(clock: FrozenClock) -> None:
    (one,) = imported(1)
    guest = identify.create(at=clock.now())
    email = Customer.objects.get(pk=one.user_key).email
    identify.attach(guest, Identity.Kind.EMAIL, email.upper(), verified=False, at=clock.now())
    accounts.copy_all(at=clock.now())
    assert identify.find(Identity.Kind.EMAIL, email) == guest


def test_accounts_without_a_number_are_not_one_person(clock: FrozenClock, score: list[Any]) -> None:
    people = imported(2)
    score[0] = "none"
    with override_settings(PERSONALIZE={**_configured(), "CUSTOMER": {"phone": "score", "email": "email"}}):
        accounts.copy_all(at=clock.now())
    assert not Identity.objects.filter(kind="phone").exists()
    assert Identity.objects.filter(kind="email").count() == len(people)


@pytest.mark.row("A1")
@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (float("nan"), "it must be a finite number below 10^14"),
        (Decimal("NaN"), "it must be a finite number below 10^14"),
        (float("-inf"), "it must be a finite number below 10^14"),
        (10**15, "it must be a finite number below 10^14"),
        (ValueError("no such thing"), "reading it raises ValueError"),
    ],
    ids=str,
)
def test_a_value_that_cannot_be_kept_is_left_out_and_named_and_the_login_goes_on(
    shop: SmallShop,
    visitor_client: Client,
    score: list[Any],
    value: Any,
    fault: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    score[0] = value
    login = {"username": shop.customer.email, "password": PASSWORD}
    with caplog.at_level(logging.WARNING):
        assert visitor_client.post(reverse("login"), login).status_code == 302
    customer = Profile.objects.exclude(user_key="").get()
    found = known_of(customer)
    assert found["first_name"] == "Ada"
    assert "score" not in found
    (line,) = [record.getMessage() for record in caplog.records]
    assert line == f"PERSONALIZE['CUSTOMER']['score'] = 'score' is left out of a customer: {fault}."
    assert visitor_client.get("/").context["user"].pk == shop.customer.pk


def test_a_value_that_can_no_longer_be_kept_counts_as_unknown_and_one_that_fails_stays(
    clock: FrozenClock, score: list[Any]
) -> None:
    (one,) = imported(1)
    score[0] = 7
    accounts.copy_all(at=clock.now())
    assert known_of(one)["score"] == 7
    score[0] = RuntimeError("down")
    accounts.copy_all(at=clock.now())
    assert known_of(one)["score"] == 7
    score[0] = float("nan")
    accounts.copy_all(at=clock.now())
    assert "score" not in known_of(one)


def test_the_doctor_names_what_cannot_be_kept_without_its_value(
    shop: SmallShop, clock: FrozenClock, score: list[Any]
) -> None:
    imported(2)
    out = StringIO()
    call_command("personalize_doctor", stdout=out)
    assert "The accounts of the newest 2 customers can be read." in out.getvalue()
    score[0] = float("nan")
    out = StringIO()
    call_command("personalize_doctor", stdout=out)
    said = " ".join(out.getvalue().split())
    assert (
        "PERSONALIZE['CUSTOMER']['score'] = 'score' is left out for 2 of the newest 2 customers: "
        "it must be a finite number below 10^14."
    ) in said
    assert "nan" not in said.lower().replace("finance", "")


def test_forgetting_a_trait_of_thousands_is_one_statement(clock: FrozenClock) -> None:
    at = clock.now()
    people = Profile.objects.bulk_create([Profile(created_at=at) for _ in range(1500)])
    observed = [traits.Observation(person.pk, "size", "M", "shop", at) for person in people]
    traits.write_many(observed)
    assert Trait.objects.count() == 1500
    forget = [traits.Observation(person.pk, "size", None, "shop", at) for person in people]
    with CaptureQueriesContext(connection) as queries:
        traits.write_many(forget)
    assert [query["sql"].split()[0] for query in queries.captured_queries] == ["DELETE"]
    assert not Trait.objects.exists()
