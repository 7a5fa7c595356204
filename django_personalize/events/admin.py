"""Totals per day without a person. The log of events is in `insights.admin`, which tells it as sentences."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from django_personalize.core.admin import DayFilter, LogAdmin
from django_personalize.events.models import DaySum


class SumDayFilter(DayFilter):
    column = "day"


@admin.register(DaySum)
class DaySumAdmin(LogAdmin):
    """One line per day, event and object; the shards that writers are spread over are added up."""

    may_be_late = True
    keyset = ("-day", "-name", "-object", "-shard")
    list_display = ("day", "name", "about", "total", "money")
    list_display_links = None
    list_filter = (SumDayFilter,)
    fields = ("day", "name", "object", "count", "value")

    def get_queryset(self, request: HttpRequest) -> QuerySet[DaySum]:
        same = DaySum.objects.filter(
            day=OuterRef("day"), name=OuterRef("name"), object=OuterRef("object")
        ).order_by()
        summed = same.values("day", "name", "object")
        rows: QuerySet[DaySum] = super().get_queryset(request)
        return rows.filter(~Exists(same.filter(shard__lt=OuterRef("shard")))).annotate(
            total_count=Subquery(summed.annotate(found=Sum("count")).values("found")),
            total_value=Subquery(summed.annotate(found=Sum("value")).values("found")),
        )

    @admin.display(description=_("about"))
    def about(self, row: DaySum) -> str:
        return row.object or "–"

    @admin.display(description=_("times"))
    def total(self, row: Any) -> int:
        return int(row.total_count)

    @admin.display(description=_("money"))
    def money(self, row: Any) -> str:
        return f"{row.total_value:.2f}" if row.total_value else "–"
