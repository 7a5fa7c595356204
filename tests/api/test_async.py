"""The API under ASGI."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient

from tests.api.conftest import BASE, Api
from tests.api.test_visitors import ALL, look


@pytest.mark.django_db(transaction=True)
def test_a_headless_front_is_served_by_an_event_loop_too(front: Api) -> None:
    async def visit() -> tuple[Any, Any]:
        client = AsyncClient()
        headers = {"authorization": f"Bearer {front.key}", "user-agent": "okhttp/4.12"}
        begun = await client.post(
            f"{BASE}/visitors", json.dumps(ALL), content_type="application/json", headers=headers
        )
        headers["x-personalize-visitor"] = begun.json()["visitor"]
        sent = await client.post(
            f"{BASE}/visitor/events",
            json.dumps({"events": [look(1)]}),
            content_type="application/json",
            headers=headers,
        )
        shown = await client.get(f"{BASE}/visitor/decisions", headers=headers)
        return sent.json(), shown.json()

    sent, shown = async_to_sync(visit)()
    assert sent["written"] == 1
    assert shown["decisions"][0]["content"]["kind"] in ("new", "returning")
