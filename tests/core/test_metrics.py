"""What is measured, by whom, and that measuring costs and breaks nothing."""

from __future__ import annotations

import ast
import json
import logging
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

import django_personalize
from django_personalize import schedules
from django_personalize.core import metrics
from django_personalize.testing import FrozenClock
from tests.factories import SmallShop

PACKAGE = Path(django_personalize.__file__).parent


class Kept(metrics.Sink):
    """Keeps what it is given."""

    counted: list[tuple[str, int, dict[str, str]]] = []
    timed: list[tuple[str, float, dict[str, str]]] = []

    def count(self, name: str, value: int = 1, **labels: str) -> None:
        self.counted.append((name, value, labels))

    def timing(self, name: str, seconds: float, **labels: str) -> None:
        self.timed.append((name, seconds, labels))


class Broken(metrics.Sink):
    """Fails whatever it is given."""

    calls = 0

    def count(self, name: str, value: int = 1, **labels: str) -> None:
        Broken.calls += 1
        raise ConnectionError("the statistics server is down")

    timing = count  # type: ignore[assignment]


@pytest.fixture
def kept(settings: Settings) -> type[Kept]:
    Kept.counted, Kept.timed = [], []
    settings.PERSONALIZE = {**settings.PERSONALIZE, "METRICS": f"{__name__}.Kept"}
    return Kept


def test_a_sink_gets_counts_and_timings_with_their_labels(kept: type[Kept]) -> None:
    metrics.count("collector.events", 3)
    metrics.count("collector.refused", reason="foreign_origin")
    with metrics.timed("tick.seconds", job="orders.pending"):
        pass
    assert kept.counted == [
        ("collector.events", 3, {}),
        ("collector.refused", 1, {"reason": "foreign_origin"}),
    ]
    [(name, seconds, labels)] = kept.timed
    assert (name, labels) == ("tick.seconds", {"job": "orders.pending"})
    assert seconds >= 0


def test_without_a_sink_nothing_is_made(settings: Settings) -> None:
    settings.PERSONALIZE = {**settings.PERSONALIZE, "METRICS": None}
    assert not metrics.is_on()
    metrics.count("collector.events")
    metrics.timing("tick.seconds", 1.0, job="a")


def test_what_took_time_and_failed_is_timed_too(kept: type[Kept]) -> None:
    with pytest.raises(ZeroDivisionError), metrics.timed("page.seconds", block="greeting"):
        1 / 0  # noqa: B018
    assert [name for name, _, _ in kept.timed] == ["page.seconds"]


@pytest.mark.parametrize("path", [f"{__name__}.Broken", "does.not.Exist", f"{__name__}.PACKAGE", "nonsense"])
def test_a_sink_that_fails_breaks_nothing_and_is_left_alone(
    path: str, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    Broken.calls = 0
    settings.PERSONALIZE = {**settings.PERSONALIZE, "METRICS": path}
    for _ in range(50):
        metrics.count("collector.events")
        with metrics.timed("tick.seconds", job="a"):
            pass
    assert Broken.calls <= 1
    assert [record.message[:29] for record in caplog.records] == ["Nothing is measured for 60 s:"]
    assert "server is down" not in caplog.text


def test_the_sink_for_logs_writes_one_line_each(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.PERSONALIZE = {**settings.PERSONALIZE, "METRICS": "django_personalize.core.metrics.LoggingSink"}
    with caplog.at_level(logging.INFO, logger="django_personalize.metrics"):
        metrics.count("page.blocks", block="greeting", outcome="personal")
        metrics.timing("page.seconds", 0.0123456, block="greeting")
    assert [record.message for record in caplog.records] == [
        "page.blocks +1 block=greeting outcome=personal",
        "page.seconds 0.012346s block=greeting",
    ]


def test_everything_that_is_measured_is_in_the_list_and_the_other_way_round() -> None:
    found: dict[str, tuple[str, set[str]]] = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "metrics"
                and node.func.attr in ("count", "timing", "timed")
            ):
                assert isinstance(node.args[0], ast.Constant), f"{path}: a name is written out"
                kind = "count" if node.func.attr == "count" else "timing"
                found[node.args[0].value] = (kind, {word.arg or "" for word in node.keywords})
    assert found == {name: (one.kind, set(one.labels)) for name, one in metrics.MEASURES.items()}


@pytest.mark.django_db
def test_every_periodic_job_is_timed_and_a_failing_one_counted(
    kept: type[Kept], clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(at: object, last: object) -> str:
        raise RuntimeError

    jobs = (*schedules.JOBS[:1], schedules.Job("broken", schedules.timedelta(0), fail))
    monkeypatch.setattr(schedules, "JOBS", jobs)
    list(schedules.run_due(at=clock.now()))
    assert [labels["job"] for name, _, labels in kept.timed if name == "tick.seconds"] == [
        "orders.pending",
        "broken",
    ]
    assert kept.counted == [("tick.failed", 1, {"job": "broken"})]


@pytest.mark.django_db
def test_a_page_tells_what_became_of_its_blocks(
    kept: type[Kept], shop: SmallShop, visitor_client: Client, settings: Settings
) -> None:
    product = shop.connector_products[0]
    visitor_client.get(product.get_absolute_url())
    kept.counted, kept.timed = [], []
    visitor_client.get("/")
    blocks = {
        (labels["block"], labels["outcome"]) for name, _, labels in kept.counted if name == "page.blocks"
    }
    assert blocks
    assert {outcome for _, outcome in blocks} <= {"personal", "default"}
    assert "personal" in {outcome for _, outcome in blocks}
    assert {labels["block"] for name, _, labels in kept.timed if name == "page.seconds"} == {
        block for block, _ in blocks
    }


@pytest.mark.django_db
def test_the_collector_counts_what_it_takes_and_why_it_refuses(
    kept: type[Kept], visitor_client: Client
) -> None:
    url = "/personalize/in/"
    kept.counted = []
    click = {"event": "product_clicked", "properties": {"product": {"product_id": "12"}}}
    visitor_client.post(url, json.dumps([click, click]), content_type="application/json")
    visitor_client.post(url, json.dumps({"event": "order_completed"}), content_type="application/json")
    visitor_client.post(url, "no json", content_type="application/json")
    ours = [entry for entry in kept.counted if entry[0].startswith("collector.")]
    assert ours[0] == ("collector.events", 2, {})
    assert [labels["reason"] for _, _, labels in ours[1:]] == ["server_only", "not_json"]
    written = [value for name, value, labels in kept.counted if labels.get("outcome") == "written"]
    assert sum(written) >= 2
    assert "events.seconds" in {name for name, _, _ in kept.timed}
