from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Customer(AbstractUser):
    """A person with an account, who signs in with their e-mail address: the user name, in lower case."""

    class Gender(models.TextChoices):
        FEMALE = "female", _("female")
        MALE = "male", _("male")
        OTHER = "other", _("other")

    class MaritalStatus(models.TextChoices):
        SINGLE = "single", _("single")
        MARRIED = "married", _("married")
        PARTNERED = "partnered", _("living with a partner")
        DIVORCED = "divorced", _("divorced")
        WIDOWED = "widowed", _("widowed")

    birthday = models.DateField(_("birthday"), null=True, blank=True)
    gender = models.CharField(_("gender"), max_length=8, blank=True, choices=Gender)
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("Two letters, ISO 3166-1.")
    )
    marital_status = models.CharField(_("marital status"), max_length=10, blank=True, choices=MaritalStatus)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    company = models.CharField(_("company"), max_length=120, blank=True)
    vat_id = models.CharField(_("VAT number"), max_length=20, blank=True)
    #: One line about this person's taste, for the demo bar; None for everybody who is not a demo customer.
    demo_note = models.CharField(_("demo note"), max_length=120, null=True, blank=True)

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @property
    def is_business(self) -> bool:
        return bool(self.company or self.vat_id)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.lower()
        if self.email:
            self.username = self.email
        super().save(*args, **kwargs)


class WishlistItem(models.Model):
    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="wishlist", verbose_name=_("customer")
    )
    product = models.ForeignKey("Product", models.CASCADE, related_name="+", verbose_name=_("product"))
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        verbose_name = _("wish list item")
        verbose_name_plural = _("wish list items")
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("customer", "product"), name="shop_wishlist_one_per_product"),
        )

    def __str__(self) -> str:
        return f"{self.customer}: {self.product}"
