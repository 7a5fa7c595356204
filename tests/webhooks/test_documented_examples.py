"""The examples of the documentation, run as they stand there."""

from __future__ import annotations

import json
import re
import socket
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from django_personalize.core.metrics import MEASURES
from django_personalize.events.dialects import DIALECTS
from django_personalize.events.models import Event
from django_personalize.profiles.models import Profile
from django_personalize.testing import FrozenClock
from django_personalize.webhooks import deliver, signing
from django_personalize.webhooks.models import WebhookEndpoint
from tests.webhooks.conftest import Happens
from tests.webhooks.receiver import Receiver

HOW_TO = Path(__file__).resolve().parent.parent.parent / "docs" / "how-to"


def example(page: str, name: str) -> str:
    """The fenced block behind `<!-- example: name -->`."""
    text = (HOW_TO / page).read_text(encoding="utf-8")
    found = re.search(rf"<!-- example: {name} -->\n```\w+\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert found is not None, f"{page} has no example {name}"
    return found[1]


def run(page: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    exec(compile(example(page, name), f"{page}:{name}", "exec"), found)  # noqa: S102  our own documentation
    return found


@pytest.mark.row("A35", part="webhook out")
@pytest.mark.django_db
def test_the_documented_receiver_takes_each_event_once(
    endpoint: WebhookEndpoint, receiver: Receiver, ada: Profile, happens: Happens, clock: FrozenClock
) -> None:
    names = run("send-events-elsewhere.md", "receiver")
    names["time"] = ModuleType("time")
    names["time"].time = lambda: clock.now().timestamp()
    taken: list[dict[str, Any]] = []
    documented = names["Receiver"](signing.secret(endpoint), taken.append)
    happens("page_viewed", of=ada)
    happens("order_completed", {"order": {"order_id": "812"}}, of=ada)
    deliver.run(send=receiver.send)
    answers = [documented.receive(request.headers, request.body) for request in receiver.received * 2]
    assert answers == [204, 204, 204, 204]
    assert [event["event"] for event in taken] == ["page_viewed", "order_completed"]
    request = receiver.received[0]
    assert documented.receive(request.headers, request.body + b" ") == 401
    assert documented.receive({}, request.body) == 401
    stranger = names["Receiver"]("whsec_c29tZXRoaW5nIGVsc2U=", taken.append)
    assert stranger.receive(request.headers, request.body) == 401


def test_the_documented_verification_agrees_with_the_standards_own_vector() -> None:
    is_genuine = run("send-events-elsewhere.md", "receiver")["is_genuine"]
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    assert is_genuine(secret, headers, b'{"test": 2432232314}', now=1614265330)
    assert not is_genuine(secret, headers, b'{"test": 2432232314}', now=1614265631)
    assert not is_genuine(secret, headers, b'{"test": 2432232315}', now=1614265330)


def test_the_documented_body_is_one_of_ours() -> None:
    body = json.loads(example("send-events-elsewhere.md", "body"))
    [told] = DIALECTS["native"].read(body)
    assert DIALECTS["native"].compose(told) == body


def test_the_documented_sink_for_statsd_sends_what_it_gets() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(5)
        sink = run("measure.md", "statsd")["StatsD"](server.getsockname())
        sink.count("page.blocks", block="greeting", outcome="personal")
        sink.timing("events.seconds", 0.0125)
        assert server.recv(200) == b"personalize.page.blocks.greeting.personal:1|c"
        assert server.recv(200) == b"personalize.events.seconds:12.500|ms"
        sink.socket.close()


def test_the_documented_sink_for_prometheus_knows_every_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Against a stand-in with the client library's interface, which is no dependency of ours."""
    told: list[tuple[str, dict[str, str], float]] = []

    class Metric:
        def __init__(self, name: str, meaning: str, labels: list[str]) -> None:
            assert re.fullmatch(r"[a-z_]+", name)
            assert meaning
            self.name, self.names, self.given = name, labels, dict[str, str]()

        def labels(self, **labels: str) -> Metric:
            assert set(labels) == set(self.names)
            self.given = labels
            return self

        def inc(self, value: float) -> None:
            told.append((self.name, self.given, value))

        observe = inc

    stand_in = ModuleType("prometheus_client")
    stand_in.Counter = stand_in.Histogram = Metric  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "prometheus_client", stand_in)
    sink = run("measure.md", "prometheus")["Prometheus"]()
    for name, measure in MEASURES.items():
        labels = dict.fromkeys(measure.labels, "x")
        if measure.kind == "count":
            sink.count(name, 2, **labels)
        else:
            sink.timing(name, 0.5, **labels)
    assert len(told) == len(MEASURES)
    assert told[0] == ("personalize_page_blocks", {"block": "x", "outcome": "x"}, 2)


@pytest.mark.row("A20", part="import")
@pytest.mark.django_db
def test_the_documented_loading_of_another_tools_history_loads_it(ada: Profile, clock: FrozenClock) -> None:
    page = HOW_TO.parent / "reference" / "dialects.md"
    found = re.search(r"^```python\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert found is not None
    names: dict[str, Any] = {}
    exec(compile(found[1], "dialects.md", "exec"), names)  # noqa: S102  our own documentation
    call = {
        "type": "track",
        "event": "Product Viewed",
        "userId": "41",
        "messageId": "m-1",
        "timestamp": "2026-06-01T10:00:00Z",
        "properties": {"product_id": "12", "price": 6.8, "currency": "EUR"},
    }
    batch = {"batch": [call, {**call, "userId": None, "messageId": "m-2"}]}
    assert names["load"](batch).written == 1
    assert names["load"](batch).duplicates == 1
    assert Event.objects.get(name="product_viewed").product == "12"
