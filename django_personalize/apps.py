"""The one app. `ready` lists every arrow that points up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PersonalizeConfig(AppConfig):
    name = "django_personalize"
    label = "django_personalize"
    verbose_name = _("Personalisation")
    default_auto_field = "django.db.models.BigAutoField"
    _connected = False

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from django_personalize import checks  # noqa: F401  registers the system checks
        from django_personalize.api import retention as api_retention
        from django_personalize.consent import evidence
        from django_personalize.consent import receivers as consent
        from django_personalize.core import collation
        from django_personalize.events import receivers as events
        from django_personalize.events import retention as event_retention
        from django_personalize.profiles import holds
        from django_personalize.profiles import receivers as profiles
        from django_personalize.profiles import retention as profile_retention
        from django_personalize.segments import receivers as segments
        from django_personalize.segments import retention as segment_retention
        from django_personalize.tracking import receivers as tracking
        from django_personalize.tracking import retention as tracking_retention
        from django_personalize.webhooks import retention as webhook_retention

        post_migrate.connect(
            collation.after_migrate, sender=self, dispatch_uid="django_personalize.core.collation"
        )
        if PersonalizeConfig._connected:
            return  # a host's test has changed INSTALLED_APPS: Django readies every app once more
        PersonalizeConfig._connected = True
        # People first, then what is known of them, then what is derived: mergers run in this order.
        profiles.connect()
        consent.connect()
        events.connect()
        tracking.connect()
        segments.connect()
        holds.connect()
        # What is kept how long, in the order in which it is removed: events before the people they are of.
        event_retention.connect()
        evidence.connect()
        tracking_retention.connect()
        for logs in (profile_retention, api_retention, webhook_retention, segment_retention):
            logs.connect()
