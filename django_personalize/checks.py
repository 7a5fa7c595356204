"""What is wrong with the settings, found when Django starts; every message has the line that mends it as its hint."""

from __future__ import annotations

import difflib
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Union, get_args, get_origin, get_type_hints

from django.conf import settings as django_settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.urls import URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

from django_personalize.conf import KEYS, Settings, settings
from django_personalize.consent.purposes import PURPOSES
from django_personalize.core.retention import CLASSES, BadPeriod
from django_personalize.shop.checks import check_shop
from django_personalize.webhooks.checks import check_webhooks

MIDDLEWARE = "django_personalize.middleware.PersonalizeMiddleware"
_AUTHENTICATION = "django.contrib.auth.middleware.AuthenticationMiddleware"
_CACHES = (
    "django.middleware.cache.UpdateCacheMiddleware",
    "django.middleware.cache.CacheMiddleware",
)
#: Browsers forget cookies after 400 days at the latest; data protection authorities ask for 13 months.
_LONGEST_COOKIE = timedelta(days=396)
_SQLITE_OPTIONS = (
    '"OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, '
    '"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"}'
)
#: Keys whose values no message may show.
_SECRET = frozenset({"HASH_KEYS", "WEBHOOK_PARAMETERS"})
#: Keys with a closed set of values.
_ALLOWED = {"UNKNOWN_EVENTS": ("refuse", "flag")}


@register("personalize")
def check_personalize(app_configs: object = None, **kwargs: object) -> list[CheckMessage]:
    """Every check of the app, in the order in which a developer meets them."""
    given = getattr(django_settings, "PERSONALIZE", {})
    if not isinstance(given, Mapping):
        return [
            Error(
                f"PERSONALIZE is a {type(given).__name__}, must be a dict.",
                hint='PERSONALIZE = {"PRODUCT": {"model": "shop.Product", …}}',
                id="personalize.E002",
            )
        ]
    wrong = [*_keys(given), *_types(given)]
    # Values of the wrong type would raise below; the two messages above say all there is to say.
    found: list[CheckMessage] = [*wrong, *_middleware(), *_urls(), *_databases()]
    if not any(message.id == "personalize.E002" for message in wrong):
        found += [
            *_values(),
            *_cookies(),
            *_keys_of_digests(given),
            *_cache(),
            *_retention(),
            *check_shop(),
            *check_webhooks(),
        ]
    return found


def _keys(given: Mapping[str, Any]) -> Iterator[CheckMessage]:
    for key in given:
        if key in KEYS:
            continue
        close = difflib.get_close_matches(str(key).upper(), KEYS, n=1)
        hint = f'Did you mean "{close[0]}"?' if close else f"Known keys: {', '.join(sorted(KEYS))}."
        yield Error(f"PERSONALIZE has the unknown key {key!r}.", hint=hint, id="personalize.E001")


def _types(given: Mapping[str, Any]) -> Iterator[CheckMessage]:
    for key, value in given.items():
        if key not in KEYS:
            continue
        wanted = _type_of(key)
        if not _fits(value, wanted):
            shown = "not shown" if key in _SECRET else repr(value)
            yield Error(
                f"PERSONALIZE[{key!r}] is {shown} ({type(value).__name__}), must be {_named(wanted)}.",
                hint=_documented(key),
                id="personalize.E002",
            )


def _values() -> Iterator[CheckMessage]:
    for key, allowed in _ALLOWED.items():
        value = getattr(settings, key)
        if value not in allowed:
            yield Error(
                f"PERSONALIZE[{key!r}] is {value!r}, must be one of: {', '.join(allowed)}.",
                hint=f'"{key}": "{allowed[0]}"',
                id="personalize.E003",
            )
    for purpose in settings.PURPOSES:
        if purpose not in PURPOSES:
            close = difflib.get_close_matches(purpose, PURPOSES, n=1)
            yield Error(
                f"PERSONALIZE['PURPOSES'] has the unknown purpose {purpose!r}.",
                hint=f'Did you mean "{close[0]}"?' if close else f"Known purposes: {', '.join(PURPOSES)}.",
                id="personalize.E003",
            )


