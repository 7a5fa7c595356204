"""Inside the shop's own transaction: a statement of ours that fails takes nothing of the shop's with it.

On PostgreSQL the statement that fails is a real one; the other databases go on by themselves, and have to as well.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core.signals import request_finished
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from django_personalize.core.savepoint import around_ours
from django_personalize.middleware import PersonalizeMiddleware
from django_personalize.models import Event
from django_personalize.onsite import rendering
from django_personalize.profiles import whereabouts
from django_personalize.shop.adapters.model import ModelShopAdapter
from django_personalize.testing import FrozenClock
from example_shop.models import Brand
from tests.conftest import USER_AGENT
from tests.factories import SmallShop

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = Template(
    "{% load personalize %}{% greeting %}hello{% endgreeting %} "
    "{% continue_shopping %}best sellers{% endcontinue_shopping %}{% personalize_script %}"
)


def fail_at_the_database(*args: Any, **kwargs: Any) -> Any:
    """What a dropped table or a value out of range does: the database refuses the statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT wanted FROM personalize_no_such_table")


def fail_in_silence(*args: Any, **kwargs: Any) -> dict[str, Any]:
    """The same in a host's method that hides what went wrong."""
    try:
        fail_at_the_database()
    except DatabaseError:
        return {}
    raise AssertionError("the statement did not fail")


@pytest.fixture(autouse=True)
def _breaker_closed() -> None:
    rendering.reset()


