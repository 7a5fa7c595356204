"""The visitor of a headless front: the same as the cookie would make, carried in a header of the API's requests.

A visitor token is the visitor cookie's own value. After the shop's server has said who signed in, it also names the
customer, signed and for as long as a session of the shop lasts; a signed-out browser's id names nobody, in any token.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from django_personalize.conf import settings
from django_personalize.consent import gate
from django_personalize.consent.purposes import PURPOSES
from django_personalize.core import clock, tokens
from django_personalize.core.errors import PersonalizeError
from django_personalize.profiles import identify, snapshots
from django_personalize.profiles.models import Identity, Profile
from django_personalize.profiles.snapshots import SnapshotData, seconds
from django_personalize.profiles.whereabouts import Whereabouts
from django_personalize.shop import shelves
from django_personalize.tracking import choice as choices
from django_personalize.tracking import consent_view, cookies, customers, writing
from django_personalize.tracking.visitor import Visitor, visitor_of

HEADER = "X-Personalize-Visitor"
_SIGNED_IN = "visitor.signed_in"
_BOUND = "_personalize_api_bound"


class UnknownVisitor(PersonalizeError, ValueError):
    """A visitor token that names nobody: made up, taken back by a sign-out, or signed with a key that is gone."""


class UnknownCustomer(PersonalizeError, ValueError):
    """A user key that is no customer of the shop."""


def bind(request: HttpRequest) -> Visitor:
    """Make `request.visitor` the one of the header; without the header it is nobody, whatever cookies came along.

    Raises `UnknownVisitor`, and `NotInstalled` where the middleware is missing.
    """
    visitor = visitor_of(request)
    _reset(visitor, request)
    if token := request.headers.get(HEADER, ""):
        _become(visitor, token)
    return visitor


def of(request: HttpRequest) -> Visitor:
    """The bound visitor of a request."""
    return visitor_of(request) if getattr(request, _BOUND, False) else bind(request)


def release(request: HttpRequest) -> None:
    """Let no cookie leave with an answer of the API, and no personal mark: the middleware has nothing more to do."""
    visitor: Visitor | None = getattr(request, "visitor", None)
    if visitor is not None and getattr(request, _BOUND, False):
        visitor.new_cookies.clear()
        visitor.notes.clear()


def id_in(token: str) -> str | None:
    """The browser's id in a token; None when the token is not ours."""
    return _read(token)[0] if token else None


def nobody(request: HttpRequest) -> Visitor:
    """Somebody who begins: neither cookies nor a visitor token count."""
    visitor = visitor_of(request)
    _reset(visitor, request)
    return visitor


def stand_in(request: HttpRequest, profile: Profile, *, signed_in: bool) -> Visitor:
    """The request's visitor as that person, for reading only; `signed_in`: names and purchases may be shown."""
    visitor = nobody(request)
    visitor.facts.is_bot = False
    if settings.ENABLED:
        visitor.found = Whereabouts(
            profile.pk, profile.user_key, snapshots.load(profile.pk), categories=shelves.revision()
        )
    visitor.user_key = profile.user_key if signed_in else ""
    return visitor


def choose(visitor: Visitor, purposes: list[str], *, at: datetime) -> str | None:
    """Take a choice like the banner does; the token that is valid from now on, None after a refusal of everything."""
    user_key = visitor.user_key
    consent_view.choose(visitor, purposes, at=at, method="app")
    return token_of(visitor, user_key=user_key, at=at) if purposes else None


def sign_in(request: HttpRequest, user_key: str, token: str, *, at: datetime) -> tuple[str | None, Any]:
    """Join a headless visitor to the shop's customer: (new visitor token, the user).

    The id from before the sign-in names nobody any more. A token that names nobody joins nothing; the customer then
    gets a fresh one, if the customer has allowed anything. Raises `UnknownCustomer`.
    """
    user = _user(user_key)
    user_key = str(user.pk)
    visitor = visitor_of(request)
    _reset(visitor, request)
    if token:
        try:
            _become(visitor, token)
        except UnknownVisitor:
            _reset(visitor, request)
    with transaction.atomic():
        if visitor.choice is None:
            known = identify.find(Identity.Kind.USER, user_key)
            visitor.choice = _choice_of(snapshots.load(known.pk), at=at) if known is not None else None
        customers.signed_in(visitor, user, at=at)
        visitor.note("signed_in", {"method": "api"}, at=at)
        writing.write(visitor, at=at)
    return token_of(visitor, user_key=user_key, at=at), user


