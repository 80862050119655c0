import io
import sys
from decimal import Decimal

import pytest

from rwa.cashflow.plots import PlotsNotInstalled, figure
from rwa.cashflow.projection.assumptions import Assumptions, ConstantSpeed, Defaults, Measure, psa
from rwa.cashflow.projection.engine import project
from rwa.cashflow.projection.line import Line
from rwa.cashflow.projection.projected import Projection


@pytest.fixture(scope="module")
def line() -> Line:
    return Line(
        balance=Decimal(1_000_000),
        wac=Decimal("0.06"),
        pass_through_rate=Decimal("0.055"),
        remaining_months=120,
    )


@pytest.fixture(scope="module")
def projection(line: Line) -> Projection:
    defaults = Defaults(speed=ConstantSpeed(Measure.CDR, Decimal("0.02")))
    return project(line, Assumptions(prepayment=psa(200), defaults=defaults))


def test_figure__of_a_projection__shows_its_numbers(projection: Projection) -> None:
    balance, payments, speed = figure(projection).axes

    drawn = balance.get_lines()[0].get_ydata()
    assert drawn.tolist() == (projection.ending_balance / 1_000_000).tolist()
    assert speed.get_lines()[0].get_ydata().tolist() == projection.smm.tolist()
    labels = [text.get_text() for text in payments.get_legend().get_texts()]
    assert labels == ["net interest", "scheduled", "prepaid", "recovered"]


def test_figure__without_defaults__says_nothing_of_them(line: Line) -> None:
    balance, payments, _ = figure(project(line)).axes

    assert balance.get_legend() is None
    labels = [text.get_text() for text in payments.get_legend().get_texts()]
    assert labels == ["net interest", "scheduled"]


def test_figure__saved__is_a_drawing(projection: Projection) -> None:
    saved = io.BytesIO()

    figure(projection).savefig(saved, format="svg")

    assert saved.getvalue().count(b"<path") > 20


def test_figure__library_missing__says_what_to_install(
    projection: Projection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)

    with pytest.raises(PlotsNotInstalled) as refused:
        figure(projection)

    assert refused.value.exit_code == 3
    assert "python -m pip install matplotlib" in str(refused.value)
