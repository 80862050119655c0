import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.core.json_guard import opening_brackets, repeated_name


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
