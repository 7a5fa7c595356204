"""What staff see of webhooks, and what they may do there."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from django_personalize.core import outbound
from django_personalize.profiles.models import Profile
from django_personalize.testing import FrozenClock
from django_personalize.webhooks import deliver, signing
from django_personalize.webhooks.models import WebhookDelivery, WebhookEndpoint
from tests import factories
from tests.webhooks import receiver as receivers
from tests.webhooks.conftest import Happens
from tests.webhooks.receiver import HOST, Receiver

pytestmark = pytest.mark.django_db

State = WebhookDelivery.State
LIST = "admin:django_personalize_webhookendpoint_changelist"
LOG = "admin:django_personalize_webhookdelivery_changelist"
ADD = "admin:django_personalize_webhookendpoint_add"


@pytest.fixture
def chief(db: None) -> Client:
    client = Client()
    client.force_login(factories.customer(first_name="Mel", is_staff=True, is_superuser=True))
    return client


def staff(*codenames: str) -> Client:
    """A member of staff with these rights alone."""
    member = factories.customer(is_staff=True)
    member.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names are looked up on this machine."""
    monkeypatch.setattr(
        outbound.checked_addresses, "__kwdefaults__", {"resolve": lambda host, port: ["127.0.0.1"]}
    )
    monkeypatch.setitem(outbound.post.__kwdefaults__, "resolve", lambda host, port: ["127.0.0.1"])


def _page(endpoint: WebhookEndpoint, act: str = "change") -> str:
    return reverse(f"admin:django_personalize_webhookendpoint_{act}", args=[endpoint.pk])


FORM = {
    "name": "Warehouse",
    "url": f"https://{HOST}/hook",
    "events": ["order_completed", "order_cancelled"],
    "dialect": "native",
    "purpose": "personalization",
}


def test_staff_make_an_endpoint_that_begins_with_the_next_event(
    chief: Client, webhook_settings: Settings, ada: Profile, happens: Happens, clock: FrozenClock
) -> None:
    event = happens("page_viewed", of=ada)
    response = chief.post(reverse(ADD), FORM)
    endpoint = WebhookEndpoint.objects.get()
    assert response.headers["Location"] == _page(endpoint)
    assert (endpoint.events, endpoint.cursor, endpoint.active) == (
        ["order_completed", "order_cancelled"],
        event.pk,
        True,
    )
    assert signing.secret(endpoint).startswith("whsec_")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"url": "http://receiver.example.com/"}, "must be https"),
        ({"url": "https://elsewhere.example.com/"}, "WEBHOOK_HOSTS"),
        ({"url": f"https://{HOST}/?api_secret=planted"}, "WEBHOOK_PARAMETERS"),
        ({"events": []}, "This field is required."),
        ({"events": ["order_complete"]}, "Select a valid choice. order_complete is not one of"),
        ({"dialect": "klaviyo"}, "Select a valid choice."),
        ({"purpose": "fun"}, "Select a valid choice."),
        ({"purpose": "ads_sharing", "contract": "on"}, "Nobody who shares data for advertising"),
    ],
)
def test_what_cannot_work_is_told_in_the_form(
    changed: dict[str, object], told: str, chief: Client, webhook_settings: Settings
) -> None:
    response = chief.post(reverse(ADD), {**FORM, **changed})
    assert told in response.content.decode()
    assert not WebhookEndpoint.objects.exists()


def test_every_event_stands_for_all_of_them(chief: Client, webhook_settings: Settings) -> None:
    chief.post(reverse(ADD), {**FORM, "events": ["*", "page_viewed"]})
    assert WebhookEndpoint.objects.get().events == ["*"]


def test_saving_the_form_does_not_take_back_what_the_sender_wrote(
    chief: Client, endpoint: WebhookEndpoint, clock: FrozenClock
) -> None:
    WebhookEndpoint.objects.update(cursor=77, failures=3)
    chief.post(_page(endpoint), {**FORM, "name": "New name"})
    saved = WebhookEndpoint.objects.get()
    assert (saved.name, saved.cursor, saved.failures) == ("New name", 77, 3)


