"""Is the app well? Parts that can be ill register a probe; `personalize_doctor` asks them all.

For developers and operators, so in English like the rest of the command line.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError

from django_personalize.core.errors import PersonalizeError
from django_personalize.core.registry import Registry

logger = logging.getLogger("django_personalize")

OK = "ok"
NOTE = "note"
WARNING = "warning"
ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is well or not: `level` is ok, note, warning or error; `fix` the line that mends it."""

    level: str
    text: str
    fix: str = ""


#: probe(at) looks and says what it found; it changes nothing.
Probe = Callable[[datetime], Iterable[Finding]]
#: Title of a section of the report to its probe, in the order of the report.
PROBES: Registry[Probe] = Registry("health probe")


def examine(*, at: datetime) -> Iterator[tuple[str, Finding]]:
    """(section, finding) of every probe; one that fails is itself a finding, and the others still run."""
    for section in PROBES:
        try:
            findings = list(PROBES[section](at))
        except (DatabaseError, PersonalizeError) as error:
            yield section, Finding(ERROR, f"Could not look: {type(error).__name__}: {error}", _mend(error))
        except Exception as error:  # the shop's own adapter may fail in any way
            logger.exception("The health probe %r failed.", section)
            yield section, Finding(ERROR, f"Could not look: {type(error).__name__}: {error}", _mend(error))
        else:
            for finding in findings:
                yield section, finding


def _mend(error: Exception) -> str:
    if isinstance(error, DatabaseError):
        return "python manage.py migrate"
    return "The traceback stands in the log of the logger django_personalize."
