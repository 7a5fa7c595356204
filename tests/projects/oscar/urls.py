"""Oscar's own addresses, and a home page before them."""

from __future__ import annotations

from django.apps import apps
from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView

urlpatterns = [
    path("start/", TemplateView.as_view(template_name="start.html"), name="start"),
    path("admin/", admin.site.urls),
    path("personalize/", include("django_personalize.urls")),
    path("", include(apps.get_app_config("oscar").urls[0])),
]
