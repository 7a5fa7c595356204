"""The small banner: refusing is as easy as accepting, and both work without JavaScript."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from django_personalize.conf import settings
from django_personalize.consent.purposes import PURPOSES
from django_personalize.tracking import fragments, wording


def tag(request: HttpRequest | None, *, lazy: bool) -> SafeString:
    """The banner's HTML; "" once the browser has chosen. A lazy one is always there, hidden until the script acts.

    In a fragment that is kept for others it is a lazy one.
    """
    visitor = getattr(request, "visitor", None)
    if not settings.ENABLED or request is None or visitor is None:
        return SafeString("")
    fragment = fragments.shared_with_others(visitor)
    if fragment is not None and not lazy:
        fragment.complain()
        lazy = True
    if not lazy:
        visitor.asked = True
        if visitor.choice is not None:
            return SafeString("")
    return render_to_string(
        "personalize/consent_banner.html",
        {
            "title": wording.banner_title(),
            "text": wording.banner_text(),
            "purposes": [(purpose, PURPOSES[purpose]) for purpose in settings.PURPOSES],
            "lazy": lazy,
            # Whoever is shown a kept fragment stands on another page: the answer goes back to where it came from.
            "next": request.get_full_path() if fragment is None else "",
        },
        request,
    )
