"""The adapter of shops that run on django-oscar 4.2: `PERSONALIZE["SHOP_ADAPTER"]` names `OscarShopAdapter`."""

from django_personalize.shop.adapters.oscar.adapter import OscarShopAdapter

__all__ = ["OscarShopAdapter"]