@pytest.mark.trust("T-619")
def test_a_secret_is_shown_once_and_then_only_replaced(
    chief: Client, endpoint: WebhookEndpoint, clock: FrozenClock
) -> None:
    secret = signing.secret(endpoint)
    once = {"version": "1", "shown": "0"}
    first = chief.post(_page(endpoint, "secret"), once)
    assert secret in first.content.decode()
    assert "no-store" in first.headers["Cache-Control"]
    again = chief.post(_page(endpoint, "secret"), once, follow=True)
    assert "whsec_" not in again.content.decode()
    assert "The secret was shown already; make a new one." in again.content.decode()
    renewed = chief.post(_page(endpoint, "secret"), {"version": "1", "shown": "1"})
    endpoint.refresh_from_db()
    assert endpoint.secret_version == 2
    assert signing.secret(endpoint) in renewed.content.decode()
    assert "The old secret signs beside it for 24 hours." in renewed.content.decode()
    chief.post(_page(endpoint, "secret"), {"version": "1", "shown": "1"})
    endpoint.refresh_from_db()
    assert endpoint.secret_version == 2, "a form that is sent twice renews once"
    assert [entry.change_message for entry in LogEntry.objects.order_by("pk")] == [
        "Looked at the secret.",
        "Made a new secret.",
    ]


@pytest.mark.trust("T-619")
def test_no_page_no_row_no_log_and_no_repr_holds_a_secret(
    chief: Client,
    endpoint: WebhookEndpoint,
    receiver: Receiver,
    ada: Profile,
    happens: Happens,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    here: None,
) -> None:
    settings.PERSONALIZE = {
        **settings.PERSONALIZE,
        "HASH_KEYS": ["planted-key", *settings.PERSONALIZE.get("HASH_KEYS", [settings.SECRET_KEY])],
        "WEBHOOK_PARAMETERS": {HOST: {"api_secret": "planted-parameter"}},
    }
    chief.post(_page(endpoint, "secret"), {"version": "1", "shown": "0"})
    chief.post(_page(endpoint, "secret"), {"version": "1", "shown": "1"})
    endpoint.refresh_from_db()
    secrets = [signing.secret(endpoint), "planted-key", "planted-parameter", signing.secret(endpoint)[6:]]
    happens("page_viewed", of=ada)
    receiver.scripts = [receivers.reset]
    with caplog.at_level("DEBUG"):
        deliver.run(send=receiver.send)
        chief.post(_page(endpoint, "test"))
    pages = [chief.get(url).content.decode() for url in (reverse(LIST), reverse(LOG), _page(endpoint))]
    pages += [
        chief.get(reverse("admin:django_personalize_webhookdelivery_change", args=[row.pk])).content.decode()
        for row in WebhookDelivery.objects.all()
    ]
    rows = [str(list(model.objects.values())) for model in (WebhookEndpoint, WebhookDelivery, LogEntry)]
    shown = "\n".join([*pages, *rows, caplog.text, repr(endpoint), repr(vars(endpoint))])
    assert not [secret for secret in secrets if secret in shown]


def test_a_test_event_tells_what_came_of_it(
    chief: Client, endpoint: WebhookEndpoint, receiver: Receiver, here: None
) -> None:
    assert (
        "The test arrived: the receiver answered 204."
        in chief.post(_page(endpoint, "test"), follow=True).content.decode()
    )
    receiver.scripts = [receivers.answer(500)]
    assert (
        "The test did not arrive. The receiver answered 500."
        in chief.post(_page(endpoint, "test"), follow=True).content.decode()
    )


def test_pausing_stops_and_resuming_goes_on(
    chief: Client, endpoint: WebhookEndpoint, receiver: Receiver, ada: Profile, happens: Happens
) -> None:
    page = chief.post(_page(endpoint, "pause"), {"pause": ""}, follow=True).content.decode()
    assert "paused" in page
    assert "paused it." in page
    happens("page_viewed", of=ada)
    assert deliver.run(send=receiver.send).sent == 0
    chief.post(_page(endpoint, "pause"), {"resume": ""})
    assert deliver.run(send=receiver.send).sent == 1
    assert LogEntry.objects.count() == 2


