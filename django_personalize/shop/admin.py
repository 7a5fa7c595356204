"""The catalogue as we last read it: what rules see. It is changed in the shop, never here."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from django_personalize.core.admin import ReadOnlyAdmin
from django_personalize.core.links import link_to
from django_personalize.shop.models import CatalogCategory, CatalogItem
from django_personalize.shop.money import Money, NotMoney

#: Categories offered as a filter; beyond that a list to choose from helps nobody.
_CATEGORIES_OFFERED = 60


class PresenceFilter(admin.SimpleListFilter):
    """What the shop still has, unless somebody asks for what it had."""

    title = _("in the shop")
    parameter_name = "presence"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("all", _("All")), ("removed", _("Removed"))]

    def choices(self, changelist: Any) -> Any:
        yield {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": _("Present"),
        }
        for value, title in self.lookup_choices:
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": title,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all":
            return queryset
        return queryset.filter(removed_at__isnull=self.value() != "removed")


class CategoryFilter(admin.SimpleListFilter):
    """Items in a category or below it."""

    title = _("category")
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = CatalogCategory.objects.filter(removed_at=None).values_list("key", "title", "path")
        titles = {key: title for key, title, _path in rows}
        # Ordered as a tree: by the titles from the root down.
        ordered = sorted(rows, key=lambda row: [titles.get(key, key) for key in row[2]])
        return [
            (key, "\u2003" * (len(path) - 1) + title) for key, title, path in ordered[:_CATEGORIES_OFFERED]
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(in_categories__category_key=self.value()) if self.value() else queryset


@admin.register(CatalogItem)
class CatalogItemAdmin(ReadOnlyAdmin):
    """Products."""

    list_display = (
        "picture",
        "title",
        "category_title",
        "brand",
        "shown_prices",
        "stock",
        "for_sale",
        "state",
        "synced",
    )
    list_display_links = ("title",)
    list_filter = (PresenceFilter, "available", CategoryFilter)
    search_fields = ("title", "=key")
    search_help_text = _("A word of the title, or the product's key.")
    ordering = ("title", "key")
    fields = (
        "picture",
        "title",
        "key",
        "page",
        "state",
        "for_sale",
        "shown_price",
        "shown_list_price",
        "shown_cost",
        "stock",
        "brand",
        "category_title",
        "categories",
        "shown_attributes",
        "rating",
        "created_at",
        "synced_at",
        "removed_at",
    )
    readonly_fields = (
        "picture",
        "page",
        "state",
        "for_sale",
        "shown_price",
        "shown_list_price",
        "shown_cost",
        "category_title",
        "categories",
        "shown_attributes",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[CatalogItem]:
        own = CatalogCategory.objects.filter(key=OuterRef("category")).values("title")[:1]
        rows: QuerySet[CatalogItem] = super().get_queryset(request)
        return rows.annotate(own_category=Subquery(own))

    @admin.display(description=_("picture"))
    def picture(self, row: CatalogItem) -> str:
        return _picture(row.image_url)

    @admin.display(description=_("category"), ordering="own_category")
    def category_title(self, row: Any) -> str:
        return str(row.own_category or row.category or "–")

    @admin.display(description=_("price"), ordering="price")
    def shown_prices(self, row: CatalogItem) -> str:
        price = _money(row.price, row.currency)
        if row.list_price is None or row.list_price == row.price:
            return price
        return format_html('{} <s class="pz-was">{}</s>', price, _money(row.list_price, row.currency))

    @admin.display(description=_("synced"), ordering="synced_at")
    def synced(self, row: CatalogItem) -> str:
        return date_format(localtime(row.synced_at), "SHORT_DATETIME_FORMAT")

    @admin.display(description=_("price"))
    def shown_price(self, row: CatalogItem) -> str:
        return _money(row.price, row.currency)

    @admin.display(description=_("list price"))
    def shown_list_price(self, row: CatalogItem) -> str:
        return _money(row.list_price, row.currency)

    @admin.display(description=_("cost"))
    def shown_cost(self, row: CatalogItem) -> str:
        return _money(row.cost, row.currency)

    @admin.display(description=_("available"), boolean=True, ordering="available")
    def for_sale(self, row: CatalogItem) -> bool:
        return row.available

    @admin.display(description=_("state"))
    def state(self, row: CatalogItem) -> str:
        return _state(removed=row.removed_at is not None, listed=row.listed)

    @admin.display(description=_("page"))
    def page(self, row: CatalogItem) -> str:
        return _link(row.url)

    @admin.display(description=_("categories"))
    def categories(self, row: CatalogItem) -> str:
        titles = dict(CatalogCategory.objects.filter(key__in=row.category_keys).values_list("key", "title"))
        return ", ".join(titles.get(key, key) for key in row.category_keys) or "–"

    @admin.display(description=_("attributes"))
    def shown_attributes(self, row: CatalogItem) -> str:
        pairs = sorted(row.attributes.items())
        return format_html_join(", ", "{}: {}", pairs) if pairs else "–"


@admin.register(CatalogCategory)
class CatalogCategoryAdmin(ReadOnlyAdmin):
    """Categories."""

    list_display = ("picture", "title", "parent", "headline", "state", "synced_at")
    list_display_links = ("title",)
    list_filter = (PresenceFilter,)
    search_fields = ("title", "=key")
    ordering = ("title", "key")
    fields = ("picture", "title", "key", "page", "headline", "parent", "state", "synced_at", "removed_at")
    readonly_fields = ("picture", "page", "parent", "state")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CatalogCategory]:
        above = CatalogCategory.objects.filter(key=OuterRef("parent_key")).values("title")[:1]
        rows: QuerySet[CatalogCategory] = super().get_queryset(request)
        return rows.annotate(above=Subquery(above))

    @admin.display(description=_("picture"))
    def picture(self, row: CatalogCategory) -> str:
        return _picture(row.image_url)

    @admin.display(description=_("within"), ordering="above")
    def parent(self, row: Any) -> str:
        return str(row.above or row.parent_key or "–")

    @admin.display(description=_("state"))
    def state(self, row: CatalogCategory) -> str:
        return _state(removed=row.removed_at is not None, listed=True)

    @admin.display(description=_("page"))
    def page(self, row: CatalogCategory) -> str:
        return _link(row.url)


def _picture(url: str) -> str:
    safe = link_to(url)
    if not safe:
        return format_html('<span class="{}"></span>', "pz-thumb")
    return format_html('<img class="pz-thumb" src="{}" alt="" loading="lazy">', safe)


def _link(url: str) -> str:
    safe = link_to(url)
    return format_html('<a href="{}">{}</a>', safe, url) if safe else url or "–"


def _money(amount: Decimal | None, currency: str) -> str:
    if amount is None:
        return "–"
    try:
        return str(Money.of(amount, currency))
    except NotMoney:
        return str(amount)


def _state(*, removed: bool, listed: bool) -> str:
    if removed:
        return format_html('<span class="pz-badge pz-badge-no">{}</span>', _("removed"))
    if not listed:
        return format_html('<span class="pz-badge pz-badge-quiet">{}</span>', _("not listed"))
    return format_html('<span class="pz-badge pz-badge-yes">{}</span>', _("in the shop"))
