"""From an address to what the page is: its type, product, category and search, by the host's URL names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings as django_settings
from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, QueryDict
from django.urls import (
    NoReverseMatch,
    Resolver404,
    ResolverMatch,
    get_script_prefix,
    get_urlconf,
    resolve,
    reverse,
)
from django.utils import translation

from django_personalize.conf import settings
from django_personalize.core import statements
from django_personalize.events import schema
from django_personalize.events.objects import ABOUT, About, about
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
    #: What the catalogue says of the product, where it was asked for the product's key.
    about: About | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A page as far as its address tells; its key stands in the catalogue `model` under one of `addresses`."""

    page: Page
    model: type[CatalogItem] | type[CatalogCategory] | None = None
    addresses: frozenset[str] = frozenset()


def of_request(request: HttpRequest) -> Page:
    """The page that this request asked for; one query on product and category pages, none elsewhere."""
    match = request.resolver_match
    own = _in_shop_language(match) if match is not None else ""
    return _pages([_read(match, own, request.path, request.GET)])[0]


def of_url(url: str) -> Page:
    """The page behind an address of this shop, as the script reports it."""
    return of_urls([url])[url]


def of_urls(urls: Iterable[str]) -> dict[str, Page]:
    """The pages behind many addresses: one query for all products, one for all categories."""
    distinct = list(dict.fromkeys(urls))
    return dict(zip(distinct, _pages([_read_url(url) for url in distinct]), strict=True))


def _read_url(url: str) -> _Reading:
    try:
        parts = urlsplit(url)
        path = unquote(parts.path)
        query = QueryDict(parts.query)
    except (TooManyFieldsSent, ValueError):
        return _Reading(Page())
    match, own = _resolved(
        path,
        get_script_prefix(),
        get_urlconf() or django_settings.ROOT_URLCONF,
        translation.get_language(),
        django_settings.LANGUAGE_CODE,
    )
    return _read(match, own, path, query)


@lru_cache(maxsize=2000)
def _resolved(
    path: str, prefix: str, urlconf: str, language: str | None, shop_language: str
) -> tuple[ResolverMatch | None, str]:
    """The view of a path and its address in the shop's language; remembered, because scripts report the same again.

    Whichever language its prefix names: it need not be that of the request that reports it.
    """
    inside = "/" + path.removeprefix(prefix)
    named = translation.get_language_from_path(inside) or language
    for spoken in (named, shop_language):  # the latter for i18n_patterns(prefix_default_language=False)
        with translation.override(spoken), suppress(Resolver404, ValueError):
            match = resolve(inside, urlconf)
            return match, _in_shop_language(match)
    return None, ""


def _read(match: ResolverMatch | None, own: str, path: str, query: Mapping[str, str]) -> _Reading:
    """`own`: the same page's address in the shop's language, "" where it has none."""
    known = settings.PAGES.get(match.view_name) if match is not None else None
    # A control character names nothing of a shop, and some databases refuse to be asked for it.
    if match is None or known is None or schema.CONTROLS.search(path):
        return _Reading(Page())
    kind = str(known.get("type", ""))
    given = str(match.kwargs.get(known["key"], "")) if "key" in known else ""
    if kind == "product":
        if given:
            return _Reading(Page(kind, product=given))
        return _Reading(Page(kind), CatalogItem, _addresses(own, path))
    if kind == "category":
        if given:
            return _Reading(Page(kind, category=given))
        return _Reading(Page(kind), CatalogCategory, _addresses(own, path))
    if kind == "search":
        return _Reading(Page(kind, query=query.get(str(known.get("query", "q")), "").strip()))
    return _Reading(Page(kind))


def _pages(readings: Sequence[_Reading]) -> list[Page]:
    """The pages with the keys that the catalogue knows their addresses by; the first key where there are several."""
    products = {url: (key, about(*more)) for url, key, *more in _PRODUCTS.rows(_asked(readings, CatalogItem))}
    categories = dict(_CATEGORIES.rows(_asked(readings, CatalogCategory)))
    pages = []
    for reading in readings:
        page = reading.page
        if reading.model is CatalogItem:
            found = [products[url] for url in reading.addresses if url in products]
            if found:
                key, what = min(found, key=lambda pair: pair[0])
                page = replace(page, product=key, about=what)
        elif reading.model is CatalogCategory:
            keys = [categories[url] for url in reading.addresses if url in categories]
            page = replace(page, category=min(keys, default=""))
        pages.append(page)
    return pages


def _asked(readings: Sequence[_Reading], model: type[CatalogItem] | type[CatalogCategory]) -> list[str]:
    return sorted({url for reading in readings if reading.model is model for url in reading.addresses})


# Of several at one address the one with the first key comes last, and so it stays.
_PRODUCTS = statements.Select(
    CatalogItem,
    lambda urls: (
        CatalogItem.objects.filter(url__in=urls, removed_at=None)
        .order_by("-key")
        .values_list("url", "key", *ABOUT)
    ),
    of=str,
)
_CATEGORIES = statements.Select(
    CatalogCategory,
    lambda urls: (
        CatalogCategory.objects.filter(url__in=urls, removed_at=None)
        .order_by("-key")
        .values_list("url", "key")
    ),
    of=str,
)


def _addresses(own: str, path: str) -> frozenset[str]:
    """How the catalogue may write this page's address: as `reverse` does, in the shop's own language."""
    written = {path[:500], quote(path, safe=_SAFE)[:500]}
    if own:
        written.add(own[:500])
    return frozenset(written)


def _in_shop_language(match: ResolverMatch) -> str:
    """The address of the same page in `LANGUAGE_CODE`, "" where it has none."""
    args, kwargs = match.args, dict(getattr(match, "captured_kwargs", {}))
    with translation.override(django_settings.LANGUAGE_CODE), suppress(NoReverseMatch):
        return reverse(match.view_name, args=None if kwargs else args, kwargs=kwargs or None)
    return ""
