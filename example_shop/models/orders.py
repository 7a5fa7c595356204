from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from example_shop.models.carts import Cart
from example_shop.models.products import Product, Variant
from example_shop.models.timestamps import Timestamped


class Order(Timestamped):
    """A sale. All sums are in ``currency`` and include ``tax``: total = subtotal - discount + shipping."""

    class Status(models.TextChoices):
        PLACED = "placed", _("placed")
        PAID = "paid", _("paid")
        SHIPPED = "shipped", _("shipped")
        DELIVERED = "delivered", _("delivered")
        CANCELLED = "cancelled", _("cancelled")
        RETURNED = "returned", _("returned")

    class Payment(models.TextChoices):
        INVOICE = "invoice", _("invoice")

    number = models.CharField(_("number"), max_length=20, unique=True)
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="orders",
        null=True,
        blank=True,
        verbose_name=_("customer"),
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    company = models.CharField(_("company"), max_length=120, blank=True)
    street = models.CharField(_("street"), max_length=160, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PLACED)
    placed_at = models.DateTimeField(_("placed"), default=timezone.now, db_index=True)
    is_gift = models.BooleanField(_("gift"), default=False)
    gift_note = models.CharField(_("gift note"), max_length=300, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    subtotal = models.DecimalField(_("subtotal"), max_digits=12, decimal_places=2)
    discount = models.DecimalField(_("discount"), max_digits=12, decimal_places=2, default=0)
    shipping = models.DecimalField(_("shipping"), max_digits=12, decimal_places=2, default=0)
    tax = models.DecimalField(_("tax"), max_digits=12, decimal_places=2, default=0)
    total = models.DecimalField(_("total"), max_digits=12, decimal_places=2)
    payment = models.CharField(_("payment"), max_length=10, choices=Payment, default=Payment.INVOICE)
    cart = models.ForeignKey(
        Cart, models.SET_NULL, related_name="+", null=True, blank=True, verbose_name=_("cart")
    )

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ("-placed_at", "-pk")
        constraints = (models.UniqueConstraint(fields=("cart",), name="shop_order_one_per_cart"),)

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("order_detail", args=(self.number,))


class OrderLine(models.Model):
    """What was sold, at which price; product and variant may have left the shop since."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", verbose_name=_("order"))
    product = models.ForeignKey(
        Product, models.SET_NULL, related_name="+", null=True, blank=True, verbose_name=_("product")
    )
    variant = models.ForeignKey(
        Variant, models.SET_NULL, related_name="+", null=True, blank=True, verbose_name=_("variant")
    )
    sku = models.CharField(_("SKU"), max_length=60)
    title = models.CharField(_("title"), max_length=200)
    quantity = models.PositiveIntegerField(_("quantity"), default=1, validators=(MinValueValidator(1),))
    unit_price = models.DecimalField(_("unit price"), max_digits=10, decimal_places=2)
    line_total = models.DecimalField(_("line total"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.quantity} × {self.title}"

    @property
    def image_url(self) -> str:
        """Address of the picture, "" for something the shop no longer has."""
        return self.product.image_url_of(self.variant) if self.product else ""
