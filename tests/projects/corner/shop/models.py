"""Shelves, products and orders; a cart is no table here."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone


class Shelf(models.Model):
    name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)
    above = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="below")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("shelf", args=[self.slug])


class Product(models.Model):
    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    shelf = models.ForeignKey(Shelf, models.PROTECT, related_name="products")
    price = models.DecimalField(max_digits=8, decimal_places=2)
    stock = models.PositiveIntegerField(default=0)
    photo = models.FileField(upload_to="products", blank=True)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("product", args=[self.slug])


class Order(models.Model):
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="orders")
    placed_at = models.DateTimeField(default=timezone.now)
    total = models.DecimalField(max_digits=10, decimal_places=2)

    def __str__(self) -> str:
        return f"Order {self.pk}"


class OrderLine(models.Model):
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.SET_NULL, null=True, related_name="+")
    title = models.CharField(max_length=120)
    quantity = models.PositiveIntegerField()
    price = models.DecimalField(max_digits=8, decimal_places=2)

    def __str__(self) -> str:
        return f"{self.quantity} × {self.title}"
