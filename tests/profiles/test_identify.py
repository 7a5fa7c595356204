"""What an identity is spelt like, and whom it may point at."""

from __future__ import annotations

import pytest

from django_personalize.profiles import identify
from django_personalize.profiles.models import Identity, Profile
from django_personalize.testing import FrozenClock

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "value"),
    [("phone", "none"), ("phone", "+"), ("phone", " "), ("user", " "), ("email", ""), ("external", "\n")],
)
def test_a_value_of_which_nothing_is_left_names_nobody(kind: str, value: str) -> None:
    with pytest.raises(identify.NamesNobody):
        identify.normalise(kind, value)


@pytest.mark.parametrize(
    ("kind", "value", "spelt"),
    [
        ("phone", " +49 (151) 1234", "+491511234"),
        ("phone", "0151-1234", "01511234"),
        ("email", " Ada@Example.com ", "ada@example.com"),
        ("user", " 5", "5"),
    ],
)
def test_a_value_has_one_spelling(kind: str, value: str, spelt: str) -> None:
    assert identify.normalise(kind, value) == spelt


def test_a_customer_is_never_renamed(clock: FrozenClock) -> None:
    at = clock.now()
    five = identify.customer_profile("5", at=at)
    # As another request read it before the customer was named.
    stale = Profile(pk=five.pk, uuid=five.uuid, created_at=at)
    for profile in (five, stale):
        with pytest.raises(identify.IdentityTaken):
            identify.attach(profile, Identity.Kind.USER, "7", verified=True, at=at)
    assert Profile.objects.get().user_key == "5"
    assert identify.find(Identity.Kind.USER, "7") is None


def test_two_spellings_of_a_customer_are_one(clock: FrozenClock) -> None:
    found = identify.customer_profiles(["5", " 5", "6"], at=clock.now())
    assert found["5"] == found[" 5"] != found["6"]
    assert sorted(Profile.objects.values_list("user_key", flat=True)) == ["5", "6"]
