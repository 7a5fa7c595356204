"""Requests are counted for whatever the host measures with, by words that a stranger cannot multiply."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest

from tests.api.conftest import BASE, Api

pytestmark = pytest.mark.django_db


def test_each_request_is_counted_by_method_and_kind_of_answer(api: Api) -> None:
    with patch("django_personalize.api.v1.view.metrics.count") as count:
        api.get("/catalogue/items")
        api.get("/nothing")
        api.client.generic("ANYTHING", f"{BASE}/events", headers={"authorization": f"Bearer {api.key}"})
    counted: list[Any] = [call.kwargs for call in count.call_args_list]
    assert counted == [
        {"method": "GET", "status": "2xx"},
        {"method": "GET", "status": "4xx"},
        {"method": "other", "status": "4xx"},
    ]
