"""What went out while a test ran: events as their signal tells them, mails, and what webhooks would have sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core import mail
from django.core.mail import EmailMessage

from django_personalize.core.outbound import Answer
from django_personalize.events.models import Event
from django_personalize.events.signals import events_recorded
from django_personalize.webhooks import deliver


@dataclass(frozen=True, slots=True)
class Posted:
    """One signed request of a webhook, as its receiver would have got it."""

    url: str
    body: bytes
    headers: Mapping[str, str]


class Outbox:
    """Filled while `capturing()` runs."""

    def __init__(self) -> None:
        #: Events in the order of their writing, as receivers of `signals.events_recorded` get them.
        self.events: list[Event] = []
        #: What webhooks posted, filled by `send_webhooks`.
        self.deliveries: list[Posted] = []
        self._mails_before = len(getattr(mail, "outbox", ()))

    def named(self, *names: str) -> list[Event]:
        """The events of these names."""
        return [event for event in self.events if event.name in names]

    @property
    def mails(self) -> list[EmailMessage]:
        """Mails that Django sent since, under the test runner's mail backend."""
        return list(getattr(mail, "outbox", ()))[self._mails_before :]

    def send_webhooks(self) -> list[Posted]:
        """Let the webhooks send what is due, as the tick does, but to nobody: every receiver answers 204."""
        before = len(self.deliveries)
        deliver.run(send=self._post)
        return self.deliveries[before:]

    def clear(self) -> None:
        """Forget what went out until now."""
        self.events.clear()
        self.deliveries.clear()
        self._mails_before = len(getattr(mail, "outbox", ()))

    def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        self.deliveries.append(Posted(url, body, headers))
        return Answer(204)

    def _note(self, *, events: list[Event], **kwargs: Any) -> None:
        self.events.extend(events)


@contextmanager
def capturing() -> Iterator[Outbox]:
    """An outbox that fills while the block runs."""
    outbox = Outbox()
    events_recorded.connect(outbox._note, weak=False)
    try:
        yield outbox
    finally:
        events_recorded.disconnect(outbox._note)
