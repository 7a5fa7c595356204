"""Everything the app leaves in the shop's database, so that it can go without a trace."""

from __future__ import annotations

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, router, transaction

APP = "django_personalize"
_BEAT: str = "django_celery_beat"


def remove() -> dict[str, int]:
    """Empty the app's tables and remove what Django and Celery beat keep about it; what and how many.

    The tables themselves go with `migrate django_personalize zero`. Fails, with nothing removed, when a table of the
    shop's own points at one of ours: what should become of those rows only the shop can say.
    """
    config = apps.get_app_config(APP)
    found: dict[str, int] = {}
    databases: dict[str, list[str]] = {}
    for model in config.get_models(include_auto_created=True):
        using = router.db_for_write(model)
        databases.setdefault(using, []).append(model._meta.db_table)
        found[str(model._meta.verbose_name_plural)] = model._base_manager.using(using).count()
    for using, tables in databases.items():
        connection = connections[using]
        statements = connection.ops.sql_flush(no_style(), tables, reset_sequences=True, allow_cascade=False)
        connection.ops.execute_sql_flush(statements)
    return found | _remove_from_others()


def _remove_from_others() -> dict[str, int]:
    """Admin log, content types with their permissions, and beat's schedule, as far as they are installed."""
    found: dict[str, int] = {}
    with transaction.atomic():
        if apps.is_installed("django.contrib.admin") and apps.is_installed("django.contrib.contenttypes"):
            entries = apps.get_model("admin", "LogEntry")._base_manager.filter(content_type__app_label=APP)
            found["admin log entries"] = entries.delete()[0]
        if apps.is_installed("django.contrib.auth"):
            permissions = apps.get_model("auth", "Permission")._base_manager
            found["permissions"] = permissions.filter(content_type__app_label=APP).delete()[0]
        if apps.is_installed("django.contrib.contenttypes"):
            types = apps.get_model("contenttypes", "ContentType")
            found["content types"] = types._base_manager.filter(app_label=APP).delete()[0]
            types._default_manager.clear_cache()
        if apps.is_installed(_BEAT):
            tasks = apps.get_model(_BEAT, "PeriodicTask")._base_manager
            found["periodic tasks"] = tasks.filter(task__startswith="personalize.").delete()[0]
    return found
