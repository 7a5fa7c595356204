from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from example_shop.models.products import Product, Variant
from example_shop.models.timestamps import Timestamped


class Cart(Timestamped):
    """What somebody means to buy. ``session_key`` names the browser that is not signed in."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        ORDERED = "ordered", _("ordered")

    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="carts",
        null=True,
        blank=True,
        verbose_name=_("customer"),
    )
    session_key = models.CharField(_("session"), max_length=40, blank=True, db_index=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN)

    class Meta:
        verbose_name = _("cart")
        verbose_name_plural = _("carts")
        ordering = ("-updated_at", "-pk")
        indexes = (models.Index(fields=("status", "updated_at"), name="shop_cart_open_since"),)

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class CartLine(models.Model):
    """One product of a cart. ``unit_price`` is from when it was put in; checkout asks the product again."""

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines", verbose_name=_("cart"))
    product = models.ForeignKey(Product, models.CASCADE, related_name="+", verbose_name=_("product"))
    variant = models.ForeignKey(
        Variant, models.CASCADE, related_name="+", null=True, blank=True, verbose_name=_("variant")
    )
    quantity = models.PositiveIntegerField(_("quantity"), default=1, validators=(MinValueValidator(1),))
    unit_price = models.DecimalField(_("unit price"), max_digits=10, decimal_places=2)
    added_at = models.DateTimeField(_("added"), default=timezone.now)

    class Meta:
        verbose_name = _("cart line")
        verbose_name_plural = _("cart lines")
        ordering = ("added_at", "pk")
        constraints = (
            # NULL differs from NULL: for products without variants example_shop.cart locks the cart.
            models.UniqueConstraint(
                fields=("cart", "product", "variant"), name="shop_cartline_one_per_variant"
            ),
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="shop_cartline_at_least_one"),
        )

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product}"

    @property
    def image_url(self) -> str:
        return self.product.image_url_of(self.variant)

    @property
    def line_total(self) -> Decimal:
        return self.unit_price * self.quantity
