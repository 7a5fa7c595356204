"""What we ask inside a transaction of the shop's must not take the shop's own statements with it when it fails.

PostgreSQL refuses every further statement of a transaction in which one has failed, until a rollback. So the first
statement that we send inside somebody else's transaction is preceded by a savepoint; pages that send none pay nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger("django_personalize")

#: Databases whose transactions go on after a statement that failed.
_GO_ON = frozenset({"sqlite", "mysql", "oracle"})


@contextmanager
def around_ours() -> Iterator[None]:
    """Whatever statement fails inside, or if the block raises: the transaction around it stands as it was before.

    Raises what the block raises; also `django.db.Error` when a failed statement was hidden inside it.
    """
    open_ones = [
        connection
        for connection in connections.all(initialized_only=True)
        if connection.in_atomic_block and connection.vendor not in _GO_ON
    ]
    if not open_ones:
        yield
        return
    with ExitStack() as stack:
        for connection in open_ones:
            stack.enter_context(_guarded(connection))
        yield


@contextmanager
def _guarded(connection: BaseDatabaseWrapper) -> Iterator[None]:
    savepoint = _Savepoint(connection)
    try:
        with connection.execute_wrapper(savepoint):
            yield
        savepoint.release()
    except BaseException:
        savepoint.roll_back()
        raise


class _Savepoint:
    """An execute wrapper that opens a savepoint before the first statement.

    Not `transaction.atomic`: the first statement may come from inside a block of that kind, which ends before ours.
    """

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection
        self._begun = False
        self._id: str | None = None
        self._hooks = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not self._begun:
            self._begun = True
            self._hooks = len(self._connection.run_on_commit)
            self._id = self._connection.savepoint()
        return execute(sql, params, many, context)

    def release(self) -> None:
        """Raises `django.db.Error` where a statement failed and nobody said so."""
        if self._id is not None:
            self._connection.savepoint_commit(self._id)
            self._id = None

    def roll_back(self) -> None:
        """Back to the savepoint, with what was to be done after the commit; nothing where none was opened."""
        if self._id is None:
            return
        connection = self._connection
        connection.needs_rollback = False
        try:
            connection.savepoint_rollback(self._id)
            connection.savepoint_commit(self._id)
            del connection.run_on_commit[self._hooks :]
        except Error:
            # The connection is gone, most likely; the transaction must not be committed as if nothing was.
            connection.needs_rollback = True
            logger.exception("The shop's transaction could not be brought back to where it was.")
