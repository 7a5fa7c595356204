"""A listing: which products stand on it, what it can be narrowed by, in which order, one page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from example_shop.models import Product, Variant

PAGE_SIZE = 24
_MOST_CHOICES = 14

_SORTINGS = {
    "": (F("rating").desc(nulls_last=True), "-rating_count", "pk"),
    "newest": ("-created_at", "pk"),
    "price": (F("price").asc(nulls_last=True), "pk"),
    "-price": (F("price").desc(nulls_last=True), "pk"),
    "name": ("name", "pk"),
}


class ShelfForm(forms.Form):
    """What a visitor may narrow a listing by. A value that makes no sense is left out, the rest counts."""

    brand = forms.MultipleChoiceField(required=False)
    colour = forms.MultipleChoiceField(required=False)
    low = forms.DecimalField(
        required=False, min_value=0, max_digits=10, decimal_places=2, label=gettext_lazy("from")
    )
    high = forms.DecimalField(
        required=False, min_value=0, max_digits=10, decimal_places=2, label=gettext_lazy("to")
    )
    rating = forms.TypedChoiceField(
        required=False,
        choices=[("", ""), ("4.5", "4.5"), ("4", "4"), ("3", "3")],
        coerce=Decimal,
        empty_value=None,
    )
    available = forms.BooleanField(required=False)
    reduced = forms.BooleanField(required=False)
    sort = forms.ChoiceField(
        required=False,
        choices=[
            ("", gettext_lazy("Best rated")),
            ("newest", gettext_lazy("Newest first")),
            ("price", gettext_lazy("Price: low to high")),
            ("-price", gettext_lazy("Price: high to low")),
            ("name", gettext_lazy("Name")),
        ],
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """One box to tick: how many products it would leave is counted before any other narrowing."""

    value: str
    label: str
    count: int
    chosen: bool
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """One narrowing in force and the query string without it."""

    label: str
    without: str


class Shelf:
    """Products narrowed, sorted and paged by a query string: ``brand=alma&low=20&sort=price&page=2``."""

    def __init__(self, products: QuerySet[Product], query: QueryDict, *, ranked: bool = False) -> None:
        """``ranked``: the products come in an order that counts until the visitor chooses another one."""
        self._all = products
        self._query = query
        self._ranked = ranked
        self._brand_counts = list(
            products.filter(brand__isnull=False)
            .order_by()
            .values_list("brand__slug", "brand__name")
            .annotate(count=Count("pk"))
            .order_by("-count", "brand__name")[:_MOST_CHOICES]
        )
        self._colour_counts = list(
            Variant.objects.filter(product__in=products.order_by())
            .exclude(colour="")
            .order_by()
            .values_list("colour")
            .annotate(count=Count("product", distinct=True), code=Min("colour_hex"))
            .order_by("-count", "colour")[:_MOST_CHOICES]
        )
        self.form = ShelfForm(query)
        self.form.fields["brand"].choices = [(slug, name) for slug, name, _count in self._brand_counts]  # type: ignore[attr-defined]
        self.form.fields["colour"].choices = [(name, name) for name, _count, _code in self._colour_counts]  # type: ignore[attr-defined]
        self.form.is_valid()
        self._wanted = self.form.cleaned_data

    @cached_property
    def products(self) -> QuerySet[Product]:
        wanted = self._wanted
        found = self._all
        if brands := wanted.get("brand"):
            found = found.filter(brand__slug__in=brands)
        if colours := wanted.get("colour"):
            found = found.filter(Exists(Variant.objects.filter(product=OuterRef("pk"), colour__in=colours)))
        if (low := wanted.get("low")) is not None:
            found = found.filter(price__gte=low)
        if (high := wanted.get("high")) is not None:
            found = found.filter(price__lte=high)
        if (rating := wanted.get("rating")) is not None:
            found = found.filter(rating__gte=rating)
        if wanted.get("available"):
            found = found.filter(stock__gt=0, price__isnull=False)
        if wanted.get("reduced"):
            found = found.filter(list_price__gt=F("price"))
        sort = wanted.get("sort") or ""
        if not (self._ranked and sort == ""):
            found = found.order_by(*_SORTINGS[sort])
        return found.select_related("brand", "category").prefetch_related("variants")

    @cached_property
    def page(self) -> Page[Product]:
        """The asked page, the nearest one where the number makes no sense."""
        return Paginator(self.products, PAGE_SIZE).get_page(self._query.get("page"))

    @property
    def page_numbers(self) -> list[int | str]:
        return list(self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1))

    @property
    def brands(self) -> list[Choice]:
        chosen = self._wanted.get("brand") or []
        return [Choice(slug, name, count, slug in chosen) for slug, name, count in self._brand_counts]

    @property
    def colours(self) -> list[Choice]:
        chosen = self._wanted.get("colour") or []
        return [Choice(name, name, count, name in chosen, code) for name, count, code in self._colour_counts]

    @property
    def chips(self) -> list[Chip]:
        wanted = self._wanted
        chips = [
            Chip(choice.label, self._without(name, choice.value))
            for name, choices in (("brand", self.brands), ("colour", self.colours))
            for choice in choices
            if choice.chosen
        ]
        if (low := wanted.get("low")) is not None:
            chips.append(Chip(_("from %(price)s") % {"price": localize(low)}, self._without("low")))
        if (high := wanted.get("high")) is not None:
            chips.append(Chip(_("up to %(price)s") % {"price": localize(high)}, self._without("high")))
        if (rating := wanted.get("rating")) is not None:
            chips.append(
                Chip(_("%(stars)s stars and more") % {"stars": localize(rating)}, self._without("rating"))
            )
        if wanted.get("available"):
            chips.append(Chip(_("in stock"), self._without("available")))
        if wanted.get("reduced"):
            chips.append(Chip(_("reduced"), self._without("reduced")))
        return chips

    def _without(self, name: str, value: str | None = None) -> str:
        left = self._query.copy()
        left.pop("page", None)
        values = [kept for kept in left.getlist(name) if value is not None and kept != value]
        left.setlist(name, values)
        return f"?{left.urlencode()}"


def listed() -> QuerySet[Product]:
    """The products that the shop shows."""
    return Product.objects.filter(is_active=True)


def containing(text: str) -> QuerySet[Product]:
    """Products in which every word of the text occurs, those with the words in their name first."""
    words = text.split()[:8]
    found = listed()
    in_name = Q()
    for word in words:
        in_name &= Q(name__icontains=word)
        found = found.filter(
            Q(name__icontains=word)
            | Q(description__icontains=word)
            | Q(brand__name__icontains=word)
            | Q(category__name__icontains=word)
            | Q(category__parent__name__icontains=word)
            | Q(sku__iexact=word)
        )
    named = Exists(Product.objects.filter(in_name, pk=OuterRef("pk")))
    return found.order_by((named).desc(), F("rating").desc(nulls_last=True), "-rating_count", "pk")
