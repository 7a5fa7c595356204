"""The base of every view: who asks, how often, what was given, and every way to end as a problem.

All classes are named here: what a host sets for its own API under `REST_FRAMEWORK` changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from rest_framework.authentication import BaseAuthentication
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from django_personalize.api import idempotency, tokens, visitors
from django_personalize.api.models import ApiToken
from django_personalize.api.schema import Fault, Schema, faults
from django_personalize.api.v1 import operations
from django_personalize.api.v1.problems import MEDIA_TYPE, Problem, answer, invalid, problem_of
from django_personalize.conf import settings
from django_personalize.core import clock, metrics, ratelimit
from django_personalize.core.http import (
    BodyRefused,
    BodyTooLarge,
    Origin,
    address_block,
    client_address,
    is_among,
    origin_of,
    read_body,
)
from django_personalize.core.strictjson import BadJSON, parse
from django_personalize.tracking.visitor import Visitor

_MINUTE = timedelta(minutes=1)
#: Wrong keys per address and minute; beyond, the address waits.
_WRONG_KEYS = 60
#: Nesting of a body: batch, event, properties, order, products, product.
_DEPTH = 12
_ALLOWED_HEADERS = "authorization, content-type, idempotency-key, x-personalize-visitor"
_EXPOSED_HEADERS = "RateLimit, RateLimit-Policy, Retry-After, Idempotency-Replayed"
_PREFLIGHT_SECONDS = 600


class StrictJSON(BaseParser):
    """JSON from strangers, see `core.strictjson`; never more bytes than the operation takes."""

    media_type = "application/json"

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        view: ApiView = (parser_context or {})["view"]
        encoding = view.request.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in ("", "identity"):
            raise Problem("media_type", "Send the body as application/json, uncompressed.")
        limit = view.operation.longest if view.operation else 0
        try:
            if isinstance(stream, HttpRequest):
                body = read_body(stream, limit=limit)
            elif len(body := stream.read(limit + 1)) > limit:  # somebody has read the request before us
                raise BodyTooLarge("too_large", f"At most {limit} bytes are taken.")
            return parse(body, max_depth=_DEPTH)
        except BodyTooLarge as refusal:
            raise Problem("too_large", str(refusal)) from None
        except (BodyRefused, BadJSON) as refusal:
            raise Problem("not_json", str(refusal)) from None


class Renderer(JSONRenderer):
    """Compact UTF-8 JSON, whatever the host has set."""

    compact = True
    ensure_ascii = False
    strict = True

    def get_indent(self, accepted_media_type: str, renderer_context: Any) -> None:
        return None


class OnlyJSON(BaseContentNegotiation):
    """There is one form of every answer; what was asked for does not matter."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        content_type = request.content_type.partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == content_type), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer pzs_…`. A session of the shop opens nothing here."""

    def authenticate(self, request: Request) -> tuple[None, ApiToken]:
        at = clock.now()
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        token = tokens.find(key.strip(), at=at) if scheme.lower() == "bearer" else None
        if token is None:
            self._refuse(request, at=at)
            raise Problem(
                "unauthenticated",
                "Send a token that has neither expired nor been revoked: Authorization: Bearer <token>.",
                headers={"WWW-Authenticate": 'Bearer realm="personalize"'},
            )
        tokens.used(token, at=at)
        return None, token

    def _refuse(self, request: Request, *, at: Any) -> None:
        address = address_block(client_address(request._request)) or "unknown"
        verdict = ratelimit.hit("api.refused", address, limit=_WRONG_KEYS, window=_MINUTE, at=at)
        if not verdict:
            raise _too_many(verdict)


