"""The shop's customers as people: login joins, logout parts, and what the shop knows becomes traits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from django_personalize.core import clock
from django_personalize.profiles import identify, merge
from django_personalize.profiles.models import Identity, Profile
from django_personalize.tracking import accounts, writing
from django_personalize.tracking.visitor import Visitor


def signed_in(visitor: Visitor, user: Any, *, at: datetime) -> None:
    """Join this browser's history to the customer's profile and give the browser a new id.

    Only a nameless profile joins. A browser that still carries another customer's profile starts afresh, and the id
    from before the login names nobody any more.
    """
    visitor.reread(user_key=str(user.pk))
    if visitor.choice is None or not visitor.choice.granted or visitor.facts.is_bot:
        # Nothing may be joined here; a customer who allowed it elsewhere is found by the login itself.
        forget_browser(visitor, at=at)
        known = identify.find(Identity.Kind.USER, str(user.pk)) if visitor.choice is None else None
        if known is not None and not visitor.facts.is_bot:
            copy_traits(user, known.pk, at=at)
            visitor.reread(user_key=str(user.pk))
        return
    user_key = str(user.pk)
    with transaction.atomic():
        browser = identify.find(Identity.Kind.VISITOR, visitor.visitor_id) if visitor.visitor_id else None
        known = identify.find(Identity.Kind.USER, user_key)
        nameless = browser is not None and browser.user_key in ("", user_key)
        if known is None and nameless and browser is not None:
            known = _named(browser, user_key, at=at)
        elif known is None:
            known = identify.customer_profile(user_key, at=at)
        if nameless and browser is not None and browser.pk != known.pk:
            merge.merge(known, browser, reason="login", at=at)
        _new_browser_id(visitor, known, at=at)
        writing.declare_choice(visitor, known.pk, at=at)
        copy_traits(user, known.pk, at=at)
    visitor.reread(user_key=user_key)


def signed_out(visitor: Visitor, *, at: datetime) -> None:
    """The next person at this browser is somebody else: the browser's id is taken back."""
    forget_browser(visitor, at=at)
    visitor.reread(user_key="")


def copy_traits(user: Any, profile_id: int, *, at: datetime) -> None:
    """What `PERSONALIZE["CUSTOMER"]` names of the user becomes traits, if the person allows personalisation."""
    accounts.copy({profile_id: accounts.read(user)}, at=at)


def saved(user: Any, *, at: datetime | None = None) -> None:
    """The shop has saved a user: traits follow, if the customer has a profile."""
    profile = identify.find(Identity.Kind.USER, str(user.pk))
    if profile is not None:
        copy_traits(user, profile.pk, at=at or clock.now())


def _named(browser: Profile, user_key: str, *, at: datetime) -> Profile:
    """The browser's profile as the customer's, or the one that another browser's first login has just made so."""
    try:
        identify.attach(browser, Identity.Kind.USER, user_key, verified=True, at=at)
    except identify.IdentityTaken:
        return identify.customer_profile(user_key, at=at)
    return browser


def _new_browser_id(visitor: Visitor, profile: Profile, *, at: datetime) -> None:
    """A fresh id where the browser may carry one, pointing at the customer."""
    forget_browser(visitor, at=at)
    if visitor.choice is not None and visitor.choice.granted:
        identify.attach(profile, Identity.Kind.VISITOR, visitor.allot_id(), verified=True, at=at)


def forget_browser(visitor: Visitor, *, at: datetime) -> None:
    """Take the browser's id back: it names nobody any more, here and in every other tab."""
    if visitor.visitor_id is not None:
        identify.retire(Identity.Kind.VISITOR, visitor.visitor_id, at=at)
        visitor.visitor_id = None
        visitor.new_cookies["VISITOR_COOKIE"] = ""
    visitor.new_cookies["FRESHNESS_COOKIE"] = ""
