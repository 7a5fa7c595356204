"""The depot's addresses."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from tests.projects.depot.goods import views

urlpatterns = [
    path("", views.home, name="home"),
    path("d/<str:code>/", views.department, name="department"),
    path("a/<str:sku>/", views.article, name="article"),
    path("basket/add/<str:sku>/", views.add, name="add"),
    path("invoice/", views.invoice, name="invoice"),
    path("admin/", admin.site.urls),
    path("personalize/", include("django_personalize.urls")),
]
