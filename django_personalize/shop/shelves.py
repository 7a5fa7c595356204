"""The categories as one compiled copy per process, never older than the revision that the page has just read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django_personalize.core import page_cache
from django_personalize.shop.models import CatalogCategory, CatalogItem, Revision

#: Name of the revision that every change of a category renews.
CATEGORIES = "categories"
#: Key of the revision in the cache that all processes share.
CACHE_KEY = "pz:r:categories"


@dataclass(frozen=True, slots=True)
class Shelf:
    """One category as pages need it."""

    key: str
    title: str
    url: str
    image_url: str
    headline: str
    parent_key: str


@dataclass
class Shelves:
    """All categories at one revision. Pictures of those without their own are looked up when asked for, once."""

    revision: str
    by_key: Mapping[str, Shelf]
    _pictures: dict[str, str] = field(default_factory=dict)

    def picture(self, key: str) -> str:
        """The category's own picture, otherwise that of its best-rated product, "" where there is none."""
        own = self.by_key[key].image_url
        if own:
            return own
        if key not in self._pictures:
            pictures = CatalogItem.objects.filter(
                in_categories__category_key=key, listed=True, available=True
            ).exclude(image_url="")
            best = pictures.order_by("-rating", "pk").values_list("image_url", flat=True).first()
            self._pictures[key] = str(best or "")
        return self._pictures[key]


_copy: Shelves | None = None


def at_revision(revision: str) -> Shelves:
    """The categories; one query when they changed since this process read them last."""
    global _copy
    copy = _copy
    if copy is None or not revision or copy.revision != revision:
        rows = CatalogCategory.objects.filter(removed_at=None).values_list(
            "key", "title", "url", "image_url", "headline", "parent_key"
        )
        copy = Shelves(revision, {row[0]: Shelf(*row) for row in rows})
        _copy = copy
    return copy


def renew() -> None:
    """Call inside the transaction that changes categories."""
    page_cache.forget([CACHE_KEY])
    Revision.objects.update_or_create(name=CATEGORIES, defaults={"token": uuid4()})


def revision() -> str:
    """The revision in force, from the shared cache where there is one."""
    return page_cache.remembered(CACHE_KEY, _read, keep=bool)


def _read() -> str:
    token: UUID | None = Revision.objects.filter(name=CATEGORIES).values_list("token", flat=True).first()
    return str(token or "")