class ByScope(BasePermission):
    """The token's scopes, and where it may be used: server tokens never in browsers, app tokens on their origins."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        operation = view.operation if isinstance(view, ApiView) else None
        token = _token(request)
        if token.kind == ApiToken.Kind.SERVER:
            if "Origin" in request.headers:
                raise Problem(
                    "origin",
                    "This is a server token in a browser, where everybody can read it: revoke it, use an app token.",
                )
        elif origin_of(request._request, allowed=token.origins) is Origin.FOREIGN:
            raise Problem("origin", "This app token does not allow the origin of this page.")
        if operation is not None and operation.scope and operation.scope not in token.scopes:
            raise Problem(
                "scope", f"This needs the scope {operation.scope}; the token has: {', '.join(token.scopes)}."
            )
        return True


class Rate(BaseThrottle):
    """So many per minute: of a server token; of a visitor and of an address where everybody has the same token."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        at = clock.now()
        if request.auth is None:
            address = address_block(client_address(request._request)) or "unknown"
            limits = [("api.address", address, settings.COLLECTOR_ADDRESS_RATE)]
        elif (token := _token(request)).kind == ApiToken.Kind.SERVER:
            limits = [("api.token", token.prefix, token.rate or settings.API_RATE)]
        else:
            address = address_block(client_address(request._request)) or "unknown"
            limits = [("api.app", f"{token.prefix} {address}", token.rate or settings.COLLECTOR_ADDRESS_RATE)]
            if visitor_id := visitors.id_in(request.headers.get(visitors.HEADER, "")):
                limits.append(("api.visitor", visitor_id, settings.COLLECTOR_VISITOR_RATE))
        for scope, subject, limit in limits:
            verdict = ratelimit.hit(scope, subject, limit=limit, window=_MINUTE, at=at)
            if isinstance(view, ApiView):
                view.rate = (limit, max(0, limit - verdict.count), verdict.retry_after)
            if not verdict:
                raise _too_many(verdict)
        return True


def _token(request: Request) -> ApiToken:
    """Whose key came with the request; only after it was authenticated."""
    token: Any = request.auth
    return token  # type: ignore[no-any-return]


def _too_many(verdict: ratelimit.Verdict) -> Problem:
    return Problem(
        "too_many_requests",
        f"Wait {verdict.retry_after} seconds.",
        headers={"Retry-After": str(verdict.retry_after)},
    )


