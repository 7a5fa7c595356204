"""What webhooks would send is in the outbox, and nobody is called."""

from __future__ import annotations

import json

from django_personalize.testing import FrozenClock, Outbox, VisitorClient
from tests.factories import SmallShop
from tests.webhooks.conftest import make_endpoint


def test_what_webhooks_would_send_is_in_the_outbox_once(
    visitor_client: VisitorClient, shop: SmallShop, clock: FrozenClock, outbox: Outbox
) -> None:
    make_endpoint(clock, url="https://crm.example.com/hook", events=["product_viewed"])
    visitor_client.get(shop.products[0].get_absolute_url())

    (posted,) = outbox.send_webhooks()

    assert posted.url == "https://crm.example.com/hook"
    assert json.loads(posted.body)["event"] == "product_viewed"
    assert posted.headers["webhook-signature"].startswith("v1,")
    assert outbox.send_webhooks() == []
    assert outbox.deliveries == [posted]
    outbox.clear()
    assert outbox.deliveries == []
