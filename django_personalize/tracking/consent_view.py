"""Where the banner's answer arrives: from a form without JavaScript, from the script, from the host's own banner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from django_personalize.conf import settings
from django_personalize.consent import ledger
from django_personalize.core import clock
from django_personalize.core.http import same_origin
from django_personalize.tracking import choice as choices
from django_personalize.tracking import customers, writing
from django_personalize.tracking.evidence import evidence_of
from django_personalize.tracking.visitor import Visitor, visitor_of

Status = ledger.Status


@csrf_exempt  # cached pages carry no token; the origin is checked instead
@login_not_required  # the question stands on the login page too
@never_cache
@require_POST
def consent(request: HttpRequest) -> HttpResponse:
    """`choice` is all, none or some (with `purpose` once for each). Answers with a redirect, or 204 to the script."""
    if not same_origin(request):
        return HttpResponseForbidden(_("Consent can only be given on the shop's own pages."))
    given = request.POST.get("choice", "")
    named = request.POST.getlist("purpose")
    unknown = sorted(set(named) - set(settings.PURPOSES))
    if given not in ("all", "none", "some") or unknown:
        return JsonResponse(
            {
                "error": f"choice {given!r} must be all, none or some; "
                f"purpose {', '.join(unknown) or '(none)'} must be among {', '.join(settings.PURPOSES)}."
            },
            status=400,
        )
    granted = {"all": list(settings.PURPOSES), "none": [], "some": named}[given]
    visitor = visitor_of(request)
    if request.POST.get("gpc") == "1":
        visitor.facts.gpc = True  # where header and script disagree, the stricter one wins
    choose(visitor, granted, at=clock.now())
    if request.headers.get("X-Requested-With") == "personalize":
        return HttpResponse(status=204)
    return HttpResponseRedirect(_next(request))


def choose(visitor: Visitor, granted: Sequence[str], *, at: datetime, method: str = "banner") -> None:
    """Take a choice: the browser remembers it; who allows something becomes a person, who refuses stays nobody.

    A person who is known already gets the choice into the ledger, and what was allowed before ends now.
    """
    choice = choices.make(granted, at=at)
    visitor.new_cookies["CONSENT_COOKIE"] = choice.token()
    visitor.choice = choice
    with transaction.atomic():
        if granted and not visitor.facts.is_bot:
            profile_id: int | None = _person(visitor, at=at)
        else:
            profile_id = visitor.profile_id
        if profile_id is not None:
            said = visitor.snapshot.consents
            ledger.record(
                profile_id,
                {purpose: _status(purpose, granted, said) for purpose in settings.PURPOSES},
                at=at,
                evidence=evidence_of(visitor.request, method=method),
            )
    if not granted:
        customers.forget_browser(visitor, at=at)
    elif profile_id is not None and visitor.user_key:
        customers.copy_traits(visitor.request.user, profile_id, at=at)
    visitor.reread()


def _person(visitor: Visitor, *, at: datetime) -> int:
    """The visitor's profile; one that a browser's retired id led to is never taken up again."""
    if visitor.found.retired:
        visitor.visitor_id = None
        visitor.reread()
    visitor.allot_id()
    return writing.person_of(visitor, at=at, declares=False)


def _status(purpose: str, granted: Sequence[str], said: dict[str, list[object]] | object) -> str:
    if purpose in granted:
        return Status.GRANTED
    before = said.get(purpose) if isinstance(said, dict) else None
    return Status.WITHDRAWN if before and before[0] == Status.GRANTED else Status.DENIED


def _next(request: HttpRequest) -> str:
    """The page that the form names, otherwise the one it stood on; the front page where that is not ours."""
    target = request.POST.get("next") or request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else "/"
