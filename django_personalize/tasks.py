"""The rim: Celery finds its tasks here. They are wake-ups; the database knows what is due."""

from celery import shared_task

from django_personalize import schedules
from django_personalize.webhooks import deliver


@shared_task(name="personalize.tick", ignore_result=True)  # type: ignore[untyped-decorator]
def tick() -> None:
    """The same as `personalize_tick`."""
    for _ in schedules.run_due():
        pass


@shared_task(name="personalize.webhooks", ignore_result=True)  # type: ignore[untyped-decorator]
def webhooks() -> None:
    """Send events to their endpoints more often than the tick does; both may run at once."""
    deliver.run()
