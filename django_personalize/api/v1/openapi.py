"""The OpenAPI 3.1 description, made from the operations that the views declare: nothing is said twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.utils import translation

from django_personalize import __version__
from django_personalize.api import tokens
from django_personalize.api.schema import Schema
from django_personalize.api.v1 import operations, schemas
from django_personalize.api.v1.operations import Operation
from django_personalize.api.v1.problems import MEDIA_TYPE, PROBLEMS
from django_personalize.api.v1.routes import ROUTES
from django_personalize.api.visitors import HEADER

_METHODS = ("get", "post", "put", "patch", "delete")
_CONVERTERS: dict[str, Schema] = {"uuid": schemas.UUID, "str": schemas.text(64)}
_PARAMETER = re.compile(r"<(?P<kind>\w+):(?P<name>\w+)>")
#: Problems that every operation can end with, and those that come with something it has.
_ALWAYS = ("invalid", "too_many_requests", "internal", "unavailable")
_WITH_TOKEN = ("unauthenticated", "scope", "origin")
_WITH_BODY = ("not_json", "too_large", "media_type")
_WITH_KEY = ("in_flight", "key_reused")

_INFO = """\
Send events, profiles and catalogue changes from another server, read profiles and decisions, and let a headless \
front act for its visitors. Every error is a problem by RFC 9457 that names the field. Lists have a `next` address. A \
POST that honours `Idempotency-Key` is answered once per key and token within 24 hours.\
"""
_HEADERS = {
    "RateLimit": {"description": "What remains: r requests, t seconds.", "schema": {"type": "string"}},
    "RateLimit-Policy": {"description": "q requests per w seconds.", "schema": {"type": "string"}},
}
#: Shapes that stand once, under a name, by their identity.
_NAMED = {
    id(shape): name.title().replace("_", "")
    for name, shape in vars(schemas).items()
    if name.isupper()
    and isinstance(shape, dict)
    and shape.get("type") == "object"
    # Those of query parameters are no shapes; what says nothing needs no name.
    and len(shape) > 1
}


def found() -> Iterator[tuple[str, str, Operation]]:
    """(route, method, operation) of the whole version, in the order of the routes."""
    for route, place in ROUTES.items():
        module, _, name = place.partition(":")
        view = getattr(import_module(f"django_personalize.api.v1.{module}"), name)
        for method in _METHODS:
            operation = operations.of(getattr(view, method, None))
            if operation is not None:
                yield route, method, operation


def document(*, server: str) -> dict[str, Any]:
    """The description; `server` is where version 1 is, such as "/personalize/api/v1"."""
    paths: dict[str, Any] = {}
    for route, method, operation in found():
        path = "/" + _PARAMETER.sub(r"{\g<name>}", route)
        paths.setdefault(path, {})[method] = _operation(route, operation)
    scopes = "\n".join(f"- `{name}`: {_english(text)}" for name, text in tokens.SCOPES.items())
    return {
        "openapi": "3.1.0",
        "info": {"title": "django-personalize", "version": __version__, "description": _INFO},
        "servers": [{"url": server}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": f"A server or app token with these scopes:\n{scopes}",
                }
            },
            "headers": _HEADERS,
            "responses": {f"Problem{status}": _problem(status) for status in _statuses(paths)},
            "schemas": _components(paths),
        },
    }


def _statuses(paths: dict[str, Any]) -> list[int]:
    """The statuses of problems that operations end with."""
    used = {
        int(status)
        for methods in paths.values()
        for operation in methods.values()
        for status, response in operation["responses"].items()
        if "$ref" in response
    }
    return sorted(used)


def _problem(status: int) -> dict[str, Any]:
    titles = [f"{title} (`{code}`)" for code, (known, title) in PROBLEMS.items() if known == status]
    return {
        "description": "; ".join(titles),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _components(paths: dict[str, Any]) -> dict[str, Any]:
    """The named shapes that are used, each with those that it uses itself."""
    named = {_NAMED[id(shape)]: shape for shape in vars(schemas).values() if id(shape) in _NAMED}
    made: dict[str, Any] = {}
    wanted = {"Problem", *_references(paths)}
    while wanted:
        name = min(wanted)
        shape = named[name]
        made[name] = {key: _plain(entry) for key, entry in shape.items()}
        wanted = (wanted | _references(made[name])) - made.keys()
    return dict(sorted(made.items()))


def _references(value: Any) -> set[str]:
    found = set(re.findall(r"#/components/schemas/(\w+)", str(value)))
    return {str(name) for name in found}


def _operation(route: str, operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.id,
        "summary": operation.summary,
        "tags": [operation.id.partition(".")[0]],
    }
    about = [operation.description] if operation.description else []
    if operation.scope:
        about.append(f"Scope: `{operation.scope}`.")
    else:
        described["security"] = []
    if about:
        described["description"] = " ".join(about)
    if parameters := list(_parameters(route, operation)):
        described["parameters"] = parameters
    if operation.takes is not None:
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _plain(operation.takes)}},
        }
    problems = list(dict.fromkeys(_problems(route, operation)))
    described["responses"] = _responses(operation, problems)
    described["x-problems"] = problems
    return described


def _parameters(route: str, operation: Operation) -> Iterator[dict[str, Any]]:
    for part in _PARAMETER.finditer(route):
        schema = _plain(_CONVERTERS[part["kind"]])
        yield {"name": part["name"], "in": "path", "required": True, "schema": schema}
    for name, wanted in operation.query.items():
        yield {"name": name, "in": "query", "required": False, "schema": _plain(wanted)}
    if operation.visitor:
        yield {
            "name": HEADER,
            "in": "header",
            "required": False,
            "description": "The visitor token; without it the visitor is nobody.",
            "schema": {"type": "string"},
        }
    if operation.idempotent:
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": "A new one for each act; sent again with the same request, the same answer.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
        }


def _responses(operation: Operation, problems: list[str]) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in _HEADERS}
    for status, shape in operation.gives.items():
        response: dict[str, Any] = {"description": operation.summary, "headers": headers}
        if shape is not None:
            response["content"] = {"application/json": {"schema": _plain(shape)}}
        responses[str(status)] = response
    for code in problems:
        status = PROBLEMS[code][0]
        responses.setdefault(str(status), {"$ref": f"#/components/responses/Problem{status}"})
    return dict(sorted(responses.items()))


def _problems(route: str, operation: Operation) -> Iterator[str]:
    yield from _ALWAYS
    if operation.scope is not None:
        yield from _WITH_TOKEN
    if operation.takes is not None:
        yield from _WITH_BODY
    if operation.idempotent:
        yield from _WITH_KEY
    yield from operation.problems
    if "<" in route and "not_found" not in operation.problems:
        yield "not_found"


def _plain(value: Any) -> Any:
    """A copy that every writer of YAML or JSON can take, with references in place of named shapes."""
    if id(value) in _NAMED:
        return {"$ref": f"#/components/schemas/{_NAMED[id(value)]}"}
    if isinstance(value, dict):
        return {name: _plain(entry) for name, entry in value.items()}
    return [_plain(entry) for entry in value] if isinstance(value, list | tuple) else value


def _english(text: Any) -> str:
    with translation.override("en"):
        return str(text)