def ask(client: Client, view: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """The view's answer to this browser, through the middleware, to the end of what follows the answer."""
    request = RequestFactory(headers={"user-agent": USER_AGENT, "accept-language": "en"}).get("/")
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    response = PersonalizeMiddleware(view)(request)
    assert isinstance(response, HttpResponse)
    request_finished.disconnect(close_old_connections)  # the test's own transaction is still open
    try:
        response.close()
    finally:
        request_finished.connect(close_old_connections)
    return response


@transaction.atomic
def order(request: HttpRequest) -> HttpResponse:
    """A view as under ATOMIC_REQUESTS: the shop writes, shows a page, reads, and commits."""
    Brand.objects.create(name="Before", slug="before")
    page = PAGE.render(RequestContext(request))
    Brand.objects.create(name="After", slug="after")
    return HttpResponse(f"{page} {Brand.objects.filter(slug__in=['before', 'after']).count()} brands")


BROKEN = {
    "the person": (whereabouts, "_find_in_one"),
    "the products": (ModelShopAdapter, "get_cards"),
}


@pytest.mark.trust("T-420")
@pytest.mark.parametrize("fail", [fail_at_the_database, fail_in_silence], ids=["loudly", "in silence"])
@pytest.mark.parametrize("part", BROKEN)
def test_the_shop_goes_on_and_commits_when_a_statement_of_a_tag_fails(
    visitor_client: Client,
    shop: SmallShop,
    clock: FrozenClock,
    caplog: pytest.LogCaptureFixture,
    part: str,
    fail: Callable[..., Any],
) -> None:
    visitor_client.get(shop.connector_products[0].get_absolute_url())
    clock.advance(timedelta(seconds=10))
    with patch.object(*BROKEN[part], fail):
        page = ask(visitor_client, order).content.decode()
    assert "best sellers" in page
    assert page.endswith(" 2 brands")
    assert Brand.objects.filter(slug__in=["before", "after"]).count() == 2
    told = "failed; its default is shown" in caplog.text
    assert told or (fail is fail_in_silence and connection.vendor != "postgresql")


def test_the_shop_goes_on_also_where_errors_are_raised_for_developers(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    def careful(request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            Brand.objects.create(name="Before", slug="before")
            with override_settings(DEBUG=True), pytest.raises(DatabaseError):
                PAGE.render(RequestContext(request))
            Brand.objects.create(name="After", slug="after")
        return HttpResponse("")

    visitor_client.get(shop.connector_products[0].get_absolute_url())
    with patch.object(ModelShopAdapter, "get_cards", fail_at_the_database):
        ask(visitor_client, careful)
    assert Brand.objects.filter(slug__in=["before", "after"]).count() == 2


@pytest.mark.trust("T-420")
def test_the_shop_commits_when_our_events_cannot_be_written_in_its_transaction(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> None:
    """A host may open its transaction around everything, us included."""
    before = Event.objects.count()
    with patch("django_personalize.tracking.writing.ingest", fail_at_the_database), transaction.atomic():
        Brand.objects.create(name="Before", slug="before")
        ask(visitor_client, order_less)
        Brand.objects.create(name="After", slug="after")
    assert Brand.objects.filter(slug__in=["before", "after"]).count() == 2
    assert Event.objects.count() == before
    assert "could not be written" in caplog.text


@pytest.mark.trust("T-420")
def test_the_shop_commits_when_the_person_cannot_be_read_around_its_view(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    """Nothing on the page asks for the person, but the view is to be written."""
    with patch.object(whereabouts, "_find_in_one", fail_at_the_database), transaction.atomic():
        Brand.objects.create(name="Before", slug="before")
        ask(visitor_client, order_less)
        Brand.objects.create(name="After", slug="after")
    assert Brand.objects.filter(slug__in=["before", "after"]).count() == 2


def order_less(request: HttpRequest) -> HttpResponse:
    request.visitor.asked = True  # type: ignore[attr-defined]
    request.visitor.note("page_viewed", {"page_type": "home"}, is_view=True)  # type: ignore[attr-defined]
    return HttpResponse("<body>plain</body>")


def test_what_was_to_follow_the_commit_is_dropped_with_the_statements_that_were_undone() -> None:
    followed: list[str] = []

    def ours() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        transaction.on_commit(lambda: followed.append("ours"))
        fail_at_the_database()

    with transaction.atomic():
        transaction.on_commit(lambda: followed.append("the shop's"))
        with pytest.raises(DatabaseError), around_ours():
            ours()
    assert followed == (["the shop's"] if connection.vendor == "postgresql" else ["the shop's", "ours"])


def test_a_block_without_a_statement_sends_no_savepoint_either() -> None:
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        with around_ours():
            pass
        with pytest.raises(ValueError, match="no statement"), around_ours():
            raise ValueError("no statement")
    assert len(queries) == 0


def test_outside_of_a_transaction_nothing_is_sent_but_the_statement() -> None:
    with CaptureQueriesContext(connection) as queries, around_ours():
        Brand.objects.count()
    assert len(queries) == 1


def test_inside_a_transaction_one_savepoint_surrounds_all_statements_of_a_block() -> None:
    with transaction.atomic(), CaptureQueriesContext(connection) as queries, around_ours():
        with transaction.atomic(savepoint=False):
            Brand.objects.count()
        with transaction.atomic():
            Brand.objects.count()
    words = [query["sql"].split()[0] for query in queries]
    inner = ["SELECT", "SAVEPOINT", "SELECT", "RELEASE"]
    assert words == (["SAVEPOINT", *inner, "RELEASE"] if connection.vendor == "postgresql" else inner)


def test_a_statement_that_fails_in_an_inner_block_without_a_savepoint_is_undone_as_well() -> None:
    """Django marks the whole transaction as lost then; it is not, once we are back at our savepoint."""
    with transaction.atomic():
        Brand.objects.create(name="Before", slug="before")
        with pytest.raises(DatabaseError), around_ours(), transaction.atomic(savepoint=False):
            fail_at_the_database()
        if connection.vendor == "postgresql":
            Brand.objects.create(name="After", slug="after")
        else:
            connection.needs_rollback = False
    assert Brand.objects.count() == (2 if connection.vendor == "postgresql" else 1)


def test_the_home_page_under_atomic_requests_is_personal(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> None:
    visitor_client.get(shop.connector_products[0].get_absolute_url())
    clock.advance(timedelta(seconds=10))
    with (
        caplog.at_level(logging.WARNING, "django_personalize"),
        patch.dict(connection.settings_dict, {"ATOMIC_REQUESTS": True}),
    ):
        page = visitor_client.get(reverse("home")).content.decode()
    assert "Continue where you left off" in page
    assert caplog.records == []
