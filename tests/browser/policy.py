"""A strict content security policy on every page of the shop under test.

`style-src 'unsafe-inline'` is for the example shop alone, which hands colours to its style sheet in style attributes.
A browser that sends `X-Policy: nonce` gets the policy with nonces, under which the shop's own script may not run.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_COMMON = "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
POLICY = f"default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; {_COMMON}"
WITH_NONCE = (
    "default-src 'self'; script-src 'nonce-%(nonce)s' 'strict-dynamic'; style-src 'self' 'nonce-%(nonce)s'; "
    + _COMMON
)


class ContentSecurityPolicy:
    """Sets the policy where a response has none of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        policy = POLICY
        if request.headers.get("X-Policy") == "nonce":
            nonce = secrets.token_urlsafe(16)
            request.csp_nonce = nonce  # type: ignore[attr-defined]  where django-csp puts it
            policy = WITH_NONCE % {"nonce": nonce}
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        return response