def _middleware() -> Iterator[CheckMessage]:
    order = list(django_settings.MIDDLEWARE)
    if MIDDLEWARE not in order:
        yield Error(
            "The middleware that gives requests their visitor is missing: nothing is recorded or shown.",
            hint=f'Add "{MIDDLEWARE}" to MIDDLEWARE, after "{_AUTHENTICATION}".',
            id="personalize.E010",
        )
        return
    ours = order.index(MIDDLEWARE)
    if _AUTHENTICATION not in order or order.index(_AUTHENTICATION) > ours:
        yield Warning(
            "PersonalizeMiddleware stands before AuthenticationMiddleware: logins may not be noticed.",
            hint=f'In MIDDLEWARE move "{MIDDLEWARE}" behind "{_AUTHENTICATION}".',
            id="personalize.W010",
        )
    for cache in _CACHES:
        # Responses pass the list from its end to its beginning: whoever stands further down acts first.
        if cache in order and order.index(cache) > ours:
            yield Warning(
                f"{cache.rpartition('.')[2]} keeps pages before PersonalizeMiddleware has marked the personal "
                "ones as private: one visitor's page could be served to the next.",
                hint=f'In MIDDLEWARE move "{cache}" before "{MIDDLEWARE}".',
                id="personalize.W011",
            )


def _urls() -> Iterator[CheckMessage]:
    hint = 'urlpatterns += [path("personalize/", include("django_personalize.urls"))]'
    if not getattr(django_settings, "ROOT_URLCONF", None):
        return
    places = list(_includes(get_resolver(), translated=False))
    if not places:
        yield Error(
            "The URLs of django_personalize are not included: the banner, the script and the collector have "
            "no address.",
            hint=hint,
            id="personalize.E012",
        )
    elif all(places):
        yield Error(
            "The URLs of django_personalize are included under i18n_patterns: their addresses change with the "
            "language, and cached pages would point at the wrong ones.",
            hint=f"Move the include out of i18n_patterns: {hint}",
            id="personalize.E012",
        )


def _includes(resolver: URLResolver, *, translated: bool) -> Iterator[bool]:
    """For each include of ours, whether it stands under a language prefix."""
    for entry in resolver.url_patterns:
        if not isinstance(entry, URLResolver):
            continue
        under = translated or isinstance(entry.pattern, LocalePrefixPattern)
        if entry.app_name == "personalize" or entry.namespace == "personalize":
            yield under
        else:
            yield from _includes(entry, translated=under)


def _cookies() -> Iterator[CheckMessage]:
    age = settings.VISITOR_COOKIE_AGE
    if not timedelta(0) < age <= _LONGEST_COOKIE:
        yield Error(
            f"PERSONALIZE['VISITOR_COOKIE_AGE'] is {age.days} days, must be 1 to 396 days (13 months).",
            hint='"VISITOR_COOKIE_AGE": timedelta(days=396)',
            id="personalize.E020",
        )


def _keys_of_digests(given: Mapping[str, Any]) -> Iterator[CheckMessage]:
    if not given.get("HASH_KEYS") and not django_settings.DEBUG:
        yield Warning(
            "Identities are hashed with SECRET_KEY: changing it would orphan every person that is known.",
            hint='"HASH_KEYS": [os.environ["PERSONALIZE_HASH_KEY"]]  '
            "— to keep those known so far, put the present SECRET_KEY at the end of the list.",
            id="personalize.W021",
        )


def _retention() -> Iterator[CheckMessage]:
    known = f"Classes of data: {', '.join(sorted(CLASSES))}."
    named = (("RETENTION", settings.RETENTION), ("ALLOW_UNLIMITED", settings.ALLOW_UNLIMITED))
    for setting, names in named:
        for name in names:
            if name not in CLASSES:
                close = difflib.get_close_matches(str(name), CLASSES, n=1)
                yield Error(
                    f"PERSONALIZE[{setting!r}] has the unknown class of data {name!r}.",
                    hint=f"Did you mean {close[0]!r}?" if close else known,
                    id="personalize.E040",
                )
    for found in CLASSES.values():
        try:
            kept = found.kept
        except BadPeriod as error:
            yield Error(
                f"PERSONALIZE['RETENTION'][{found.name!r}]: {error}",
                hint=f'"RETENTION": {{"{found.name}": "{found.default}"}}',
                id="personalize.E041",
            )
            continue
        if kept is None and found.name not in settings.ALLOW_UNLIMITED:
            yield Error(
                f"PERSONALIZE['RETENTION'][{found.name!r}] is None: this data would be kept without an end.",
                hint=f'"RETENTION": {{"{found.name}": "{found.default}"}}, or, if you must and may: '
                f'"ALLOW_UNLIMITED": ["{found.name}"].',
                id="personalize.E042",
            )


