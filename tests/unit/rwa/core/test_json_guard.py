import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.core.json_guard import MOST_NESTED, opening_brackets, read_answer, repeated_name


@given(
    st.recursive(st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
)
def test_opening_brackets__any_document__at_least_its_arrays_and_objects(document: object) -> None:
    def opened(value: object) -> int:
        inner = list(value.values()) if isinstance(value, dict) else value
        return 1 + sum(map(opened, inner)) if isinstance(inner, list) else 0

    assert opening_brackets(json.dumps(document).encode()) >= opened(document)


@pytest.mark.parametrize(
    ("names", "repeated"), [("", None), ("abc", None), ("abca", "a"), ("abcb", "b"), ("abba", "b")]
)
def test_repeated_name__the_first_that_comes_again(names: str, repeated: str | None) -> None:
    assert repeated_name([(name, 0) for name in names]) == repeated


@given(
    st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)),
    st.integers(0, 300),
)
def test_read_answer__any_document_beside_many__is_what_was_written(
    document: object, many: int
) -> None:
    whole = [document, [[]] * many, '"]}' * many]
    assert read_answer(json.dumps(whole).encode()) == whole


@pytest.mark.parametrize(
    "level", [b"[", b'{"a":', b'["]",', b'["\\"]",', b'{"}":0,"a":', '["\u2222]",'.encode()]
)
@pytest.mark.parametrize("levels", [MOST_NESTED + 1, 100_000])
def test_read_answer__nested_too_deep__refused_before_it_is_parsed(
    level: bytes, levels: int
) -> None:
    with pytest.raises(ValueError, match="within each other"):
        read_answer(level * levels)


def test_read_answer__a_text_without_an_end__refused() -> None:
    with pytest.raises(ValueError, match="Unterminated"):
        read_answer(b'["' + b'\\"[' * 100_000)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_read_answer__another_encoding__refused(encoding: str) -> None:
    with pytest.raises(ValueError):
        read_answer(json.dumps([1]).encode(encoding))
