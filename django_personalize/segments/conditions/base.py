"""A condition is one class: its parameters, its label, and its two readings ten lines apart.

`matches` answers for one person from facts in memory and asks no database; `as_q` answers for everybody as a `Q` over
`Profile`. Both must agree on every person, which `django_personalize.testing.ConditionContract` looks for. A leaf is
two-valued: what is unknown is false, so compile to `Exists`, never to a bare comparison of a nullable column; and
what cannot be told raises `CannotTell`, because under "none of" a false would become everybody.
"""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Self

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from django_personalize.core.errors import PersonalizeError
from django_personalize.core.registry import Registry
from django_personalize.segments.facts import Facts
from django_personalize.segments.parameters import Json, Parameter, Wrong

#: Everybody and nobody, as a `Q`: what a condition compiles to that is the same for all people.
EVERYBODY = Q(pk__isnull=False)
NOBODY = ~EVERYBODY


class CannotTell(PersonalizeError):
    """A condition that cannot be read now; breaks the segment instead of answering no."""


class Family(StrEnum):
    """The group in which an editor offers a condition."""

    PERSON = "person"
    BEHAVIOUR = "behaviour"
    ORDERS = "orders"
    INTERESTS = "interests"
    VISITS = "visits"
    CALENDAR = "calendar"
    SEGMENTS = "segments"

    @property
    def label(self) -> str | Promise:
        """What the editor calls it."""
        return _FAMILIES[self]


_FAMILIES: dict[Family, str | Promise] = {
    Family.PERSON: _("Who they are"),
    Family.BEHAVIOUR: _("What they did"),
    Family.ORDERS: _("What they bought"),
    Family.INTERESTS: _("What they like"),
    Family.VISITS: _("How they came"),
    Family.CALENDAR: _("When it is"),
    Family.SEGMENTS: _("Other segments"),
}


class Scope(StrEnum):
    """Whom a condition can answer for."""

    #: A person, in a request or not: both readings.
    PERSON = "person"
    #: The visitor of this request only: a segment with it is for the site alone, and no campaign takes it.
    REQUEST = "request"


def given(parameter: Parameter[Any], *, optional: bool = False, default: Any = dataclasses.MISSING) -> Any:
    """A field of a condition that JSON and forms fill. `optional` fields are None where nothing is said."""
    if optional:
        default = None
    return dataclasses.field(default=default, metadata={"parameter": parameter, "optional": optional})


class Condition(ABC):
    """Base of every condition: a frozen dataclass whose fields are made by `given`."""

    #: Name in JSON; never changed once released.
    key: ClassVar[str]
    label: ClassVar[str | Promise]
    family: ClassVar[Family]
    scope: ClassVar[Scope] = Scope.PERSON
    #: Whether its answers tell values of traits, which not every member of staff may see.
    personal: ClassVar[bool] = False
    #: Whether its truth can change within a day by the clock alone; days are always watched.
    by_the_hour: ClassVar[bool] = False

    @abstractmethod
    def matches(self, facts: Facts) -> bool:
        """Whether it is true of this person. In memory, no query."""

    @abstractmethod
    def as_q(self, at: datetime) -> Q:
        """The people of whom it is true at `at`, as a `Q` over `Profile`; two-valued."""

    @abstractmethod
    def sentence(self) -> str:
        """The condition in plain words, to stand after "people who": "have ordered at least 3 times"."""

    @abstractmethod
    def found(self, facts: Facts) -> str:
        """What was found of this person, for the explanation: "2 times", "unknown"."""

    @property
    def is_personal(self) -> bool:
        """Whether its answers tell a value of a person that only `view_pii` may see."""
        return self.personal

    @property
    def reaches(self) -> Scope:
        """Whom it can answer for, with these parameters."""
        return self.scope

    def ready(self) -> None:  # noqa: B027  most conditions can always tell
        """Raise `CannotTell` when neither reading can answer now: the segment breaks, instead of answering no."""

    def check(self) -> None:  # noqa: B027  a condition without contradictions need not say so
        """Raise `Wrong` where the parameters contradict each other or name what does not exist."""

    @classmethod
    def parameters(cls) -> dict[str, Parameter[Any]]:
        """Field name to parameter, in the order of declaration."""
        fields = dataclasses.fields(cls)  # type: ignore[arg-type]
        return {field.name: field.metadata["parameter"] for field in fields}

    @classmethod
    def from_json(cls, data: Mapping[str, Json]) -> Self:
        """The condition of these parameters. Raises `Wrong` with the parameter at fault."""
        fields = {field.name: field for field in dataclasses.fields(cls)}  # type: ignore[arg-type]
        unknown = sorted(str(name) for name in set(data) - set(fields))
        if unknown:
            allowed = ", ".join(fields) or "none"
            raise Wrong(f"{cls.key!r} has no parameter {unknown[0]!r:.80}; its parameters are: {allowed}.")
        values = {}
        for name, field in fields.items():
            if data.get(name) is None:
                if field.default is dataclasses.MISSING:
                    raise Wrong(f"{cls.key!r} needs the parameter {name!r}.")
                continue
            try:
                values[name] = field.metadata["parameter"].clean(data[name])
            except Wrong as wrong:
                raise Wrong(f"{name}: {wrong}") from None
        made = cls(**values)
        made.check()
        return made

    def to_json(self) -> dict[str, Json]:
        """The parameters as JSON; those that say nothing are left out."""
        values = {name: (parameter, getattr(self, name)) for name, parameter in self.parameters().items()}
        return {
            name: parameter.to_json(value) for name, (parameter, value) in values.items() if value is not None
        }

    @classmethod
    def describe(cls) -> dict[str, Json]:
        """What an editor has to know to offer it."""
        fields = dataclasses.fields(cls)  # type: ignore[arg-type]
        return {
            "key": cls.key,
            "label": str(cls.label),
            "family": cls.family.value,
            "scope": cls.scope.value,
            "parameters": [
                {
                    "name": field.name,
                    "optional": field.default is not dataclasses.MISSING,
                    **field.metadata["parameter"].describe(),
                }
                for field in fields
            ],
        }


registry: Registry[type[Condition]] = Registry("condition")


def register(condition: type[Condition]) -> type[Condition]:
    """Decorator: offer a condition under its key."""
    return registry.register(condition.key, condition)
