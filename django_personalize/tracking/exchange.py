"""One request and its response: what is read before the shop's view, written before the answer, written after it."""

from __future__ import annotations

import logging
from contextlib import nullcontext
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_vary_headers

from django_personalize.conf import settings
from django_personalize.core import clock
from django_personalize.core.savepoint import around_ours
from django_personalize.shop.ports import Cart
from django_personalize.tracking import arrival as arrivals
from django_personalize.tracking import carts, cookies, orders, views_once, writing
from django_personalize.tracking.visitor import Visitor

logger = logging.getLogger("django_personalize")

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class Exchange:
    """Created by the middleware for each request; nothing is asked or read before it is needed."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.request: HttpRequest = visitor.request
        self._cart: Cart | None = None
        self._compares = (
            settings.ENABLED and self.request.method not in _SAFE and not _is_own(self.request.path)
        )

    @property
    def opens_with_reading(self) -> bool:
        """Whether something has to be read before the shop's view."""
        return self._compares

    def open(self) -> None:
        """Read the cart before a request that may change it."""
        if not self._compares:
            return
        try:
            with around_ours():
                self._cart = carts.before(self.request)
        except Exception:
            self._compares = False
            logger.exception("The cart could not be read; its changes in this request are not recorded.")

    def close(self, response: HttpResponse) -> HttpResponse:
        """Write what must not be lost, set cookies and headers, leave the views for after the answer."""
        visitor = self.visitor
        at = clock.now()
        if self._compares or visitor.orders:
            self._write_now(at)
        if not settings.ENABLED:
            return response
        if visitor.asked:
            self._make_private(response)
        try:
            with around_ours():
                self._record(response, at)
            for setting, value in visitor.new_cookies.items():
                cookies.write(response, self.request, setting, value)
        except Exception:
            # The page is made; that we cannot read or write is no reason to withhold it.
            logger.exception("What this request was about could not be recorded.")
        visitor.answered = True
        return response

    def _record(self, response: HttpResponse, at: datetime) -> None:
        """See to it that the view and the other notes are written once the answer is out."""
        visitor = self.visitor
        if views_once.is_view(self.request, response, visitor):
            if visitor.allows("personalization", at=at) or visitor.allows("analytics", at=at):
                views_once.mark(response)
            self._write_later(response, at, is_view=True)
        elif visitor.notes:
            self._write_later(response, at, is_view=False)

    def _write_now(self, at: datetime) -> None:
        """Cart and order, before the response: whoever got the answer may rely on it."""
        visitor = self.visitor
        if self._compares:
            self._write_cart(at)
        while visitor.orders:
            orders.write_or_log(visitor.orders.pop())
        if visitor.notes:
            try:
                with around_ours():
                    writing.write_or_log(visitor)
            except Exception:
                logger.exception("What this request was about could not be recorded.")
            visitor.reread()

    def _write_cart(self, at: datetime) -> None:
        """What the cart holds and the events about it, together: who dies between them leaves neither.

        The next request that looks at the cart finds the difference then.
        """
        visitor, others = self.visitor, list(self.visitor.notes)
        try:
            with around_ours(), transaction.atomic() if visitor.basis(at=at) else nullcontext():
                carts.note_changes(visitor, self._cart, at=at)
                writes = bool(visitor.notes)
                writing.write(visitor)
            if writes:
                visitor.reread()
        except Exception:
            visitor.notes = others
            logger.exception("Changes of the cart could not be recorded.")

    def _write_later(self, response: HttpResponse, at: datetime, *, is_view: bool) -> None:
        """Views, after the response; a ten-second cookie makes the next request wait for them."""
        visitor = self.visitor
        if visitor.basis(at=at) and visitor.found.retired:
            # Taken back by a login or logout whose answer never arrived here: the next request gets a new one.
            visitor.new_cookies["VISITOR_COOKIE"] = ""
        elif visitor.basis(at=at):
            if visitor.choice is not None:
                visitor.allot_id()
            if visitor.visitor_id is not None:
                promised = visitor.snapshot.version + 1
                visitor.new_cookies["FRESHNESS_COOKIE"] = cookies.promise(visitor.visitor_id, promised, at=at)
        finish = response.close

        def close() -> None:
            try:
                arrival = arrivals.of_request(self.request)
                with around_ours():
                    if is_view:
                        views_once.note(visitor, arrival)
                    writing.write_or_log(visitor, arrival=arrival)
            except Exception:
                logger.exception("A view could not be recorded.")
            finally:
                finish()

        response.close = close  # type: ignore[method-assign]

    def _make_private(self, response: HttpResponse) -> None:
        """A page for one person is kept by no shared cache, whatever the shop's view said."""
        response["Cache-Control"] = "private, no-store"
        patch_vary_headers(response, ["Cookie"])


def _is_own(path: str) -> bool:
    """Whether that is where our script, our banner or the API post to: no cart changes there."""
    for name in ("personalize:collect", "personalize:consent"):
        try:
            if path == reverse(name):
                return True
        except NoReverseMatch:  # the host has not included our URLs
            break
    try:
        return path.startswith(reverse("personalize-api:root"))
    except NoReverseMatch:
        return False
