from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Maker(models.Model):
    name = models.CharField(max_length=80)

    class Meta:
        app_label = "boutique"

    def __str__(self) -> str:
        return self.name


class Collection(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    mother = models.ForeignKey(
        "self", models.DO_NOTHING, null=True, blank=True, related_name="daughters", db_constraint=False
    )
    hidden = models.BooleanField(default=False)

    class Meta:
        app_label = "boutique"

    def __str__(self) -> str:
        return self.name


class Garment(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    label = models.CharField(max_length=300)
    maker = models.ForeignKey(Maker, models.SET_NULL, null=True, blank=True, related_name="garments")
    collections = models.ManyToManyField(Collection, blank=True, related_name="garments")
    master = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="cuts")
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    money_code = models.CharField(max_length=3, default="EUR")
    on_hand = models.IntegerField(null=True, blank=True)
    picture = models.FileField(upload_to="garments", blank=True)
    cloth = models.CharField(max_length=40, blank=True)
    details = models.JSONField(default=dict, blank=True)
    live_from = models.DateTimeField(null=True, blank=True)
    added_on = models.DateField(null=True, blank=True)
    changed = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "boutique"

    def __str__(self) -> str:
        return self.label

    def link(self) -> str:
        if self.label == "no address":
            raise ValueError("no address for this one")
        return f"/g/{self.pk}"

    @property
    def odd_price(self) -> object:
        return {"nan": "NaN", "text": "cheap", "minus": "-5", "huge": "1e30"}.get(self.cloth, self.amount)

    @property
    def exploding(self) -> str:
        raise RuntimeError("the host's property is broken")

    @property
    def boutique_offers(self) -> bool:
        return bool(self.on_hand and self.on_hand > 5)


class SilkGarment(Garment):
    class Meta:
        proxy = True
        app_label = "boutique"


class Basket(models.Model):
    token = models.CharField(max_length=32, unique=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    session = models.CharField(max_length=40, blank=True)
    closed = models.BooleanField(default=False)
    touched = models.DateTimeField()

    class Meta:
        app_label = "boutique"

    def __str__(self) -> str:
        return self.token


class BasketRow(models.Model):
    basket = models.ForeignKey(Basket, models.CASCADE)
    garment = models.ForeignKey(Garment, models.CASCADE, related_name="+")
    pieces = models.IntegerField(default=1)
    each = models.DecimalField(max_digits=12, decimal_places=2, null=True)

    class Meta:
        app_label = "boutique"

    def __str__(self) -> str:
        return f"{self.pieces} × {self.garment_id}"


class Sale(models.Model):
    reference = models.CharField(max_length=20, unique=True)
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    basket = models.ForeignKey(Basket, models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    state = models.IntegerField(default=1)
    grand = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    money_code = models.CharField(max_length=3, default="EUR")
    vouchers = models.JSONField(default=list)

    class Meta:
        app_label = "boutique"

    def __str__(self) -> str:
        return self.reference


class SaleRow(models.Model):
    sale = models.ForeignKey(Sale, models.CASCADE, related_name="rows")
    garment = models.ForeignKey(Garment, models.SET_NULL, null=True, related_name="+")
    pieces = models.IntegerField(default=1)
    each = models.DecimalField(max_digits=12, decimal_places=2, null=True)

    class Meta:
        app_label = "boutique"

    def __str__(self) -> str:
        return f"{self.pieces} × {self.garment_id}"
