"""Articles without price and stock, which stand in tables of their own; nothing is ever really deleted."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone


class Department(models.Model):
    code = models.CharField(max_length=8, primary_key=True)
    name = models.CharField(max_length=80)
    above = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="below")

    class Meta:
        db_table = "wms_department"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("department", args=[self.code])


class Living(models.Manager["Article"]):
    """Hides what was deleted."""

    def get_queryset(self) -> models.QuerySet[Article]:
        return super().get_queryset().filter(deleted_at=None)


class Article(models.Model):
    sku = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    department = models.ForeignKey(Department, models.PROTECT, related_name="articles")
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = Living()
    everything = models.Manager()  # noqa: DJ012  the rule takes this one for a field

    class Meta:
        db_table = "wms_article"

    def __str__(self) -> str:
        return f"{self.sku} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("article", args=[self.sku])

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Only hide it: invoices keep pointing at it."""
        self.deleted_at = timezone.now()
        self.save(update_fields=["deleted_at"])


class PriceRow(models.Model):
    article = models.ForeignKey(Article, models.CASCADE, related_name="prices")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    valid_from = models.DateTimeField()

    class Meta:
        db_table = "wms_price"

    def __str__(self) -> str:
        return f"{self.amount} from {self.valid_from}"


class StockLevel(models.Model):
    article = models.ForeignKey(Article, models.CASCADE, related_name="levels")
    warehouse = models.CharField(max_length=20)
    pieces = models.IntegerField(default=0)

    class Meta:
        db_table = "wms_stock"

    def __str__(self) -> str:
        return f"{self.pieces} in {self.warehouse}"


class Basket(models.Model):
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    touched_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "wms_basket"

    def __str__(self) -> str:
        return f"basket {self.pk}"


class BasketRow(models.Model):
    basket = models.ForeignKey(Basket, models.CASCADE, related_name="rows")
    article = models.ForeignKey(Article, models.CASCADE, related_name="+")
    pieces = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "wms_basket_row"

    def __str__(self) -> str:
        return f"{self.pieces} × {self.article}"


class Invoice(models.Model):
    number = models.CharField(max_length=20, unique=True)
    basket = models.ForeignKey(Basket, models.SET_NULL, null=True, related_name="+")
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    email = models.EmailField()
    state = models.CharField(max_length=10, default="draft")
    placed_at = models.DateTimeField(null=True)
    total = models.DecimalField(max_digits=10, decimal_places=2, null=True)

    class Meta:
        db_table = "wms_invoice"

    def __str__(self) -> str:
        return self.number


class Position(models.Model):
    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="positions")
    article = models.ForeignKey(Article, models.PROTECT, related_name="+")
    pieces = models.PositiveIntegerField()
    price = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        db_table = "wms_position"

    def __str__(self) -> str:
        return f"{self.pieces} × {self.article}"
