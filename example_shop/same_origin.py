"""Guards the small forms that stand on every page: buying with one click, wishing, becoming a demo customer.

Django's token would set a cookie for everybody who only looks, and nothing is stored before somebody acts. Instead
the browser itself says where a request comes from, as in Fetch Metadata (W3C) and the Origin header (RFC 6454);
besides, the session cookie is SameSite=Lax, so another site's form arrives without it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]


#: One http(s) origin and nothing beside it: no "null", no list, no path.
_ORIGIN = re.compile(r"(https?)://([a-z0-9.\-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?", re.IGNORECASE)
_PORTS = {"http": "80", "https": "443"}


def from_this_site(request: HttpRequest) -> bool:
    """False for a request that another site made the browser send; True where nothing of the kind is said.

    `Origin` is compared exactly: scheme, host and port, as the settings for proxies say they are outside. Only where
    the browser itself calls the request same-origin may TLS have ended at a proxy that the settings do not know.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site not in (None, "same-origin", "none"):
        return False
    if origin is None:
        return True
    theirs, ours = _parts(origin), _parts(f"{request.scheme}://{request.get_host()}")
    if theirs is None or ours is None:
        return False
    ended_before_us = theirs[:2] == ("https", ours[1]) and ours[0] == "http"
    return theirs == ours or (site == "same-origin" and ended_before_us)


def _parts(origin: str) -> tuple[str, str, str] | None:
    """Scheme, host and port; None for what is no single origin."""
    found = _ORIGIN.fullmatch(origin)
    if found is None:
        return None
    scheme, host, port = found.groups()
    return scheme.lower(), host.lower(), port or _PORTS[scheme.lower()]


def same_origin(view: View) -> View:
    """Answer 403 to what another site sent; takes the place of the CSRF token for this view."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not from_this_site(request):
            return HttpResponseForbidden(_("This form can only be sent from the shop itself."))
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)
