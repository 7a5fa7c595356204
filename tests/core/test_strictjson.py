"""JSON from strangers: what is taken, and the one clear refusal of everything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_personalize.core.strictjson import BadJSON, parse


def test_plain_json_is_taken_as_it_is() -> None:
    assert parse(b'{"a": [1, 2.5, true, null, "Gr\xc3\xbc\xc3\x9fe"]}') == {
        "a": [1, 2.5, True, None, "Grüße"]
    }


@pytest.mark.trust("T-402")
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b"[" * 100_000, "too_deep", id="100,000 brackets"),
        pytest.param(b'{"a":' * 6000 + b"1" + b"}" * 6000, "too_deep", id="6,000 objects"),
        pytest.param(b'{"a":' * 17 + b"1" + b"}" * 17, "too_deep", id="one object too deep"),
        pytest.param(b"9" * 5000, "number_out_of_range", id="5,000 digits"),
        pytest.param(b"9" * 4000, "number_out_of_range", id="4,000 digits"),
        pytest.param(b"9223372036854775808", "number_out_of_range", id="one more than bigint"),
        pytest.param(b"1e400", "number_out_of_range", id="1e400"),
        pytest.param(b"NaN", "number_out_of_range", id="NaN"),
        pytest.param(b"[Infinity]", "number_out_of_range", id="Infinity"),
        pytest.param(b"[-Infinity]", "number_out_of_range", id="-Infinity"),
        pytest.param(rb'"a\u0000b"', "forbidden_character", id="NUL"),
        pytest.param(rb'{"\u0000": 1}', "forbidden_character", id="NUL in a key"),
        pytest.param(rb'"\ud800"', "forbidden_character", id="lone surrogate"),
        pytest.param(b"\xff\xfe", "not_utf8", id="FF FE"),
        pytest.param("{}".encode("utf-16-le") + b"\xff", "not_utf8", id="UTF-16"),
        pytest.param(b"\xef\xbb\xbf{}", "byte_order_mark", id="byte order mark"),
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b" \n", "empty", id="blanks"),
        pytest.param(b"{'a': 1}", "not_json", id="single quotes"),
        pytest.param(b'{"a": 1', "not_json", id="cut"),
        pytest.param(b"\x1f\x8b\x08\x00", "not_utf8", id="gzip"),
        pytest.param(b'"\x01"', "not_json", id="raw control character"),
    ],
)
def test_hostile_bytes_are_refused_with_their_reason(body: bytes, reason: str) -> None:
    with pytest.raises(BadJSON) as refusal:
        parse(body)
    assert refusal.value.reason == reason


def test_sixteen_levels_are_taken() -> None:
    assert parse(b'{"a":' * 16 + b"1" + b"}" * 16)


def test_of_duplicate_keys_the_last_wins() -> None:
    assert parse(b'{"a": 1, "a": 2}') == {"a": 2}


@pytest.mark.trust("T-409")
def test_keys_that_pollute_prototypes_are_dropped_at_every_depth() -> None:
    body = rb'{"__proto__": {"x": 1}, "a": [{"constructor": {"prototype": 1}, "$set": 1, "_id": 2, "b": 3}]}'
    assert parse(body) == {"a": [{"b": 3}]}


@pytest.mark.trust("T-409")
def test_an_escaped_prototype_key_is_dropped_too() -> None:
    assert parse(rb'{"__\u0070roto__": 1, "\u0024set": 1}') == {}


def test_a_surrogate_pair_is_a_character() -> None:
    assert parse(rb'"\ud83c\udf81"') == "🎁"


@pytest.mark.trust("T-402")
@given(st.binary(max_size=300))
def test_any_bytes_are_a_value_or_a_refusal(body: bytes) -> None:
    try:
        parse(body)
    except BadJSON as refusal:
        assert refusal.reason  # noqa: PT017  either outcome is right, nothing else may be raised
