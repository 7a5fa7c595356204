"""What tracking hears: logins and logouts, new users, the shop's signals; and its tables' part in a life."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.db.models.signals import post_save
from django.http import HttpRequest

from django_personalize.conf import settings
from django_personalize.core import clock
from django_personalize.profiles import lifecycle
from django_personalize.shop.adapter import get_adapter
from django_personalize.shop.receivers import CatalogueSink
from django_personalize.tracking import context, customers, orders, writing
from django_personalize.tracking.models import CartState, PendingOrder, Session

logger = logging.getLogger("django_personalize")


def _robust(receive: Callable[..., None]) -> Callable[..., None]:
    """Nothing that we do on a signal may stop what the shop does: a savepoint, and a line in the log."""

    @wraps(receive)
    def guarded(*args: Any, **kwargs: Any) -> None:
        if not settings.ENABLED:
            return
        try:
            with transaction.atomic():
                receive(*args, **kwargs)
        except Exception:
            logger.exception("A signal of the shop could not be followed.")

    return guarded


@_robust
def on_login(sender: Any, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    """Join the browser's history to the customer, then count the login."""
    visitor = getattr(request, "visitor", None)
    if visitor is not None:
        customers.signed_in(visitor, user, at=clock.now())
        visitor.note("signed_in", {"method": "password"})


@_robust
def on_logout(sender: Any, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    """Count the logout for the customer, then take the browser's id back."""
    visitor = getattr(request, "visitor", None)
    if visitor is None or user is None:
        return
    visitor.note("signed_out")
    writing.write(visitor)
    customers.signed_out(visitor, at=clock.now())


@_robust
def on_user_saved(sender: Any, instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A new user signed up in this request, unless somebody signed in made it; a known one may have new traits."""
    if raw:
        return
    visitor = context.current.get()
    if created and visitor is not None and not visitor.user_key:
        visitor.note("signed_up", {"method": "form"})
    elif not created and kwargs.get("update_fields") != frozenset({"last_login"}):
        customers.saved(instance)


class Sink(CatalogueSink):
    """Where the shop's adapter reports: products to the catalogue, orders to the events."""

    def order_placed(self, order_key: str) -> None:
        if settings.ENABLED:
            orders.placed(order_key)

    def order_changed(self, order_key: str) -> None:
        if settings.ENABLED:
            orders.changed(order_key)


def connect() -> None:
    """Register handlers and receivers; `apps.ready` calls it once."""
    lifecycle.register(
        lifecycle.Handler(
            Session,
            "profile",
            lifecycle.repoint(Session, "profile"),
            lifecycle.return_by_origin(Session, "profile"),
            also=("origin",),
        )
    )
    for model in (CartState, PendingOrder):
        lifecycle.register(
            lifecycle.Handler(
                model,
                "profile",
                lifecycle.repoint_remembered(model, "profile"),
                lifecycle.return_remembered(model, "profile"),
            )
        )
    user_logged_in.connect(on_login, dispatch_uid="personalize.login")
    user_logged_out.connect(on_logout, dispatch_uid="personalize.logout")
    post_save.connect(on_user_saved, sender=get_user_model(), dispatch_uid="personalize.user")
    get_adapter().connect(Sink())
