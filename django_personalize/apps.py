"""The one app. `ready` lists every arrow that points up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PersonalizeConfig(AppConfig):
    name = "django_personalize"
    label = "django_personalize"
    verbose_name = _("Personalisation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django_personalize import checks  # noqa: F401  registers the system checks
        from django_personalize.consent import receivers as consent
        from django_personalize.events import receivers as events
        from django_personalize.profiles import receivers as profiles
        from django_personalize.tracking import receivers as tracking

        # People first, then what is known of them, then what is derived: mergers run in this order.
        profiles.connect()
        consent.connect()
        events.connect()
        tracking.connect()
