"""The API's own description, and what is answered where nothing is."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from django_personalize.api.v1.openapi import document
from django_personalize.api.v1.operations import operation
from django_personalize.api.v1.problems import not_found
from django_personalize.api.v1.view import ApiView


@lru_cache(maxsize=4)
def _at(server: str) -> dict[str, Any]:
    """Made once per process: it needs no token, and does not change."""
    return document(server=server)


class Description(ApiView):
    """OpenAPI 3.1, made from the same declarations that are enforced; needs no token."""

    authentication_classes = ()

    @operation("description.read", "Read this description", scope=None, gives={200: {"type": "object"}})
    def get(self, request: Request) -> Response:
        prefix = request.path.removesuffix("/v1/openapi.json")
        return Response(_at(f"{prefix}/v1"))


class Nothing(ApiView):
    """Every other address below the API."""

    authentication_classes = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method != "OPTIONS":
            raise not_found()
