"""Guards the small forms that stand on every page: buying with one click, wishing, becoming a demo customer.

Django's token would set a cookie for everybody who only looks, and nothing is stored before somebody acts. Instead
the browser itself says where a request comes from, as in Fetch Metadata (W3C) and the Origin header (RFC 6454);
besides, the session cookie is SameSite=Lax, so another site's form arrives without it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]


def from_this_site(request: HttpRequest) -> bool:
    """False for a request that another site made the browser send; True where nothing of the kind is said."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()


def same_origin(view: View) -> View:
    """Answer 403 to what another site sent; takes the place of the CSRF token for this view."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not from_this_site(request):
            return HttpResponseForbidden(_("This form can only be sent from the shop itself."))
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)
