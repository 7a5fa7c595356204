"""The corner shop's addresses."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from tests.projects.corner.shop import views

urlpatterns = [
    path("", views.home, name="home"),
    path("shelf/<slug:slug>/", views.shelf, name="shelf"),
    path("product/<slug:slug>/", views.product, name="product"),
    path("cart/", views.cart, name="cart"),
    path("cart/add/<slug:slug>/", views.add, name="cart_add"),
    path("order/", views.order, name="order"),
    path("admin/", admin.site.urls),
    path("personalize/", include("django_personalize.urls")),
]
