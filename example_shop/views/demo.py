"""The demo: anybody becomes one of the demo customers with one click. Not there unless ``settings.DEMO``."""

from __future__ import annotations

from django.conf import settings
from django.contrib import auth, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from example_shop.models import Customer
from example_shop.same_origin import same_origin

_BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_safe
@never_cache
def demo(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404("This shop runs without its demo.")
    return render(request, "shop/demo.html")


@require_POST
@same_origin
def become(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in as a demo customer. Only they can be become, and staff never."""
    if not settings.DEMO:
        raise Http404("This shop runs without its demo.")
    demo_customers = Customer.objects.filter(
        demo_note__isnull=False, is_active=True, is_staff=False, is_superuser=False
    )
    customer = get_object_or_404(demo_customers, pk=pk)
    if request.user.is_authenticated:
        auth.logout(request)
    auth.login(request, customer, backend=_BACKEND)
    messages.info(request, _("You are %(name)s now.") % {"name": customer})
    return redirect("home")
