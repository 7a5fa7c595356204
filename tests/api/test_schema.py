"""Our reading of JSON Schema agrees with a full implementation, on everything that the API publishes."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_personalize.api.schema import faults
from django_personalize.api.v1 import openapi, schemas

TAKEN = {operation.id: operation.takes for _, _, operation in openapi.found() if operation.takes is not None}
VALIDATORS = {
    name: jsonschema_rs.validator_for(dict(shape), validate_formats=True) for name, shape in TAKEN.items()
}
#: Words that mean something somewhere, so that the search comes further than to the first unknown name.
WORDS = sorted(
    {name for shape in TAKEN.values() for name in shape.get("properties", {})}
    | {"profile", "identity", "event", "event_id", "occurred_at", "page", "url", "date"}
)
TEXTS = st.one_of(
    st.sampled_from(
        [
            "",
            "41",
            "ada@example.com",
            "6f1c3d2e-5b0a-4e8e-9a57-2f6a1f0c8d11",
            "2026-06-15",
            "2026-06-15T10:00:00+02:00",
            "granted",
            "personalization",
            "form",
            "en",
            "product_viewed",
            "x" * 64,
            "x" * 65,
            "x" * 256,
        ]
    ),
    st.text(max_size=6),
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.just(2.0), st.just(0.5), st.just(1e15), TEXTS
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.sampled_from(WORDS), TEXTS), inner, max_size=4),
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("name", sorted(TAKEN))
@given(data=st.data())
def test_both_readings_agree(name: str, data: Any) -> None:
    known = sorted(TAKEN[name].get("properties", {})) or WORDS
    value = data.draw(st.one_of(VALUES, st.dictionaries(st.sampled_from(known), VALUES, max_size=4)))
    found = list(faults(value, TAKEN[name]))
    assert (not found) is VALIDATORS[name].is_valid(value), (value, found)


@pytest.mark.parametrize(
    ("shape", "value", "fault"),
    [
        (schemas.UUID, "x", ("", "format", "must be a UUID with hyphens")),
        (schemas.COUNT, True, ("", "type", "must be a whole number, is true or false")),
        (schemas.COUNT, -1, ("", "too_small", "must be at least 0")),
        (schemas.TRAIT_VALUE, "x" * 256, ("", "too_long", "must have at most 255 characters")),
        (schemas.TRAIT_VALUE, {"date": "x"}, ("date", "format", "must be a day such as 2026-06-15")),
        (schemas.PURPOSES_GIVEN, {"purposes": [1]}, ("purposes.0", "type", "must be a text, is a number")),
        (schemas.FOUND, {"id": 1, "x" * 200: 1}, ("id", "type", "must be a text, is a whole number")),
    ],
)
def test_a_fault_says_where_what_is_and_what_is_allowed(
    shape: Any, value: Any, fault: tuple[str, str, str]
) -> None:
    first = next(iter(faults(value, shape)))
    assert (first.field, first.code) == fault[:2]
    assert first.detail.startswith(fault[2].partition(", is")[0])


def test_a_name_that_somebody_chose_is_repeated_in_part() -> None:
    (fault,) = faults({"x" * 200: 1}, schemas.record())
    assert len(fault.field) == 80
