"""The API is what its description and its how-to say."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from django_personalize.api import tokens
from django_personalize.api.schema import faults
from django_personalize.api.v1 import openapi, schemas
from django_personalize.api.v1.problems import PROBLEMS
from docs import openapi as page
from tests import factories
from tests.api.conftest import BASE, DOCUMENT, Api

HOW_TO = Path(page.__file__).parent / "how-to" / "use-the-api.md"


def test_the_committed_description_is_what_the_code_says() -> None:
    assert page.PAGE.read_text(encoding="utf-8") == page.text(), "run `python -m docs.openapi`"


def test_the_served_description_is_the_committed_one(db: None) -> None:
    assert Api("").get("/openapi.json").json() == openapi.document(server=BASE)


def test_every_operation_has_its_own_id_and_a_scope_that_exists() -> None:
    found = [operation for _, _, operation in openapi.found()]
    assert len({operation.id for operation in found}) == len(found) == 20
    assert {operation.scope for operation in found} - {None} == set(tokens.SCOPES) - {
        "events:server",
        "personal:read",
    }


def test_every_problem_of_an_operation_is_one_that_exists() -> None:
    for _, _, operation in openapi.found():
        assert set(operation.problems) <= set(PROBLEMS)


def test_the_description_is_one_that_tools_understand() -> None:
    """Every reference leads somewhere, every schema is a schema."""
    text = json.dumps(DOCUMENT)
    for kind, name in re.findall(r"#/components/(\w+)/([\w-]+)", text):
        assert name in DOCUMENT["components"][kind]
    for shape in DOCUMENT["components"]["schemas"].values():
        jsonschema_rs.validator_for({"components": DOCUMENT["components"], **shape})


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ({"profile": "6f1c3d2e-5b0a-4e8e-9a57-2f6a1f0c8d11"}, True),
        ({"profile": "6f1c3d2e5b0a4e8e9a572f6a1f0c8d11"}, False),
        ({"user_key": "41"}, True),
        ({"user_key": 41}, False),
        ({}, False),
        ({"user_key": "41", "email": "a@b.example"}, False),
        ({"nickname": "Ada"}, False),
        ("ada", False),
        (None, False),
        (["user_key"], False),
    ],
)
def test_what_is_published_is_what_is_enforced(value: Any, right: bool) -> None:
    published = {"components": DOCUMENT["components"], "$ref": "#/components/schemas/Person"}
    validator = jsonschema_rs.validator_for(published, validate_formats=True)
    assert validator.is_valid(value) is right
    assert (not list(faults(value, schemas.PERSON))) is right


def commands() -> Iterator[tuple[str, str]]:
    """(curl line, the JSON that the page shows after it, "" where none)."""
    text = HOW_TO.read_text(encoding="utf-8")
    blocks = re.findall(r"^ *```(shell|json)\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    for position, (language, body) in enumerate(blocks):
        if language != "shell":
            continue
        following = blocks[position + 1] if position + 1 < len(blocks) else ("", "")
        lines = [line for line in re.split(r"^ *(?=curl )", body, flags=re.MULTILINE) if line.strip()]
        for number, line in enumerate(lines):
            shown = following[1] if following[0] == "json" and number == len(lines) - 1 else ""
            yield line, shown


@pytest.mark.django_db
@pytest.mark.row("A35", part="api")
def test_every_line_of_the_how_to_works_as_written(api: Api, front: Api, clock: object) -> None:
    factories.customer(pk=41, email="ada@example.com")
    known = {"API": BASE, "TOKEN": api.key, "APP": front.key, "PERSON": "", "VISITOR": ""}
    ran = 0
    for line, shown in commands():
        for name, value in known.items():
            line = line.replace(f"${name}", value)
        words = shlex.split(line.replace("\\\n", " "))
        headers = dict(words[at + 1].split(": ", 1) for at, word in enumerate(words) if word == "-H")
        given = {name.lower(): value for name, value in headers.items() if name != "Content-Type"}
        method = words[words.index("-X") + 1].lower() if "-X" in words else "get"
        body = words[words.index("-d") + 1] if "-d" in words else None
        (address,) = [word for word in words if word.startswith(BASE)]
        data = json.loads(body) if body is not None else None
        response = api.call(method, address, data, **given)
        assert response.status_code < 300, (line, response.content)
        if response.status_code == 204:
            continue
        answer = response.json()
        if shown:
            wanted = json.loads(shown)
            assert {**answer, "id": None} == {**wanted, "id": None}
        known["PERSON"] = answer.get("id", known["PERSON"])
        known["VISITOR"] = answer.get("visitor") or known["VISITOR"]
        ran += 1
    assert ran == 13
