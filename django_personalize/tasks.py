"""The rim: Celery finds its tasks here. They are wake-ups; the database knows what is due."""

from celery import shared_task

from django_personalize import schedules


@shared_task(name="personalize.tick", ignore_result=True)  # type: ignore[untyped-decorator]
def tick() -> None:
    """The same as `personalize_tick`."""
    for _ in schedules.run_due():
        pass
