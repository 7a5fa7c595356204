"""Lists page by page: a page holds its rows and the address of the next one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db import models
from rest_framework.request import Request
from rest_framework.response import Response

from django_personalize.api.v1.schemas import ROWS
from django_personalize.core import keyset

M = TypeVar("M", bound=models.Model)


def paged(
    request: Request,
    queryset: models.QuerySet[M],
    *,
    name: str,
    order: Sequence[str],
    query: dict[str, Any],
    show: Callable[[M], dict[str, Any]],
) -> Response:
    """One page of `queryset` under `name`, and `next`. Raises `keyset.BadCursor`."""
    size = int(query.get("limit", ROWS))
    found = keyset.page(queryset, order=order, size=size, after=query.get("after"))
    following = None
    if found.following is not None:
        following = f"{request.path}?{urlencode({'limit': size, 'after': found.following})}"
    return Response({name: [show(row) for row in found.rows], "next": following})
