"""The one middleware: `request.visitor`, the cart's difference, views. Put it after `AuthenticationMiddleware`."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any, cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from django_personalize.core.savepoint import around_ours
from django_personalize.tracking import context
from django_personalize.tracking.exchange import Exchange
from django_personalize.visitor import Visitor

logger = logging.getLogger("django_personalize")

GetResponse = Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]


class PersonalizeMiddleware:
    """Works under WSGI and ASGI; a request that asks for nothing personal costs no query."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self.is_async:
            return self._serve_async(request)
        exchange = _begin(request)
        token = context.current.set(exchange.visitor)
        try:
            exchange.open()
            response = cast(HttpResponse, self.get_response(request))
            return exchange.close(response)
        finally:
            context.current.reset(token)

    async def _serve_async(self, request: HttpRequest) -> HttpResponseBase:
        exchange = _begin(request)
        token = context.current.set(exchange.visitor)
        try:
            if exchange.opens_with_reading:
                await sync_to_async(exchange.open, thread_sensitive=True)()
            response = cast(HttpResponse, await cast(Awaitable[Any], self.get_response(request)))
            if exchange.visitor.touched or exchange.opens_with_reading:
                response = await sync_to_async(exchange.close, thread_sensitive=True)(response)
            return response
        finally:
            context.current.reset(token)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """An async view renders in the event loop, where nothing may be read: read ahead for it, in a thread."""
        if iscoroutinefunction(view):
            try:
                with around_ours():
                    request.visitor.read_ahead()  # type: ignore[attr-defined]
            except Exception:  # the page is the shop's: it shows its defaults
                logger.exception("The visitor could not be read ahead of an async view.")


def _begin(request: HttpRequest) -> Exchange:
    visitor = Visitor(request)
    request.visitor = visitor  # type: ignore[attr-defined]
    return Exchange(visitor)
