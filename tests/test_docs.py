"""The documentation says what is true: links lead somewhere, examples are real, references match the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.management import get_commands
from django.template import engines
from django.test import override_settings

from django_personalize import conf
from django_personalize.events import schema
from django_personalize.shop.adapters import keys
from docs import references

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "django_personalize"
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
PAGES = [page for page in PAGES if "_build" not in page.parts]

_FENCE = re.compile(r"^ *```(?P<language>[\w{}-]*)[^\n]*\n(?P<body>.*?)^ *```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
#: As written in the pages and at the check, or as the number of a fault of the shop's mappings.
_CHECK_ID = re.compile(r"(?:personalize\.|Fault\(\s*\")([EWI]\d{3})\b")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _fences(page: Path, language: str) -> Iterator[str]:
    for found in _FENCE.finditer(page.read_text(encoding="utf-8")):
        if found["language"] == language:
            yield found["body"]


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_leads_to_a_file_or_a_heading(page: Path) -> None:
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    for found in _LINK.finditer(text):
        target, _, anchor = found["target"].partition("#")
        if target.startswith(("http://", "https://")):
            continue
        there = (page.parent / target).resolve() if target else page
        assert there.exists(), f"{target} does not exist"
        if anchor:
            assert anchor in _anchors(there), f"{target or _name(page)} has no heading #{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_python_examples_are_python(page: Path) -> None:
    for body in _fences(page, "python"):
        ast.parse(body)


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_template_examples_are_templates(page: Path) -> None:
    for body in _fences(page, "django"):
        whole = "{% load personalize" in body or "{% extends" in body
        loaded = body if whole else "{% load personalize %}" + body
        engines["django"].from_string(loaded)


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_shell_examples_call_commands_that_exist(page: Path) -> None:
    commands = get_commands()
    text = "\n".join([*_fences(page, "shell"), *re.findall(r"`([^`\n]+)`", page.read_text(encoding="utf-8"))])
    named = re.findall(r"manage\.py ([a-z_]+)", text) + re.findall(r"\bpersonalize_[a-z_]+\b", text)
    known = {*commands, "personalize_script", "personalize_cache"}
    assert [name for name in named if name not in known] == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_settings_in_examples_are_settings(page: Path) -> None:
    for body in _fences(page, "python"):
        for node in ast.walk(ast.parse(body)):
            if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == [
                "PERSONALIZE"
            ]:
                assert isinstance(node.value, ast.Dict)
                given = [key.value for key in node.value.keys if isinstance(key, ast.Constant)]
                assert [key for key in given if key not in conf.KEYS] == []


def _settings_in(page: Path) -> Iterator[tuple[str, Any]]:
    """(key, value) of each PERSONALIZE in the page's examples; values that are no plain literals are left out."""
    for body in _fences(page, "python"):
        for node in ast.walk(ast.parse(body)):
            if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Dict):
                continue
            if [ast.unparse(target) for target in node.targets] == ["PERSONALIZE"]:
                for key, value in zip(node.value.keys, node.value.values, strict=True):
                    with suppress(ValueError):
                        yield ast.literal_eval(key), ast.literal_eval(value)


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_what_examples_put_into_a_setting_is_what_it_takes(page: Path) -> None:
    for key, value in _settings_in(page):
        if key in keys.MAPPINGS:
            assert set(value) <= set(keys.MAPPINGS[key])
        elif key == "SHOP_FUNCTIONS":
            assert set(value) <= set(keys.FUNCTIONS)
        elif key == "PAGES":
            assert {name for one in value.values() for name in one} <= {"type", "query", "key"}
        elif key == "EVENTS":
            with override_settings(PERSONALIZE={"EVENTS": value}):
                assert schema.plan_problems() == []


@pytest.mark.parametrize("page", sorted(references.PAGES))
def test_a_written_reference_page_is_up_to_date(page: str) -> None:
    text = (DOCS / "reference" / page).read_text(encoding="utf-8")
    assert text == references.PAGES[page](), "run `python -m docs.references`"


def test_every_setting_is_in_the_reference() -> None:
    assert _headings("settings.md", level=3) == list(conf.KEYS)


def test_every_command_is_in_the_reference() -> None:
    ours = sorted(name for name, app in get_commands().items() if app == "django_personalize")
    assert _headings("commands.md", level=2) == ours


def test_every_check_is_in_the_reference() -> None:
    used = {
        found
        for path in PACKAGE.rglob("*.py")
        for found in _CHECK_ID.findall(path.read_text(encoding="utf-8"))
    }
    listed = _CHECK_ID.findall((DOCS / "reference" / "checks.md").read_text(encoding="utf-8"))
    assert used
    assert set(listed) == used


def test_every_template_tag_is_in_the_reference() -> None:
    library = engines["django"].engine.template_libraries["personalize"]
    text = (DOCS / "reference" / "template-tags.md").read_text(encoding="utf-8")
    assert [name for name in (*library.tags, *library.filters) if f"{{% {name}" not in text] == []


def test_the_readme_has_one_command_to_see_it_and_one_to_test_it() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = dict(re.findall(r"<!-- command: (\w+) -->\n```shell\n([^\n]+)\n```", text))
    assert set(found) == {"demo", "tests"}
    assert found["demo"].endswith("manage.py demo")
    assert found["tests"].endswith("tox")


def test_pictures_have_a_description() -> None:
    nameless = [_name(page) for page in PAGES if re.search(r"!\[\s*\]\(", page.read_text(encoding="utf-8"))]
    assert not nameless


def _headings(page: str, *, level: int) -> list[str]:
    text = (DOCS / "reference" / page).read_text(encoding="utf-8")
    return re.findall(rf"^{'#' * level} (.+)$", text, re.MULTILINE)
