"""What staff see and do: holds, and where a history begins."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from django_personalize.models import LegalHold
from django_personalize.profiles import holds
from django_personalize.testing import FrozenClock
from example_shop.models import Customer
from tests import factories
from tests.factories import SmallShop
from tests.retention.people import months_ago, person, prune_all, viewed, write

pytestmark = pytest.mark.django_db


def staff(*permissions: str) -> tuple[Customer, Client]:
    who = factories.customer(is_staff=True)
    who.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(who)
    return who, client


@pytest.mark.trust("T-024")
def test_staff_place_a_hold_and_release_it(shop: SmallShop, clock: FrozenClock) -> None:
    ada = person(clock.now())
    who, client = staff("view_legalhold", "add_legalhold", "change_legalhold", "view_profile")
    page = reverse("admin:django_personalize_legalhold_add")
    assert client.get(page).status_code == 200
    answer = client.post(page, {"profile": ada.pk, "reason": "court order", "until": "2027-01-31"})
    assert answer.status_code == 302
    hold = LegalHold.objects.get()
    assert (hold.placed_by, hold.placed_at, hold.until) == (f"staff:{who.pk}", clock.now(), date(2027, 1, 31))
    assert holds.held(clock.now()) == {ada.pk}

    page = reverse("admin:django_personalize_legalhold_changelist")
    assert "court order" in client.get(page).text
    client.post(page, {"action": "release", "_selected_action": [hold.pk]})
    hold.refresh_from_db()
    assert (hold.released_by, hold.released_at) == (f"staff:{who.pk}", clock.now())
    assert holds.held(clock.now()) == set()
    assert LogEntry.objects.filter(user=who).count() == 2
    shown = client.get(reverse("admin:django_personalize_legalhold_change", args=[hold.pk]))
    assert shown.status_code == 200
    assert 'name="_save"' not in shown.text


def test_who_may_only_look_releases_nothing(shop: SmallShop, clock: FrozenClock) -> None:
    hold = holds.place(person(clock.now()), reason="claim", by="staff:1", at=clock.now())
    _, client = staff("view_legalhold")
    page = reverse("admin:django_personalize_legalhold_changelist")
    client.post(page, {"action": "release", "_selected_action": [hold.pk]})
    assert client.get(reverse("admin:django_personalize_legalhold_add")).status_code == 403
    hold.refresh_from_db()
    assert hold.released_at is None


@pytest.mark.row("G6")
def test_the_page_of_a_person_says_up_to_when_events_are_kept_as_sums(
    shop: SmallShop, clock: FrozenClock
) -> None:
    ada = person(months_ago(24), user="1")
    write(viewed(ada, shop.products[0].pk, months_ago(20)), viewed(ada, shop.products[0].pk, months_ago(1)))
    _, client = staff("view_profile")
    page = reverse("admin:django_personalize_profile_change", args=[ada.pk])
    before = client.get(page, headers={"accept-language": "en"})
    assert "kept as sums" not in before.text
    prune_all("events")
    after = client.get(page, headers={"accept-language": "en"})
    assert "Events up to Oct. 23, 2024 were removed by their age; they are kept as sums." in after.text
    figures = [(figure.label, figure.value) for figure in before.context["person"].figures]
    assert [(figure.label, figure.value) for figure in after.context["person"].figures] == figures
    assert after.context["person"].counts == before.context["person"].counts
