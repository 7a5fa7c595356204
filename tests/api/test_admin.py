"""Staff make tokens, see the key once, revoke them, and read the audit log."""

from __future__ import annotations

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from django_personalize.models import ApiToken, AuditEntry, Profile
from tests import factories
from tests.api.conftest import Api

pytestmark = pytest.mark.django_db

ADD = reverse("admin:django_personalize_apitoken_add")
LIST = reverse("admin:django_personalize_apitoken_changelist")
FORM = {"name": "ERP", "kind": "server", "scopes": ["catalogue:read"], "origins": ""}


@pytest.fixture
def chief(db: None) -> Client:
    client = Client()
    client.force_login(factories.customer(is_staff=True, is_superuser=True))
    return client


@pytest.mark.trust("T-619")
@pytest.mark.trust("T-624")
def test_a_key_is_shown_once_and_opens_the_api(chief: Client, clock: object) -> None:
    page = chief.post(ADD, FORM)
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    (key,) = re.findall(r"pzs_[a-z0-9]{8}_[\w-]{43}", page.content.decode())
    assert Api(key).get("/catalogue/items").status_code == 200
    token = ApiToken.objects.get()
    assert (token.name, token.scopes, token.origins) == ("ERP", ["catalogue:read"], [])
    secret = key[-43:]
    change = reverse("admin:django_personalize_apitoken_change", args=[token.pk])
    for address in (LIST, change, reverse("admin:index"), change.replace("change", "history")):
        assert secret not in chief.get(address).content.decode()
    assert not [
        entry for entry in LogEntry.objects.all() if secret in f"{entry.object_repr}{entry.change_message}"
    ]
    assert secret not in str(dict(chief.session)) + str(chief.cookies)


def test_a_revoked_token_says_so_and_opens_nothing(chief: Client, api: Api) -> None:
    assert api.token is not None
    revoke = reverse("admin:django_personalize_apitoken_revoke", args=[api.token.pk])
    assert "Revoke it" in chief.get(revoke).content.decode()
    assert api.get("/catalogue/items").status_code == 200
    assert chief.post(revoke, follow=True).status_code == 200
    assert api.get("/catalogue/items").status_code == 401
    assert "revoked" in chief.get(LIST).content.decode()
    assert LogEntry.objects.get().change_message == "revoked"
    assert chief.post(revoke).status_code == 302
    assert LogEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"kind": "app"}, "scopes"),
        ({"scopes": ["visitors:use"]}, "scopes"),
        ({"origins": "https://app.example.com"}, "origins"),
        ({"kind": "app", "scopes": ["visitors:use"], "origins": "app.example.com"}, "origins"),
        ({"expires_at_0": "2020-01-01", "expires_at_1": "00:00"}, "expires_at"),
        ({"name": ""}, "name"),
    ],
)
def test_a_token_that_makes_no_sense_is_not_made(
    chief: Client, clock: object, changes: dict[str, object], field: str
) -> None:
    page = chief.post(ADD, {**FORM, **changes})
    assert field in page.context["adminform"].form.errors
    assert ApiToken.objects.count() == 0


@pytest.mark.trust("T-601")
def test_making_and_revoking_need_their_permissions(api: Api) -> None:
    assert api.token is not None
    member = factories.customer(is_staff=True)
    member.user_permissions.add(Permission.objects.get(codename="view_apitoken"))
    client = Client()
    client.force_login(member)
    revoke = reverse("admin:django_personalize_apitoken_revoke", args=[api.token.pk])
    assert client.get(LIST).status_code == 200
    page = client.get(reverse("admin:django_personalize_apitoken_change", args=[api.token.pk]))
    assert revoke not in page.content.decode()
    assert client.post(ADD, FORM).status_code == 403
    assert client.post(revoke).status_code == 403
    assert api.get("/catalogue/items").status_code == 200


@pytest.mark.trust("T-606")
def test_the_audit_log_is_searched_by_actor_and_by_person(chief: Client, api: Api, ada: Profile) -> None:
    api.get(f"/profiles/{ada.uuid}/events")
    api.post("/profiles/lookup", {"email": "nobody@example.com"})
    address = reverse("admin:django_personalize_auditentry_changelist")
    assert chief.get(address).content.decode().count("events.read") == 1
    entry = AuditEntry.objects.get(action="events.read")
    for term, shown in ((str(ada.uuid), 1), (entry.actor, 2), ("nonsense", 0)):
        page = chief.get(address, {"q": term})
        assert len(page.context["cl"].result_list) == shown
    detail = reverse("admin:django_personalize_auditentry_change", args=[entry.pk])
    assert chief.get(detail).status_code == 200
    assert chief.post(detail, {"actor": "nobody"}).status_code == 403
