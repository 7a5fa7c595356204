"""Every error as RFC 9457 problem details: what was given, what is allowed, which field."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

from django_personalize.api.schema import Fault
from django_personalize.api.visitors import HEADER, UnknownVisitor
from django_personalize.consent.purposes import UnknownPurpose
from django_personalize.core.keyset import BadCursor
from django_personalize.profiles.identify import IdentityTaken
from django_personalize.profiles.merge import CannotMerge
from django_personalize.shop.ports import AdapterError
from django_personalize.tracking.visitor import NotInstalled

logger = logging.getLogger("django_personalize")

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:django-personalize:problem:"
#: Code to (status, title): every problem there is. The reference lists them.
PROBLEMS: Mapping[str, tuple[int, str]] = {
    "invalid": (400, "The request is not valid"),
    "not_json": (400, "The body is no JSON that is taken here"),
    "visitor_token": (400, "The visitor token names nobody"),
    "unauthenticated": (401, "A valid token is needed"),
    "scope": (403, "The token does not allow this"),
    "origin": (403, "Not from there"),
    "not_found": (404, "Nothing is here"),
    "method": (405, "Not by this method"),
    "no_consent": (409, "The person does not allow this"),
    "conflict": (409, "This contradicts what is known"),
    "in_flight": (409, "The same request is being answered"),
    "too_large": (413, "The body is too large"),
    "media_type": (415, "Send JSON"),
    "refused": (422, "Nothing of this can be taken"),
    "key_reused": (422, "The key stands for another request"),
    "too_many_requests": (429, "Too many requests"),
    "internal": (500, "Something went wrong here"),
    "unavailable": (503, "Not available at the moment"),
    "not_installed": (503, "The shop is not ready for this"),
}


class Problem(Exception):
    """A request that ends with a problem; `faults` name the fields."""

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        faults: Iterable[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.faults = tuple(faults)
        self.headers = dict(headers or {})

    @property
    def status(self) -> int:
        return PROBLEMS[self.code][0]

    def body(self) -> dict[str, Any]:
        """The JSON of it."""
        found: dict[str, Any] = {
            "type": TYPE_PREFIX + self.code,
            "title": PROBLEMS[self.code][1],
            "status": self.status,
            "detail": self.detail,
        }
        if self.faults:
            found["errors"] = [fault.plain() for fault in self.faults]
        return found


#: The same words for what is unknown, foreign or of another kind: nobody learns which.
NOT_FOUND = "There is nothing at this address that this token may see."


def not_found() -> Problem:
    """What is unknown, and what is somebody else's."""
    return Problem("not_found", NOT_FOUND)


def invalid(field: str, code: str, detail: str) -> Problem:
    """One field is wrong."""
    return Problem("invalid", f"{field} {detail}.", faults=[Fault(field, code, detail)])


def answer(error: Exception) -> Response:
    """The response for whatever was raised while a request was served."""
    problem = problem_of(error)
    return Response(problem.body(), status=problem.status, content_type=MEDIA_TYPE, headers=problem.headers)


def problem_of(error: Exception) -> Problem:
    """An exception as a problem; one that nobody expected is logged with its traceback."""
    match error:
        case Problem():
            return error
        case exceptions.APIException():
            return _of_framework(error)
        case Http404():
            return not_found()
        case PermissionDenied():
            return Problem("scope", "This token may not do that.")
        case BadCursor():
            return invalid("after", "cursor", "is no position in this list; follow its `next` links")
        case UnknownPurpose():
            return Problem("invalid", str(error))
        case IdentityTaken() | CannotMerge():
            return Problem("conflict", str(error))
        case UnknownVisitor():
            fault = Fault(HEADER, "unknown", "names nobody; get a new visitor token")
            return Problem("visitor_token", str(error), faults=[fault])
        case NotInstalled():
            logger.error("The API cannot act for visitors. %s", error)
            return Problem("not_installed", "The shop is not ready for visitors of the API.")
        case OperationalError() | InterfaceError():
            logger.exception("The API could not reach the database.")
            return Problem("unavailable", "Try again later.", headers={"Retry-After": "30"})
        case AdapterError():
            logger.exception("The API could not read the shop.")
            return Problem("unavailable", "The shop's data cannot be read now; try again later.")
        case _:
            logger.exception("A request to the API failed.", exc_info=error)
            return Problem("internal", "The failure is in the log of the shop.")


def _of_framework(error: exceptions.APIException) -> Problem:
    match error:
        case exceptions.MethodNotAllowed():
            return Problem("method", "This address does not know that method; `Allow` lists those it knows.")
        case exceptions.UnsupportedMediaType():
            return Problem("media_type", "Send the body as application/json, uncompressed.")
        case _:
            return Problem("invalid", "The request cannot be read.")
