"""What the API can do, said once: routes, scopes and schemas are enforced and published from the same place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from django_personalize.api.schema import Schema

V = TypeVar("V", bound=Callable[..., Any])

#: Attribute of a view's method that holds its operation.
_OPERATION = "api_operation"


@dataclass(frozen=True)
class Operation:
    """One method at one address."""

    id: str
    summary: str
    #: What the token must allow; None: open to everybody.
    scope: str | None
    #: Schema of the body; None: no body.
    takes: Schema | None = None
    #: What of the body is enforced at once, where its parts are judged one by one; None: all of `takes`.
    checks: Schema | None = None
    #: Status to schema of the answer; None: no body.
    gives: Mapping[int, Schema | None] = field(default_factory=dict)
    #: Name to schema of query parameters.
    query: Mapping[str, Schema] = field(default_factory=dict)
    #: Codes of `problems.PROBLEMS` beside those that every operation can end with.
    problems: tuple[str, ...] = ()
    #: Whether `Idempotency-Key` is honoured.
    idempotent: bool = False
    #: Whether the visitor token's header is read.
    visitor: bool = False
    #: Longest body in bytes.
    longest: int = 64 * 1024
    #: More about it, for the reference.
    description: str = ""


def operation(id: str, summary: str, **rest: Any) -> Callable[[V], V]:
    """Declare a view's method (get, post, …) as an operation.

    It is called through the view's `serve`, which reads and checks what was given before.
    """
    declared = Operation(id, summary, **rest)

    def mark(method: V) -> V:
        @wraps(method)
        def serve(view: Any, request: Any, **where: Any) -> Any:
            return view.serve(declared, lambda: method(view, request, **where))

        setattr(serve, _OPERATION, declared)
        return serve  # type: ignore[return-value]

    return mark


def of(method: Any) -> Operation | None:
    """The operation of a view's method, None where it has none."""
    found: Operation | None = getattr(method, _OPERATION, None)
    return found
