"""Async views: nothing is read in the event loop, and the page is personal all the same."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import AsyncClient, override_settings

from django_personalize.models import Event
from django_personalize.testing import FrozenClock
from tests.conftest import USER_AGENT
from tests.factories import SmallShop

HEADERS = {"user-agent": USER_AGENT, "origin": "http://testserver"}

pytestmark = pytest.mark.django_db(transaction=True)


@override_settings(ROOT_URLCONF="tests.onsite.async_urls")
def test_an_async_view_is_personal_and_its_view_is_counted(shop: SmallShop, clock: FrozenClock) -> None:
    async def visit() -> tuple[str, str]:
        client = AsyncClient()
        stranger = (await client.get("/async/", headers=HEADERS)).content.decode()
        await client.post("/personalize/consent/", {"choice": "all"}, headers=HEADERS)
        for product in shop.connector_products:
            await client.get(await sync_to_async(product.get_absolute_url)(), headers=HEADERS)
        return stranger, (await client.get("/async/", headers=HEADERS)).content.decode()

    stranger, known = async_to_sync(visit)()
    assert stranger.startswith("Hello()")
    assert "Welcome to Marlow" in known
    assert "[Beam shoe][Post base][Joist hanger][Angle bracket]" in known
    assert "(Wood connectors)" in known
    assert 'data-pz-view="server"' in known
    assert Event.objects.filter(name="product_viewed").count() == 4
    assert Event.objects.filter(name="page_viewed", context__page__url__endswith="/async/").count() == 1
