"""What an article costs and how many there are, from the rows beside it."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from tests.projects.depot.goods.models import Article


def price_of(article: Article) -> Decimal | None:
    """The newest price that is valid now; None before the first one."""
    now = timezone.now()
    valid = [row for row in article.prices.all() if row.valid_from <= now]
    return max(valid, key=lambda row: (row.valid_from, row.pk)).amount if valid else None


def pieces_of(article: Article) -> int:
    """All warehouses together."""
    return sum(level.pieces for level in article.levels.all())
