import io
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from rwa.cli.arguments import (
    STANDARD_INPUT,
    FileNotThere,
    NotANumber,
    percent,
    read_file_or_input,
)


@pytest.mark.parametrize("text", ["0", "100", "112.5", "1e2"])
def test_percent__a_number__is_exact(text: str) -> None:
    assert percent("psa", text) == Decimal(text)


@pytest.mark.parametrize("text", ["", "fast", "-1", "nan", "inf", "1,0"])
def test_percent__anything_else__is_refused(text: str) -> None:
    with pytest.raises(NotANumber) as caught:
        percent("psa", text)
    assert (caught.value.name, caught.value.received) == ("psa", text)


def test_read_file_or_input__dash__is_standard_input_and_no_more_than_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"0123456789")))

    assert read_file_or_input(STANDARD_INPUT, layout="a page", most=4) == b"01234"


def test_read_file_or_input__no_such_file__names_the_page_that_describes_it(
    tmp_path: Path,
) -> None:
    with pytest.raises(FileNotThere) as refused:
        read_file_or_input(tmp_path / "missing", layout="a page", most=4)

    assert refused.value.layout == "a page"
    assert str(refused.value).endswith("(a page)")
