"""Pages that caches keep, that are packed or streamed by the host: one visitor's page is never another's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from django_personalize.testing import FrozenClock
from tests.conftest import USER_AGENT
from tests.factories import SmallShop

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.attack.urls")]

HEADERS = {"user-agent": USER_AGENT, "accept-language": "en", "origin": "http://testserver"}


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def stranger(db: None) -> Client:
    """Another browser, which has allowed everything and looked at nothing."""
    client = Client(headers=HEADERS)
    client.post(reverse("personalize:consent"), {"choice": "all"})
    return client


@pytest.mark.trust("T-547")
@pytest.mark.parametrize("path", ["/kept/", "/kept-late/"])
def test_djangos_page_cache_keeps_no_page_with_a_personal_place(
    visitor_client: Client, stranger: Client, shop: SmallShop, path: str
) -> None:
    product = shop.connector_products[0]
    visitor_client.get(product.get_absolute_url())
    mine = visitor_client.get(path)
    assert product.name in mine.content.decode()
    assert mine["Cache-Control"] == "private, no-store"
    theirs = stranger.get(path)
    assert product.name not in theirs.content.decode()
    assert "nobody" in theirs.content.decode()
    assert "nobody" in Client(headers=HEADERS).get(path).content.decode()


@pytest.mark.trust("T-548")
def test_djangos_page_cache_keeps_a_page_that_is_the_same_for_all(
    visitor_client: Client, stranger: Client, shop: SmallShop
) -> None:
    first = visitor_client.get("/kept-neutral/")
    assert "private" not in first["Cache-Control"]
    assert stranger.get("/kept-neutral/")["Expires"] == first["Expires"]
    assert len(cache._cache) > 0  # type: ignore[attr-defined]


@pytest.mark.trust("T-547")
def test_a_page_that_is_rendered_while_it_is_sent_shows_defaults(
    visitor_client: Client, shop: SmallShop
) -> None:
    """Its headers have left: nobody can mark it as one person's any more."""
    product = shop.connector_products[0]
    visitor_client.get(product.get_absolute_url())
    response = visitor_client.get("/streamed/")
    body = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert product.name not in body or response.get("Cache-Control") == "private, no-store"
    assert "nobody" in body


@pytest.mark.trust("T-547")
def test_a_packed_page_leaves_its_view_to_the_script(visitor_client: Client, shop: SmallShop) -> None:
    """What is packed cannot be corrected in place: the script, told to count, must be the only one."""
    import gzip

    from django_personalize.models import Event

    before = Event.objects.count()
    response = visitor_client.get("/zipped/", headers={"accept-encoding": "gzip"})
    page = gzip.decompress(response.content).decode()
    assert response["Content-Encoding"] == "gzip"
    told_the_script = 'data-pz-view="client"' in page
    assert told_the_script
    assert Event.objects.count() == before


def test_a_page_that_is_packed_outside_of_us_is_counted_by_the_server(
    visitor_client: Client, shop: SmallShop
) -> None:
    import gzip

    from django.conf import settings

    from django_personalize.models import Event

    with override_settings(MIDDLEWARE=["django.middleware.gzip.GZipMiddleware", *settings.MIDDLEWARE]):
        client = Client(headers=HEADERS)
        client.cookies = visitor_client.cookies
        before = Event.objects.filter(name="page_viewed").count()
        response = client.get("/plain/", headers={"accept-encoding": "gzip"})
    page = gzip.decompress(response.content).decode()
    assert 'data-pz-view="server"' in page
    assert Event.objects.filter(name="page_viewed").count() == before + 1


@pytest.mark.trust("T-547")
def test_the_head_of_a_personal_page_is_private_and_no_view(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    from django_personalize.models import Event

    before = Event.objects.count()
    response = visitor_client.head("/plain/")
    assert response["Cache-Control"] == "private, no-store"
    assert Event.objects.count() == before