class ApiView(APIView):
    """A resource; its methods are operations."""

    authentication_classes: tuple[type[BaseAuthentication], ...] = (BearerToken,)
    permission_classes = (ByScope,)
    throttle_classes = (Rate,)
    parser_classes = (StrictJSON,)
    renderer_classes = (Renderer,)
    content_negotiation_class = OnlyJSON
    metadata_class = None
    versioning_class = None
    schema = None
    http_method_names = ["get", "post", "put", "patch", "delete", "head", "options"]

    #: (limit, remaining, seconds until it begins anew) of the narrowest limit that was counted.
    rate: tuple[int, int, int] | None = None
    #: What was given, checked against the operation's schemas.
    given: Any = None
    query: Mapping[str, Any] = {}

    # -- who asks

    @property
    def operation(self) -> operations.Operation | None:
        """The operation that was asked for; None for OPTIONS and for methods that are not known here."""
        return operations.of(getattr(self, str(self.request.method).lower(), None))

    @property
    def token(self) -> ApiToken:
        """Whose key it is."""
        return _token(self.request)

    @property
    def visitor(self) -> Visitor:
        """The visitor whose token came along; bound at the first question. Raises `NotInstalled`."""
        return visitors.of(self.request._request)

    def may(self, scope: str) -> bool:
        """Whether the token has a scope beyond the operation's own."""
        return scope in self.token.scopes

    def must_be_on(self) -> None:
        """Refuse for now, while the shop has switched everything off: what is told is not lost, but sent again."""
        if not settings.ENABLED:
            raise Problem("unavailable", "Personalisation is switched off; nothing is recorded now.")

    def perform_authentication(self, request: Request) -> None:
        # A preflight carries no token.
        if request.method != "OPTIONS" and self.authentication_classes:
            request.user  # noqa: B018  asking is what authenticates

    def check_permissions(self, request: Request) -> None:
        if request.method != "OPTIONS" and self.authentication_classes:
            super().check_permissions(request)

    def check_throttles(self, request: Request) -> None:
        if request.method == "OPTIONS":
            request.auth = None
        super().check_throttles(request)

    # -- what is asked

    def serve(self, operation: operations.Operation, act: Callable[[], Response]) -> Response:
        """Check what was given, then act; under an `Idempotency-Key` once."""
        self.query = self._query(operation)
        if operation.takes is not None:
            self.given = self.request.data
            self._check(self.given, operation.checks or operation.takes)
        if operation.visitor:
            visitors.bind(self.request._request)
        key = self.request.headers.get("Idempotency-Key")
        if not operation.idempotent or key is None:
            return act()
        if not idempotency.KEY.fullmatch(key):
            raise invalid("Idempotency-Key", "pattern", "must be 1 to 255 visible ASCII characters")
        return self._once(key, act)

    def _once(self, key: str, act: Callable[[], Response]) -> Response:
        def answered() -> idempotency.Answer:
            response = act()
            return idempotency.Answer(response.status_code, response.data)

        # Visitors share their front's token, and what one of them chose as a key is no other's.
        whose = visitors.id_in(self.request.headers.get(visitors.HEADER, "")) or ""
        mark = idempotency.fingerprint(str(self.request.method), self.request.path, self.given)
        try:
            found = idempotency.once(self.token, f"{key} {whose}", mark, answered, at=clock.now())
        except idempotency.KeyReused as refusal:
            raise Problem("key_reused", str(refusal)) from None
        except idempotency.InFlight as refusal:
            raise Problem("in_flight", str(refusal), headers={"Retry-After": "5"}) from None
        headers = {"Idempotency-Replayed": "true"} if found.replayed else None
        return Response(found.data, status=found.status, headers=headers)

    def _query(self, operation: operations.Operation) -> dict[str, Any]:
        """Query parameters in the types of their schemas; unknown ones are faults."""
        found: dict[str, Any] = {}
        wrong: list[Fault] = []
        for name, given in self.request.query_params.items():
            value = str(given)
            wanted = operation.query.get(name)
            if wanted is None:
                known = ", ".join(operation.query) or "none"
                wrong.append(Fault(name[:80], "unknown", f"is not known here; known are: {known}"))
                continue
            typed: Any = value
            if wanted.get("type") == "integer":
                typed = int(value) if value.isascii() and value.isdigit() and len(value) < 10 else value
            elif "\x00" in value:
                typed = None
            found[name] = typed
            wrong += faults(typed, wanted, field=name)
        self._raise(wrong)
        return found

    def _check(self, value: Any, wanted: Schema) -> None:
        self._raise(list(faults(value, wanted)))

    def _raise(self, wrong: list[Fault]) -> None:
        if wrong:
            first = wrong[0]
            raise Problem("invalid", f"{first.field or 'The body'} {first.detail}.", faults=wrong[:100])

    # -- what is answered

    def handle_exception(self, exc: Exception) -> Response:
        response = answer(exc)
        response.exception = True
        return response

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        if self.rate is not None:
            limit, remaining, seconds = self.rate
            response["RateLimit-Policy"] = f'"minute";q={limit};w=60'
            response["RateLimit"] = f'"minute";r={remaining};t={seconds}'
        response.headers.setdefault("Cache-Control", "no-store")
        response["X-Content-Type-Options"] = "nosniff"
        self._allow_origin(request, response)
        visitors.release(getattr(request, "_request", request))
        method = (
            self.request.method if str(self.request.method).lower() in self.http_method_names else "other"
        )
        metrics.count("api.requests", method=str(method), status=f"{response.status_code // 100}xx")
        return response  # type: ignore[no-any-return]

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """A preflight, answered for origins that an app token allows; otherwise the methods known here."""
        response = Response(status=204)
        if "Access-Control-Request-Method" in request.headers:
            response["Access-Control-Allow-Methods"] = ", ".join(self.allowed_methods)
            response["Access-Control-Allow-Headers"] = _ALLOWED_HEADERS
            response["Access-Control-Max-Age"] = str(_PREFLIGHT_SECONDS)
        return response

    def _allow_origin(self, request: Any, response: HttpResponse) -> None:
        """The page's own origin and nothing else, where a token allows it; never with cookies."""
        origin = request.headers.get("Origin")
        if origin is None:
            return
        patch_vary_headers(response, ["Origin"])
        token = getattr(request, "_auth", None)
        try:
            if isinstance(token, ApiToken):
                allowed = token.kind == ApiToken.Kind.APP and is_among(origin, token.origins)
            else:
                allowed = tokens.browsers_may_call_from(origin, at=clock.now())
        except Exception as error:  # the answer stands; without the database no origin can be judged
            problem_of(error)
            allowed = False
        if allowed:
            response["Access-Control-Allow-Origin"] = origin
            response["Access-Control-Expose-Headers"] = _EXPOSED_HEADERS
        else:
            for name in ("Access-Control-Allow-Methods", "Access-Control-Allow-Headers"):
                response.headers.pop(name, None)


__all__ = ["MEDIA_TYPE", "ApiView"]