def _cache() -> Iterator[CheckMessage]:
    alias = settings.SHARED_CACHE
    if alias and alias not in django_settings.CACHES:
        known = ", ".join(sorted(django_settings.CACHES))
        yield Error(
            f"PERSONALIZE['SHARED_CACHE'] names the cache {alias!r}, which CACHES does not have.",
            hint=f'Use one of: {known}; or "" to do without.',
            id="personalize.E022",
        )


def _databases() -> Iterator[CheckMessage]:
    for alias, entry in django_settings.DATABASES.items():
        if entry.get("ENGINE") == "django.db.backends.mysql":
            yield from _mariadb(alias, entry.get("OPTIONS", {}))
        if entry.get("ENGINE") != "django.db.backends.sqlite3":
            continue
        options = entry.get("OPTIONS", {})
        command = str(options.get("init_command", "")).replace(" ", "").lower()
        missing = [
            name
            for name, present in (
                ("WAL", "journal_mode=wal" in command),
                (
                    "transaction_mode IMMEDIATE",
                    str(options.get("transaction_mode", "")).upper() == "IMMEDIATE",
                ),
                ("timeout 20", _number(options.get("timeout", 0)) >= 20),
            )
            if not present
        ]
        if missing:
            yield Warning(
                f"The SQLite database {alias!r} lacks {', '.join(missing)}: writers will meet "
                '"database is locked".',
                hint=f'In DATABASES["{alias}"]: {_SQLITE_OPTIONS}',
                id="personalize.W030",
            )


def _mariadb(alias: str, options: Mapping[str, Any]) -> Iterator[CheckMessage]:
    """Django's own defaults are right; who changes them must know what we rely on."""
    level = options.get("isolation_level", "read committed")
    if str(level).lower() != "read committed":
        yield Warning(
            f"The database {alias!r} runs its transactions at {level or 'the level of its server'}: a process that "
            "waited for a lock goes on with what it read before, and counts would be lost.",
            hint=f'In DATABASES["{alias}"]["OPTIONS"]: "isolation_level": "read committed"',
            id="personalize.W031",
        )
    charset = str(options.get("charset", "utf8mb4"))
    if charset != "utf8mb4":
        yield Warning(
            f"The database {alias!r} is spoken to in {charset}, which has no room for emoji: searches and names "
            "with one are refused.",
            hint=f'In DATABASES["{alias}"]["OPTIONS"]: "charset": "utf8mb4"',
            id="personalize.W032",
        )


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


# -- types of the keys, read from the properties of `conf.Settings`


def _property(key: str) -> Callable[..., Any]:
    getter: Callable[..., Any] = vars(Settings)[key].fget
    return getter


def _type_of(key: str) -> Any:
    return get_type_hints(_property(key))["return"]


def _documented(key: str) -> str:
    """The first paragraph of the key's own documentation."""
    return " ".join((_property(key).__doc__ or "").split("\n\n")[0].split())


def _fits(value: object, wanted: Any) -> bool:
    """Whether a value may stand for a type of `conf`: durations also as seconds, lists also as tuples."""
    origin, inside = get_origin(wanted), get_args(wanted)
    if wanted is Any:
        return True
    if origin in (Union, types.UnionType):
        return any(_fits(value, one) for one in inside)
    if origin is not None and issubclass(origin, Mapping):
        return isinstance(value, Mapping) and all(
            _fits(key, inside[0]) and _fits(entry, inside[1]) for key, entry in value.items()
        )
    if origin is not None and issubclass(origin, Sequence):
        return isinstance(value, list | tuple) and all(_fits(entry, inside[0]) for entry in value)
    if wanted is timedelta:
        return isinstance(value, timedelta | int | float) and not isinstance(value, bool)
    if wanted is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return wanted is type(value) if wanted is bool else isinstance(value, wanted)


def _named(wanted: Any) -> str:
    """A type as developers say it."""
    origin, inside = get_origin(wanted), get_args(wanted)
    if origin in (Union, types.UnionType):
        return " or ".join(_named(one) for one in inside)
    if origin is not None and issubclass(origin, Mapping):
        return "a dict"
    if origin is not None and issubclass(origin, Sequence):
        return "a list of strings"
    names = {
        bool: "True or False",
        str: "a string",
        int: "a whole number",
        timedelta: "a timedelta or a number of seconds",
        type(None): "None",
    }
    return names.get(wanted, str(wanted))
