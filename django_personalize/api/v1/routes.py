"""The addresses of version 1 in the order of the reference; no slash at the end."""

from __future__ import annotations

#: Route to "module:class" in `django_personalize.api.v1`; imported by the first request.
ROUTES = {
    "events": "events:Events",
    "profiles": "profiles:Profiles",
    "profiles/lookup": "profiles:Lookup",
    "profiles/<uuid:id>": "profiles:OneProfile",
    "profiles/<uuid:id>/events": "histories:ProfileEvents",
    "profiles/<uuid:id>/consents": "consents:ProfileConsents",
    "profiles/<uuid:id>/decisions": "decisions:ProfileDecisions",
    "catalogue/items": "catalogue:Items",
    "catalogue/items/<str:key>": "catalogue:OneItem",
    "catalogue/changes": "catalogue:Changes",
    "visitors": "visitors:Visitors",
    "visitors/sign-in": "visitors:SignIn",
    "visitor": "visitors:OwnVisitor",
    "visitor/consents": "visitors:OwnConsents",
    "visitor/events": "visitors:OwnEvents",
    "visitor/decisions": "decisions:OwnDecisions",
    "openapi.json": "description:Description",
}
