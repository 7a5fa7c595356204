"""The same request from many at once, to several workers over one database: written and counted once."""

from __future__ import annotations

import http.client
import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.services.servers import Shop, serve
from tests.services.test_races import ask

pytestmark = pytest.mark.services

_SETUP = """
from django_personalize.api import tokens
from django_personalize.consent import ledger
from django_personalize.core import clock
from django_personalize.profiles import identify
at = clock.now()
person = identify.customer_profile("ada", at=at)
said = {"analytics": "granted", "personalization": "granted"}
ledger.record(person.pk, said, at=at, evidence=ledger.Evidence("words", "1", "en", "/", "form"))
print("person|" + str(person.uuid))
scopes = [name for name in tokens.SCOPES if name not in tokens.APP_SCOPES]
print("key|" + tokens.create("races", scopes=scopes)[1])
"""
CONSENT = {
    "choices": {"marketing_email": "granted"},
    "wording": "May we write?",
    "wording_version": "1",
    "language": "en",
    "method": "phone",
}


def at_once(shop: Shop, times: int, path: str, body: Any, key: str, **headers: str) -> list[tuple[int, Any]]:
    """(status, JSON) of the same POST `times` over."""

    def post(number: int) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", shop.ports[number % len(shop.ports)], timeout=60)
        try:
            connection.request(
                "POST",
                f"/personalize/api/v1{path}",
                body=json.dumps(body),
                headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json", **headers},
            )
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(post, range(times)))


@pytest.mark.parametrize("cache_url", ["locmem"], indirect=True)
@pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)
def test_what_many_send_at_once_counts_once(database_url: str, cache_url: str) -> None:
    with serve(database=database_url, cache=cache_url, processes=2, workers=2) as shop:
        lines = shop.manage("shell", "-v0", "-c", _SETUP).splitlines()
        known = dict(line.split("|", 1) for line in lines if "|" in line)
        events = [
            {
                "event": "product_viewed",
                "event_id": str(uuid.uuid4()),
                "person": {"user_key": who},
                "properties": {"product": {"product_id": "12"}},
            }
            for who in ("ada", "nobody")
            for _ in range(10)
        ]
        answers = at_once(shop, 8, "/events", {"events": events}, known["key"])
        assert {status for status, _ in answers} == {200}
        assert sum(body["written"] for _, body in answers) == 10
        assert sum(body["counted"] for _, body in answers) == 10
        assert ask(shop, "Event.objects.filter(name='product_viewed').count()") == 10
        assert ask(shop, "Snapshot.objects.get().data['counts']['product_viewed']") == 10
        sums = "sum(DaySum.objects.filter(name='product_viewed', object='').values_list('count', flat=True))"
        assert ask(shop, sums) == 10

        path = f"/profiles/{known['person']}/consents"
        headers = {"Idempotency-Key": "form-812"}
        answers = at_once(shop, 8, path, CONSENT, known["key"], **headers)
        statuses = {status for status, _ in answers}
        assert statuses <= {201, 409}
        assert 201 in statuses
        assert ask(shop, "ConsentRecord.objects.filter(purpose='marketing_email').count()") == 1
        assert at_once(shop, 1, path, CONSENT, known["key"], **headers)[0][0] == 201
        assert ask(shop, "ConsentRecord.objects.filter(purpose='marketing_email').count()") == 1
