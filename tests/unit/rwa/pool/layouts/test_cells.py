from datetime import date

import pytest

from rwa.core.money import Cents
from rwa.core.rates import Ppb, Ppm
from rwa.pool.layouts.cells import CellKind, CellValue, cell_reader


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (CellKind.TEXT, "A 1", "A 1"),
        (CellKind.COUNT, "360.0", 360),
        (CellKind.DOLLARS, "235130.38", Cents(23_513_038)),
        (CellKind.DOLLARS, "-0.59", Cents(-59)),
        (CellKind.DOLLARS, "45600000.00000000", Cents(4_560_000_000)),
        (CellKind.DOLLARS_NEGATED, "-10.5", Cents(1_050)),
        (CellKind.PER_CENT, "6.125", Ppb(61_250_000)),
        (CellKind.FRACTION, "0.0002478", Ppb(247_800)),
        (CellKind.FRACTION, ".07380000", Ppb(73_800_000)),
        (CellKind.DATE_ISO, "2024-02-29", date(2024, 2, 29)),
        (CellKind.DATE_US, "02-29-2024", date(2024, 2, 29)),
        (CellKind.DATE_COMPACT, "20240229", date(2024, 2, 29)),
        (CellKind.MONTH_ISO, "2024-02", date(2024, 2, 1)),
        (CellKind.MONTH_COMPACT, "202402", date(2024, 2, 1)),
        (CellKind.MONTH_FIRST, "022024", date(2024, 2, 1)),
        (CellKind.TRUTH, "False", False),
        (CellKind.TRUTH, "Y", True),
    ],
)
def test_cell_reader__a_cell_of_the_kind__read_exactly(
    kind: CellKind, text: str, value: CellValue
) -> None:
    assert cell_reader(kind)(text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (CellKind.COUNT, "360.5"),
        (CellKind.COUNT, "1e3"),
        (CellKind.DOLLARS, "1,000.00"),
        (CellKind.DOLLARS, "$1000"),
        (CellKind.DOLLARS, "0.005"),
        (CellKind.DOLLARS, "nan"),
        (CellKind.PER_CENT, "6.12345678"),
        (CellKind.FRACTION, "0.0123456789"),
        (CellKind.FRACTION, "6%"),
        (CellKind.DATE_ISO, "2023-02-29"),
        (CellKind.DATE_US, "13-01-2024"),
        (CellKind.DATE_US, "2024-02-01"),
        (CellKind.DATE_COMPACT, "2024021"),
        (CellKind.DATE_ISO, "1899-12-31"),
        (CellKind.MONTH_COMPACT, "202413"),
        (CellKind.MONTH_FIRST, "202401"),
        (CellKind.TRUTH, "maybe"),
    ],
)
def test_cell_reader__anything_else__refused(kind: CellKind, text: str) -> None:
    assert cell_reader(kind)(text) is None


@pytest.mark.parametrize("kind", list(CellKind))
def test_wording__of_every_kind__says_what_is_allowed(kind: CellKind) -> None:
    assert kind.wording


@pytest.mark.parametrize(
    ("rate", "ppm", "shown"),
    [
        (Ppb(61_250_000), Ppm(61_250), "6.125%"),
        (Ppb(247_800), None, "0.02478%"),
        (Ppb(0), Ppm(0), "0.000%"),
        (Ppb(-1), None, "-0.0000001%"),
    ],
)
def test_ppb__as_ppm_and_as_text__is_exact(rate: Ppb, ppm: Ppm | None, shown: str) -> None:
    assert rate.ppm == ppm
    assert str(rate) == shown


def test_ppb__of_a_float__refused() -> None:
    with pytest.raises(TypeError):
        Ppb(0.5)  # type: ignore[arg-type]
