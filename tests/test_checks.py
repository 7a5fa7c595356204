"""The system checks: silent on good settings, and on bad ones the line that mends them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.core.checks import CheckMessage, run_checks
from django.test import override_settings
from django.urls import include, path
from django.views.generic import TemplateView

from django_personalize.checks import MIDDLEWARE, check_personalize
from django_personalize.conf import KEYS

AUTHENTICATION = "django.contrib.auth.middleware.AuthenticationMiddleware"
UPDATE_CACHE = "django.middleware.cache.UpdateCacheMiddleware"
#: A host without a mistake: what the shop's own checks say stands in tests/shop.
GOOD = {**settings.PERSONALIZE, "HASH_KEYS": ["a key of its own"]}


class Urls:
    """A URL configuration made of patterns."""

    def __init__(self, *patterns: Any) -> None:
        self.urlpatterns = list(patterns)


OURS = path("personalize/", include("django_personalize.urls"))
HOME = path("", TemplateView.as_view(), name="home")


def found(**changes: Any) -> list[CheckMessage]:
    """The messages for good settings with these keys of PERSONALIZE changed."""
    with override_settings(PERSONALIZE={**GOOD, **changes}):
        return check_personalize()


def ids(messages: list[CheckMessage]) -> list[str | None]:
    return [message.id for message in messages]


def test_good_settings_say_nothing() -> None:
    assert found() == []


def test_the_checks_belong_to_django_s_own_run() -> None:
    with override_settings(PERSONALIZE={**GOOD, "CURENCY": "EUR"}):
        assert "personalize.E001" in ids(run_checks())


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("CURENCY", 'Did you mean "CURRENCY"?'),
        ("visitor_cookie", 'Did you mean "VISITOR_COOKIE"?'),
        ("ZZZ", f"Known keys: {', '.join(sorted(KEYS))}."),
    ],
)
def test_an_unknown_key_is_an_error_with_the_nearest_one(key: str, hint: str) -> None:
    (message,) = found(**{key: 1})
    assert (message.id, message.hint) == ("personalize.E001", hint)
    assert repr(key) in message.msg


@pytest.mark.parametrize(
    ("key", "value", "wanted"),
    [
        ("ENABLED", "yes", "True or False"),
        ("ENABLED", 1, "True or False"),
        ("CURRENCY", 978, "a string"),
        ("PRODUCT", "shop.Product", "a dict or None"),
        ("PAGES", {"home": "home"}, "a dict"),
        ("PURPOSES", "analytics", "a list of strings"),
        ("PURPOSES", [1], "a list of strings"),
        ("VISITOR_COOKIE_AGE", "396 days", "a timedelta or a number of seconds"),
        ("VISITOR_COOKIE_AGE", True, "a timedelta or a number of seconds"),
        ("TRUSTED_PROXIES", 1.5, "a whole number"),
        ("TRUSTED_PROXIES", True, "a whole number"),
        ("COOKIE_SECURE", "on", "True or False or None"),
        ("HASH_KEYS", "one key", "a list of strings"),
    ],
)
def test_a_value_of_the_wrong_type_is_an_error_that_names_the_right_one(
    key: str, value: object, wanted: str
) -> None:
    (message,) = found(**{key: value})
    assert message.id == "personalize.E002"
    shown = "not shown" if key == "HASH_KEYS" else repr(value)
    assert message.msg == f"PERSONALIZE[{key!r}] is {shown} ({type(value).__name__}), must be {wanted}."
    assert message.hint


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("VISITOR_COOKIE_AGE", 86_400),
        ("VISITOR_COOKIE_AGE", 0.5),
        ("PURPOSES", ("analytics",)),
        ("SHARED_CACHE", None),
        ("SHARED_CACHE", ""),
        ("SHARED_CACHE", "default"),
        ("COOKIE_SECURE", None),
        ("CATEGORY", None),
        ("EVENTS", {"quiz_finished": {"properties": {"score": "number"}}}),
    ],
)
def test_every_form_that_a_key_may_take_is_accepted(key: str, value: object) -> None:
    assert found(**{key: value}) == []


@override_settings(PERSONALIZE=["PRODUCT"])
def test_settings_that_are_no_dict_are_one_error() -> None:
    assert ids(check_personalize()) == ["personalize.E002"]


@pytest.mark.parametrize(
    ("changes", "text", "hint"),
    [
        ({"UNKNOWN_EVENTS": "drop"}, "must be one of: refuse, flag", '"UNKNOWN_EVENTS": "refuse"'),
        ({"PURPOSES": ["analytic"]}, "unknown purpose 'analytic'", 'Did you mean "analytics"?'),
    ],
)
def test_a_value_outside_the_list_is_an_error(changes: dict[str, Any], text: str, hint: str) -> None:
    (message,) = found(**changes)
    assert message.id == "personalize.E003"
    assert text in message.msg
    assert message.hint == hint


def _without(*left_out: str) -> list[str]:
    return [entry for entry in settings.MIDDLEWARE if entry not in left_out]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (_without(MIDDLEWARE), ["personalize.E010"]),
        ([MIDDLEWARE, *_without(MIDDLEWARE)], ["personalize.W010"]),
        (_without(AUTHENTICATION), ["personalize.W010"]),
        ([UPDATE_CACHE, *settings.MIDDLEWARE], []),
        ([*settings.MIDDLEWARE, UPDATE_CACHE], ["personalize.W011"]),
        ([*settings.MIDDLEWARE, "django.middleware.cache.CacheMiddleware"], ["personalize.W011"]),
        ([*settings.MIDDLEWARE, "django.middleware.cache.FetchFromCacheMiddleware"], []),
    ],
)
def test_the_place_of_the_middleware(order: list[str], expected: list[str]) -> None:
    with override_settings(MIDDLEWARE=order):
        messages = found()
    assert ids(messages) == expected
    for message in messages:
        assert MIDDLEWARE in str(message.hint)


@pytest.mark.parametrize(
    ("urls", "expected"),
    [
        (Urls(HOME, OURS), []),
        (Urls(HOME, path("shop/", include([OURS]))), []),
        (Urls(HOME), ["personalize.E012"]),
        (Urls(HOME, *i18n_patterns(OURS)), ["personalize.E012"]),
        (Urls(HOME, *i18n_patterns(path("shop/", include([OURS])))), ["personalize.E012"]),
        (Urls(OURS, *i18n_patterns(HOME)), []),
    ],
)
def test_the_urls_are_included_outside_of_languages(urls: Urls, expected: list[str]) -> None:
    with override_settings(ROOT_URLCONF=urls):
        messages = found()
    assert ids(messages) == expected
    assert all('include("django_personalize.urls")' in str(message.hint) for message in messages)


@pytest.mark.parametrize("days", [0, -1, 397, 4000])
def test_a_visitor_cookie_lives_at_most_thirteen_months(days: int) -> None:
    (message,) = found(VISITOR_COOKIE_AGE=timedelta(days=days))
    assert (message.id, message.hint) == ("personalize.E020", '"VISITOR_COOKIE_AGE": timedelta(days=396)')


def test_identities_hashed_with_the_secret_key_are_a_warning_in_production() -> None:
    with override_settings(DEBUG=False):
        (message,) = found(HASH_KEYS=[])
        assert message.id == "personalize.W021"
        assert "HASH_KEYS" in str(message.hint)
    with override_settings(DEBUG=True):
        assert found(HASH_KEYS=[]) == []


def test_a_shared_cache_must_exist() -> None:
    (message,) = found(SHARED_CACHE="redis")
    assert message.id == "personalize.E022"
    assert message.hint == 'Use one of: default; or "" to do without.'


def test_the_shops_own_checks_are_among_ours() -> None:
    assert "personalize.E101" in ids(found(SHOP_ADAPTER="nowhere.Adapter"))


@pytest.mark.parametrize(
    ("options", "missing"),
    [
        ({}, "WAL, transaction_mode IMMEDIATE, timeout 20"),
        ({"transaction_mode": "IMMEDIATE", "timeout": 5}, "WAL, timeout 20"),
        ({"transaction_mode": "DEFERRED", "timeout": 20}, "WAL, transaction_mode IMMEDIATE"),
        (
            {"init_command": "PRAGMA journal_mode = wal;", "transaction_mode": "immediate", "timeout": 30.0},
            "",
        ),
    ],
)
def test_sqlite_needs_its_options(
    options: dict[str, Any], missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        settings, "DATABASES", {"default": {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": options}}
    )
    messages = found()
    assert ids(messages) == (["personalize.W030"] if missing else [])
    for message in messages:
        assert f"lacks {missing}:" in message.msg
        assert '"transaction_mode": "IMMEDIATE", "timeout": 20' in str(message.hint)
        assert "journal_mode=WAL" in str(message.hint)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, []),
        ({"isolation_level": "READ COMMITTED", "charset": "utf8mb4"}, []),
        ({"isolation_level": "repeatable read"}, ["personalize.W031"]),
        ({"isolation_level": None}, ["personalize.W031"]),
        ({"charset": "utf8"}, ["personalize.W032"]),
    ],
)
def test_mariadb_needs_what_django_gives_it(
    options: dict[str, Any], expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        settings, "DATABASES", {"default": {"ENGINE": "django.db.backends.mysql", "OPTIONS": options}}
    )
    messages = found()
    assert ids(messages) == expected
    assert all('DATABASES["default"]["OPTIONS"]' in str(message.hint) for message in messages)


def test_other_databases_need_no_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DATABASES", {"default": {"ENGINE": "django.db.backends.postgresql"}})
    assert found() == []


def test_the_example_shop_passes_its_own_checks() -> None:
    assert ids(check_personalize()) in ([], ["personalize.W021"])
