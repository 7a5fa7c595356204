"""`path("personalize/", include("django_personalize.urls"))`, outside of i18n_patterns."""

from django.urls import path

from django_personalize.tracking.collector import collect
from django_personalize.tracking.consent_view import consent

app_name = "personalize"

urlpatterns = [
    path("in/", collect, name="collect"),
    path("consent/", consent, name="consent"),
]
