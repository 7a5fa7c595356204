"""`path("personalize/api/", include("django_personalize.api.urls"))`, outside of i18n_patterns.

The views are imported by the first request to one of them: a process that serves no API never loads the framework
they are made with.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from django_personalize.api.v1.routes import ROUTES

app_name = "personalize-api"


def _view(place: str) -> Callable[..., HttpResponseBase]:
    """The view at "module:class" of version 1, found when it is first asked."""
    made: list[Callable[..., HttpResponseBase]] = []

    @csrf_exempt  # a token in a header is what no other site can send
    @login_not_required
    @transaction.non_atomic_requests  # an answer is kept or taken back with its own work
    def serve(request: HttpRequest, **where: Any) -> HttpResponseBase:
        if not made:
            module, _, name = place.partition(":")
            made.append(getattr(import_module(f"django_personalize.api.v1.{module}"), name).as_view())
        return made[0](request, **where)

    return serve


def _name(route: str) -> str:
    """ "v1-profiles-id-events" of "profiles/<uuid:id>/events"."""
    return "v1-" + re.sub(r"<\w+:(\w+)>", r"\1", route).replace("/", "-")


urlpatterns = [
    *(path(f"v1/{route}", _view(place), name=_name(route)) for route, place in ROUTES.items()),
    path("", _view("description:Nothing"), name="root"),
    re_path("^.*$", _view("description:Nothing")),
]