def sign_out(visitor: Visitor, *, at: datetime) -> None:
    """The next person at this device is somebody else: the token names nobody any more."""
    with transaction.atomic():
        if visitor.user_key:
            visitor.note("signed_out", at=at)
            writing.write(visitor, at=at)
        customers.signed_out(visitor, at=at)


def token_of(visitor: Visitor, *, user_key: str, at: datetime) -> str | None:
    """The visitor token as it is now; None while the browser has no id."""
    if visitor.visitor_id is None:
        return None
    if not user_key:
        return cookies.visitor_token(visitor.visitor_id)
    return tokens.seal(
        {"visitor": visitor.visitor_id, "user": user_key, "since": seconds(at)}, purpose=_SIGNED_IN
    )


def allowed(visitor: Visitor, *, at: datetime) -> dict[str, bool]:
    """Purpose to whether this visitor allows it now, for those that the shop asks for."""
    return {purpose: visitor.allows(purpose, at=at) for purpose in settings.PURPOSES}


def _reset(visitor: Visitor, request: HttpRequest) -> None:
    """Nobody: neither the shop's cookies nor its session count in the API."""
    setattr(request, _BOUND, True)
    visitor.visitor_id = None
    visitor.choice = None
    visitor.facts.is_bot = visitor.facts.is_crawler
    visitor.reread(user_key="")


def _become(visitor: Visitor, token: str) -> None:
    at = clock.now()
    visitor_id, user_key, since = _read(token)
    if visitor_id is None:
        raise UnknownVisitor(f"The token in {HEADER} names nobody; get a new one.")
    session = timedelta(seconds=django_settings.SESSION_COOKIE_AGE)
    fresh = since is not None and timedelta(0) <= at - snapshots.moment(since) + timedelta(minutes=5)
    if since is None or not fresh or at >= snapshots.moment(since) + session:
        user_key = ""
    visitor.visitor_id = visitor_id
    # Asked as the browser itself first: a token from before a sign-out must not come alive by the user it names.
    if settings.ENABLED and not visitor.facts.is_bot:
        found = visitor.found
        if found.retired or found.profile_id is None:
            raise UnknownVisitor(f"The token in {HEADER} names nobody; get a new one.")
        visitor.choice = _choice_of(found.snapshot, at=at)
        visitor.reread(user_key=user_key if found.user_key == user_key else "")


def _read(token: str) -> tuple[str | None, str, int | None]:
    """(browser id, signed-in user, since when) of a token; (None, "", None) for what is not ours."""
    if len(token) > 1000:
        return None, "", None
    if visitor_id := tokens.unsign(token, purpose="visitor"):
        return visitor_id, "", None
    data = tokens.unseal(token, purpose=_SIGNED_IN)
    if data is None:
        return None, "", None
    return str(data["visitor"]), str(data["user"]), int(data["since"])


def _choice_of(snapshot: SnapshotData, *, at: datetime) -> choices.Choice | None:
    """What the person allows now, as the choice that a browser would carry; None where nothing was ever said."""
    if not snapshot.consents:
        return None
    granted = [purpose for purpose in PURPOSES if gate.judge(snapshot.consents, purpose, at=at)]
    return choices.make(granted, at=at)


def _user(user_key: str) -> Any:
    model = get_user_model()
    try:
        user = model._default_manager.filter(pk=user_key).first()
    except (ValueError, ValidationError, OverflowError):
        user = None
    if user is None or not user.is_active:
        raise UnknownCustomer("user_key is no active customer of the shop.")
    return user
