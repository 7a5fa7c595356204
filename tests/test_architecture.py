"""What the tree promises and no single module can see: tables, surface, sizes, what a web process pays."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps
from django.core.management import get_commands

import django_personalize
from django_personalize import models as rim_models

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "django_personalize"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)

#: The longest module that still reads in one sitting.
MOST_LINES = 450

#: What hosts may import; everything else may change without notice. Adding a name here is a promise.
SURFACE: dict[str, set[str]] = {
    "django_personalize.api.tokens": {"BadToken", "create", "revoke"},
    "django_personalize.core.metrics": {"LoggingSink", "Sink"},
    "django_personalize.events.dialects": {
        "ALIASES",
        "DIALECTS",
        "Dialect",
        "Told",
        "UnreadableEvent",
        "resolve",
    },
    "django_personalize.exceptions": {
        "AdapterError",
        "AlreadyRegistered",
        "BadEvent",
        "BadDeclaration",
        "BadToken",
        "BadTrait",
        "CannotMerge",
        "CurrencyMismatch",
        "IdentityTaken",
        "KeptForOthers",
        "LedgerIsAppendOnly",
        "NotMoney",
        "NotRegistered",
        "NotSupported",
        "PersonalizeError",
        "UnknownPerson",
        "UnknownPurpose",
        "UnreadableEvent",
    },
    "django_personalize.routers": {"FreshReads"},
    "django_personalize.shop.money": {"CurrencyMismatch", "Money", "NotMoney"},
    "django_personalize.shop.ports": {
        "AdapterError",
        "Card",
        "Cart",
        "CartLine",
        "Category",
        "Coupon",
        "CouponSpec",
        "EventSink",
        "NotSupported",
        "Order",
        "OrderLine",
        "OrderRows",
        "Product",
        "Return",
        "ShopAdapter",
    },
    "django_personalize.shortcuts": {
        "BadEvent",
        "PastConsent",
        "PastEvent",
        "identify",
        "load_consents",
        "load_events",
        "set_consent",
        "track",
    },
    "django_personalize.signals": {
        "consent_changed",
        "events_recorded",
        "profiles_merged",
        "profiles_parted",
    },
    "django_personalize.testing": {
        "NOON",
        "ConditionContract",
        "FrozenClock",
        "Outbox",
        "ShopAdapterContract",
        "VisitorClient",
        "frozen_clock",
        "make_profile",
    },
}

#: The one module that opens connections: webhooks that staff set up, to hosts that the settings allow, from the tick.
DOOR = "django_personalize/core/outbound.py"
#: Modules that open connections; personalisation has nobody else to talk to.
NETWORK = {
    "aiohttp",
    "ftplib",
    "http.client",
    "httpx",
    "requests",
    "smtplib",
    "socket",
    "urllib.request",
    "urllib3",
}

#: What a web process must not pay for.
HEAVY = ("celery", "numpy", "pandas", "rest_framework", "scipy")


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_every_models_module_is_imported_by_the_rim() -> None:
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in PACKAGE.rglob("models.py")
        if path.parent != PACKAGE
    }
    assert modules <= set(_imports(PACKAGE / "models.py")), "Django ignores a models module nobody imports"


def test_every_table_is_a_name_of_the_rim() -> None:
    tables = {model.__name__ for model in apps.get_app_config("django_personalize").get_models()}
    assert tables == set(rim_models.__all__)


def test_migrations_import_neither_the_package_nor_settings() -> None:
    foreign = [
        f"{_name(path)}: {name}"
        for path in sorted((PACKAGE / "migrations").glob("0*.py"))
        for name in _imports(path)
        if name.startswith(("django_personalize", "django.conf"))
    ]
    assert not foreign, "a history must not depend on today's code or on a host's settings"


@pytest.mark.parametrize("module", sorted(SURFACE))
def test_the_public_surface_is_what_was_promised(module: str) -> None:
    assert _public(import_module(module)) == SURFACE[module]


@pytest.mark.parametrize("module", sorted(SURFACE))
def test_every_public_name_is_in_the_reference(module: str) -> None:
    text = (ROOT / "docs" / "reference" / "python-api.md").read_text(encoding="utf-8")
    text += (ROOT / "docs" / "reference" / "signals.md").read_text(encoding="utf-8")
    assert [name for name in sorted(SURFACE[module]) if not re.search(rf"\b{name}\b", text)] == []


def _public(module: ModuleType) -> set[str]:
    """What `__all__` lists; without it the classes that the module itself defines."""
    listed = getattr(module, "__all__", None)
    if listed is not None:
        return set(listed)
    return {
        name
        for name, value in vars(module).items()
        if isinstance(value, type) and value.__module__ == module.__name__ and not name.startswith("_")
    }


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_a_module_reads_in_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES, "two topics in one file?"


def test_every_package_says_what_it_is_for() -> None:
    silent = [
        _name(path)
        for path in PACKAGE.glob("*/__init__.py")
        if path.parent.name not in {"migrations", "management", "templatetags"}
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent


def test_only_the_one_door_can_open_a_connection() -> None:
    sources = [path for path in SOURCES if _name(path) != DOOR]
    talkers = [f"{_name(path)}: {name}" for path in sources for name in _imports(path) if name in NETWORK]
    assert not talkers


def test_nothing_that_is_shipped_names_another_host() -> None:
    harmless = re.compile(r"https?://(www\.w3\.org|[\w.-]*example\.(com|org|net)|\{|\$|\"|')")
    named = [
        f"{_name(path)}:{number}: {line.strip()}"
        for path in PACKAGE.rglob("*")
        if path.suffix in {".html", ".css", ".js", ".svg"}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for found in re.finditer(r"https?://\S", line)
        if not harmless.match(line, found.start())
    ]
    assert not named


def test_every_command_carries_the_prefix() -> None:
    ours = {name for name, app in get_commands().items() if app == "django_personalize"}
    assert ours
    assert all(name.startswith("personalize_") for name in ours)


def test_a_web_process_pays_for_no_data_science_and_no_task_queue() -> None:
    program = f"""
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "example_shop.settings"
import django
django.setup()
from django.template import engines
from django.urls import get_resolver
get_resolver().url_patterns
engines["django"].from_string("{{% load personalize %}}")
print(",".join(name for name in {HEAVY!r} if name in sys.modules))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""


def test_the_version_is_that_of_the_distribution() -> None:
    declared = re.search(
        r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert declared is not None
    assert declared[1] == django_personalize.__version__
