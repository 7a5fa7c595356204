"""Wrong settings about webhooks are told at the start, with the line that mends them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from django_personalize.checks import check_personalize


@pytest.mark.parametrize(
    ("given", "id", "told"),
    [
        ({"WEBHOOK_HOSTS": ["https://crm.example.com/"]}, "E060", "must be the name of one host"),
        ({"WEBHOOK_HOSTS": ["*.example.com"]}, "E060", "must be the name of one host"),
        (
            {"WEBHOOK_HOSTS": ["a.example.com"], "WEBHOOK_PARAMETERS": {"b.example.com": {"key": "x"}}},
            "E061",
            "'b.example.com', which is not in WEBHOOK_HOSTS",
        ),
        ({"WEBHOOK_NETWORKS": ["10.0.0.0/33"]}, "E062", "must be a network"),
        ({"WEBHOOK_CA_FILE": "/does/not/exist.pem"}, "E063", "holds no certificates"),
        ({"WEBHOOK_HOSTS": "crm.example.com"}, "E002", "must be a list of strings"),
    ],
)
def test_a_wrong_setting_is_told(given: dict[str, Any], id: str, told: str, settings: Settings) -> None:
    settings.PERSONALIZE = {**settings.PERSONALIZE, **given}
    [message] = [found for found in check_personalize() if "WEBHOOK" in found.msg]
    assert message.id == f"personalize.{id}"
    assert told in message.msg
    assert message.hint


@pytest.mark.trust("T-619")
def test_a_message_never_shows_a_secret_parameter(settings: Settings) -> None:
    settings.PERSONALIZE = {
        **settings.PERSONALIZE,
        "WEBHOOK_PARAMETERS": {"b.example.com": {"api_secret": "planted"}, "c.example.com": "planted"},
        "HASH_KEYS": "planted",
    }
    shown = [f"{found.msg} {found.hint}" for found in check_personalize()]
    assert not [text for text in shown if "planted" in text]


def test_right_settings_raise_nothing(settings: Settings) -> None:
    settings.PERSONALIZE = {
        **settings.PERSONALIZE,
        "WEBHOOK_HOSTS": ["crm.example.com"],
        "WEBHOOK_PARAMETERS": {"CRM.example.com": {"api_secret": "s"}},
        "WEBHOOK_NETWORKS": ["10.20.0.0/16", "fd00::/8"],
        "WEBHOOK_CA_FILE": str(Path(__file__).with_name("certificate.pem")),
    }
    assert not [found for found in check_personalize() if "WEBHOOK" in found.msg]
