from dataclasses import fields
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.cashflow.projection.assumptions import Assumptions, Measure, SpeedVector
from rwa.cashflow.projection.engine import project
from rwa.cashflow.projection.line import Line
from rwa.cashflow.projection.scenarios import ScenarioFlows, project_scenarios
from rwa.core.annuity import TermOutOfRange
from rwa.core.errors import ValueOutOfRange

COLUMNS = [field.name for field in fields(ScenarioFlows) if field.name != "balance"]
BALANCE = 250_000


@st.composite
def speeds(draw: st.DrawFn) -> list[list[Decimal]]:
    months = draw(st.integers(1, 90))
    month = st.decimals(0, "0.3", places=6) | st.sampled_from([Decimal(0), Decimal(1)])
    scenario = st.lists(month, min_size=months, max_size=months)
    return draw(st.lists(scenario, min_size=1, max_size=6))


@given(speeds(), st.decimals(0, "0.2", places=6), st.floats(0, 1))
def test_project_scenarios__any_speeds__each_is_what_the_engine_projects(
    shares: list[list[Decimal]], wac: Decimal, passed: float
) -> None:
    smm = np.array(shares, dtype=np.float64)
    rate = Decimal(passed) * wac

    flows = project_scenarios(balance=BALANCE, wac=float(wac), smm=smm)

    for row, scenario in enumerate(shares):
        one = project(
            Line(
                balance=Decimal(BALANCE),
                wac=wac,
                pass_through_rate=rate,
                remaining_months=len(scenario),
            ),
            Assumptions(prepayment=SpeedVector(Measure.SMM, tuple(scenario))),
        )
        for name in (*COLUMNS, "beginning_balance", "total_principal"):
            gap = getattr(flows, name)[row] - getattr(one, name)
            assert np.abs(gap).max() <= 1e-10 * BALANCE, name
        gap = flows.cash_flow(pass_through_rate=float(rate))[row] - one.cash_flow
        assert np.abs(gap).max() <= 1e-10 * BALANCE


@given(st.integers(1, 40), st.integers(1, 480), st.floats(0, 0.3))
def test_project_scenarios__any_shape__pays_the_balance_and_nothing_else(
    scenarios: int, months: int, wac: float
) -> None:
    smm = np.random.default_rng(months).uniform(0, 0.2, (scenarios, months))

    flows = project_scenarios(balance=BALANCE, wac=wac, smm=smm)

    assert np.allclose(flows.total_principal.sum(axis=1), BALANCE, rtol=1e-12)
    rolled = flows.beginning_balance - flows.total_principal
    assert np.allclose(rolled, flows.ending_balance, rtol=0, atol=1e-9)
    assert not flows.ending_balance[:, -1].any()
    assert flows.ending_balance.min() >= 0
    assert np.allclose(flows.gross_interest, flows.beginning_balance * wac / 12, rtol=1e-9)


@pytest.mark.parametrize("scenarios", [1, 3, 4, 33, 101])
def test_project_scenarios__any_threads_or_order_in_memory__gives_the_same_bits(
    scenarios: int,
) -> None:
    smm = np.random.default_rng(scenarios).uniform(0, 0.05, (scenarios, 120))

    one_thread = project_scenarios(balance=BALANCE, wac=0.06, smm=smm)
    several = [project_scenarios(balance=BALANCE, wac=0.06, smm=smm, threads=n) for n in (2, 3, 7)]
    turned = project_scenarios(balance=BALANCE, wac=0.06, smm=np.asfortranarray(smm))

    for name in COLUMNS:
        for other in (*several, turned):
            assert np.array_equal(getattr(one_thread, name), getattr(other, name)), name


@pytest.mark.parametrize(
    ("given_terms", "field"),
    [
        ({"balance": 0.0}, "balance"),
        ({"wac": 1.01}, "wac"),
        ({"wac": -0.01}, "wac"),
        ({"smm": np.array([[0.1, 1.1]])}, "smm"),
        ({"smm": np.array([[0.1, np.nan]])}, "smm"),
        ({"smm": np.array([0.1])}, "smm"),
        ({"smm": np.zeros((2, 0))}, "smm"),
        ({"threads": 0}, "threads"),
    ],
)
def test_project_scenarios__impossible__names_the_field(
    given_terms: dict[str, object], field: str
) -> None:
    terms = {"balance": 1.0, "wac": 0.05, "smm": np.zeros((1, 2))} | given_terms

    with pytest.raises(ValueOutOfRange) as caught:
        project_scenarios(**terms)  # type: ignore[arg-type]

    assert caught.value.field == field


def test_columns__two_scenarios__a_row_for_each_month_of_each() -> None:
    smm = np.array([[0.0, 0.1, 0.2], [0.3, 0.2, 0.1]])
    flows = project_scenarios(balance=BALANCE, wac=0.06, smm=smm)

    table = pa.table(flows)

    assert table["scenario"].to_pylist() == [1, 1, 1, 2, 2, 2]
    assert table["month"].to_pylist() == [1, 2, 3, 1, 2, 3]
    for name in ("beginning_balance", *COLUMNS):
        assert table[name].to_pylist() == getattr(flows, name).reshape(-1).tolist(), name
    with pytest.raises(ValueError, match="read-only"):
        flows.ending_balance[0, 0] = 1


def test_project_scenarios__more_than_forty_years__refused() -> None:
    with pytest.raises(TermOutOfRange):
        project_scenarios(balance=1, wac=0.05, smm=np.zeros((1, 481)))
