"""From an address to what the page is: its type, product, category and search, by the host's URL names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, ResolverMatch, get_script_prefix, resolve

from django_personalize.conf import settings
from django_personalize.events import schema
from django_personalize.shop.models import CatalogCategory, CatalogItem

#: What `reverse` leaves unquoted in a path (RFC 3986: sub-delimiters and "/~:@").
_SAFE = "!$&'()*+,;=/~:@"


@dataclass(frozen=True, slots=True)
class Page:
    """`type` is "" when no URL name of `PERSONALIZE["PAGES"]` fits; keys are "" where the page has none."""

    type: str = ""
    product: str = ""
    category: str = ""
    query: str = ""


def of_request(request: HttpRequest) -> Page:
    """The page that this request asked for; one query on product and category pages, none elsewhere."""
    return _page(request.resolver_match, request.path, request.GET)


def of_url(url: str) -> Page:
    """The page behind an address of this shop, as the script reports it."""
    try:
        parts = urlsplit(url)
        path = unquote(parts.path)
        match = resolve("/" + path.removeprefix(get_script_prefix()))
        query = QueryDict(parts.query)
    except (Resolver404, TooManyFieldsSent, ValueError):
        return Page()
    return _page(match, path, query)


def _page(match: ResolverMatch | None, path: str, query: Mapping[str, str]) -> Page:
    known = settings.PAGES.get(match.view_name) if match is not None else None
    # A control character names nothing of a shop, and some databases refuse to be asked for it.
    if match is None or known is None or schema.CONTROLS.search(path):
        return Page()
    kind = str(known.get("type", ""))
    given = str(match.kwargs.get(known["key"], "")) if "key" in known else ""
    if kind == "product":
        return Page(kind, product=given or _key(CatalogItem, path))
    if kind == "category":
        return Page(kind, category=given or _key(CatalogCategory, path))
    if kind == "search":
        return Page(kind, query=query.get(str(known.get("query", "q")), "").strip())
    return Page(kind)


def _key(model: type[CatalogItem] | type[CatalogCategory], path: str) -> str:
    """The key of what the catalogue says stands at this path; addresses are kept as `reverse` writes them."""
    written = {path[:500], quote(path, safe=_SAFE)[:500]}
    found = model._default_manager.filter(url__in=written, removed_at=None).values_list("key", flat=True)
    return str(found.first() or "")
