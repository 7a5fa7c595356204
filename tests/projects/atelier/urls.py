"""The atelier's addresses: its pages under a language, what machines ask for without one."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from tests.projects.atelier.wardrobe import views

urlpatterns = [
    path("admin/", admin.site.urls),
    path("personalize/", include("django_personalize.urls")),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("collection/<slug:slug>/", views.collection, name="collection"),
        path("garment/<slug:slug>/", views.garment, name="garment"),
        path("bag/add/<uuid:cut>/", views.add, name="add"),
        path("purchase/", views.purchase, name="purchase"),
    ),
]
