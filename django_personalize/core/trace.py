"""What personalisation did on one page, for whoever watches; where nobody does, a note costs one look at a variable."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(slots=True)
class Block:
    """One personal place of the page: `why` it shows what it shows; `seconds` of the page's budget that it took."""

    name: str
    shown: bool
    why: str
    seconds: float


@dataclass(slots=True)
class Trace:
    """The places in the order in which the page asked for them."""

    blocks: list[Block] = field(default_factory=list)
    #: What failed, not yet told to the block that failed.
    failure: str = ""


_watched: ContextVar[Trace | None] = ContextVar("personalize_trace", default=None)


@contextmanager
def watching() -> Iterator[Trace]:
    """Notes made while the block runs, in this thread and in coroutines that it starts."""
    trace = Trace()
    token = _watched.set(trace)
    try:
        yield trace
    finally:
        _watched.reset(token)


def note(name: str, *, shown: bool, why: str, spent: float) -> None:
    """One place is done. `spent`: seconds that the page has used so far; `why` is "" where nothing stood in the way."""
    trace = _watched.get()
    if trace is None:
        return
    before = sum(block.seconds for block in trace.blocks)
    trace.blocks.append(Block(name, shown, why or trace.failure, max(0.0, spent - before)))
    trace.failure = ""


def note_failure(error: BaseException) -> None:
    """The place that is being made has failed."""
    trace = _watched.get()
    if trace is not None:
        trace.failure = f"failed: {type(error).__name__}: {error}"


def note_answer(answer: object) -> None:
    """The last place put its answer into a variable of the template instead of showing it."""
    trace = _watched.get()
    if trace is not None and trace.blocks:
        trace.blocks[-1].shown = bool(answer)