def test_the_list_tells_what_works_what_fails_since_when_and_how_much_waits(
    chief: Client,
    endpoint: WebhookEndpoint,
    receiver: Receiver,
    ada: Profile,
    happens: Happens,
    clock: FrozenClock,
) -> None:
    assert "nothing sent yet" in chief.get(reverse(LIST)).content.decode()
    happens("page_viewed", of=ada)
    deliver.run(send=receiver.send)
    assert "working" in chief.get(reverse(LIST)).content.decode()
    clock.advance(timedelta(hours=1))
    receiver.scripts = [receivers.answer(503)]
    for _ in range(3):
        happens("page_viewed", of=ada)
    deliver.run(send=receiver.send)
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", chief.get(reverse(LIST)).content.decode()))
    assert "failing since 06/15/2026 1 p.m. 3 06/15/2026 noon" in text
    page = chief.get(_page(endpoint)).content.decode()
    assert "The receiver answered 503." in page
    assert "Left alone until" in page


def test_the_log_is_sent_again_by_those_who_may(
    chief: Client, endpoint: WebhookEndpoint, receiver: Receiver, ada: Profile, happens: Happens
) -> None:
    happens("page_viewed", of=ada)
    happens("page_viewed", of=ada)
    deliver.run(send=receiver.send)
    dead, sent = WebhookDelivery.objects.order_by("pk")
    WebhookDelivery.objects.filter(pk=dead.pk).update(state=State.DEAD, reason="The receiver answered 500.")
    again = {"action": "send_again", "_selected_action": [dead.pk, sent.pk]}
    onlooker = staff("view_webhookdelivery")
    assert "Send again" not in onlooker.get(reverse(LOG)).content.decode()
    onlooker.post(reverse(LOG), again)
    assert not WebhookDelivery.objects.filter(state=State.PENDING).exists()
    page = chief.post(reverse(LOG), again, follow=True).content.decode()
    assert "1 event waits to be sent again." in page
    assert "Only what was given up or not sent can be sent again." in page
    assert list(WebhookDelivery.objects.filter(state=State.PENDING)) == [dead]


@pytest.mark.trust("T-625")
@pytest.mark.parametrize("act", ["test", "pause", "secret"])
def test_nothing_is_done_by_looking_or_without_the_right(
    act: str, chief: Client, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    before = list(WebhookEndpoint.objects.values())
    assert chief.get(_page(endpoint, act)).status_code == 405
    assert staff("view_webhookendpoint").post(_page(endpoint, act)).status_code == 403
    assert staff().post(_page(endpoint, act)).status_code == 403
    assert Client().post(_page(endpoint, act)).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = chief.cookies
    assert strict.post(_page(endpoint, act)).status_code == 403
    assert list(WebhookEndpoint.objects.values()) == before
    assert not receiver.received


def test_a_page_of_the_log_costs_the_same_however_long_it_is(
    chief: Client, endpoint: WebhookEndpoint, clock: FrozenClock, django_assert_num_queries: object
) -> None:
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            endpoint=endpoint,
            event_key=key,
            event_name="page_viewed",
            due_at=clock.now(),
            queued_at=clock.now(),
        )
        for key in range(120)
    )
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        chief.get(reverse(LOG))
    ours = [query["sql"] for query in queries if "webhookdelivery" in query["sql"]]
    assert len(ours) == 1
    assert "COUNT" not in ours[0].upper()


def test_onlookers_see_the_state_and_no_buttons(endpoint: WebhookEndpoint) -> None:
    page = staff("view_webhookendpoint").get(_page(endpoint)).content.decode()
    assert "nothing sent yet" in page
    assert "Send a test" not in page
    assert "Show the secret once" not in page
