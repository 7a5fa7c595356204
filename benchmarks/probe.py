"""A process of its own with its own settings, asked to call functions of `benchmarks.inside`: Django knows one
settings module per process, and CPU time is counted per process.

    with Probe("benchmarks.sites.personal", {"EXAMPLE_SHOP_DATABASE_URL": ...}) as probe:
        seconds = probe.call("pages.cpu", path="/", count=50)
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import IO, Any

ROOT = Path(__file__).resolve().parent.parent


class ProbeFailed(RuntimeError):
    """What was called raised; the text is the traceback of the other process."""


def environment(settings: str, extra: dict[str, str]) -> dict[str, str]:
    """The environment of a process that runs the shop with these settings, quietly and without its demo bar."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")])),
        "PYTHONHASHSEED": "0",
        "DJANGO_SETTINGS_MODULE": settings,
        "EXAMPLE_SHOP_DEBUG": "0",
        "EXAMPLE_SHOP_DEMO": "0",
        **extra,
    }


class Probe:
    """The other process, seen from this one. Arguments and answers are what JSON can carry."""

    def __init__(self, settings: str, extra: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.probe"],
            cwd=ROOT,
            env=environment(settings, extra),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def call(self, function: str, **arguments: Any) -> Any:
        """The answer of `benchmarks.inside.<function>`; raises `ProbeFailed`."""
        ask, answer = self._process.stdin, self._process.stdout
        assert ask is not None
        assert answer is not None
        try:
            ask.write(json.dumps([function, arguments]) + "\n")
            ask.flush()
            line = answer.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            raise ProbeFailed(f"The process that runs {function} ended with status {self._process.wait()}.")
        said = json.loads(line)
        if "failed" in said:
            raise ProbeFailed(said["failed"])
        return said["answer"]

    def close(self) -> None:
        """Let the process end; its connections close with it."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(timeout=60)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def __enter__(self) -> Probe:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _answer(line: str) -> dict[str, Any]:
    function, arguments = json.loads(line)
    module, _, name = function.rpartition(".")
    try:
        return {"answer": getattr(importlib.import_module(f"benchmarks.inside.{module}"), name)(**arguments)}
    except Exception:
        return {"failed": traceback.format_exc()}


def _serve(questions: IO[str], answers: IO[str]) -> None:
    import django

    django.setup()
    for line in questions:
        answers.write(json.dumps(_answer(line)) + "\n")
        answers.flush()


if __name__ == "__main__":
    # What the shop prints must not end up among the answers.
    channel = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    _serve(sys.stdin, channel)
