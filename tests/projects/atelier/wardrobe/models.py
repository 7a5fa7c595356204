"""Garments are what is shown, cuts (a size of a garment) are what is sold; both have UUID keys."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone


class Collection(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("collection", args=[self.slug])


class Garment(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    collections = models.ManyToManyField(Collection, related_name="garments")
    currency = models.CharField(max_length=3)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("garment", args=[self.slug])

    @property
    def from_price(self) -> Decimal | None:
        """What the cheapest cut costs that is still there; of all cuts when none is."""
        cuts = self.cuts.all()
        prices = [cut.price for cut in cuts if cut.pieces] or [cut.price for cut in cuts]
        return min(prices, default=None)

    @property
    def pieces(self) -> int:
        return sum(cut.pieces for cut in self.cuts.all())


class Cut(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    garment = models.ForeignKey(Garment, models.CASCADE, related_name="cuts")
    size = models.CharField(max_length=8)
    price = models.DecimalField(max_digits=10, decimal_places=2)
    pieces = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.garment} {self.size}"


class Purchase(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=20, unique=True)
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="purchases")
    placed_at = models.DateTimeField(default=timezone.now)
    currency = models.CharField(max_length=3)
    total = models.DecimalField(max_digits=10, decimal_places=2)

    def __str__(self) -> str:
        return self.number


class PurchaseLine(models.Model):
    purchase = models.ForeignKey(Purchase, models.CASCADE, related_name="lines")
    cut = models.ForeignKey(Cut, models.SET_NULL, null=True, related_name="+")
    title = models.CharField(max_length=120)
    pieces = models.PositiveIntegerField()
    price = models.DecimalField(max_digits=10, decimal_places=2)

    def __str__(self) -> str:
        return f"{self.pieces} × {self.title}"


class Bag(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    session_key = models.CharField(max_length=40, blank=True, db_index=True)
    touched_at = models.DateTimeField(auto_now=True)
    purchase = models.ForeignKey(Purchase, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return str(self.pk)


class BagLine(models.Model):
    bag = models.ForeignKey(Bag, models.CASCADE, related_name="lines")
    cut = models.ForeignKey(Cut, models.CASCADE, related_name="+")
    pieces = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.pieces} × {self.cut}"
