"""What holds of every projection, whatever is assumed."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.projection.assumptions import (
    NEVER,
    NO_DEFAULTS,
    Assumptions,
    ConstantSpeed,
    Measure,
    psa,
)
from rwa.cashflow.projection.engine import Rounding, project
from rwa.cashflow.projection.line import Line
from rwa.cashflow.projection.pool import project_pool
from rwa.cashflow.projection.projected import COLUMNS, FLOWS, NOT_MONEY, STOCKS, Projection
from tests.property.projection_strategies import assumptions, cases, lines

Case = tuple[Line, Assumptions]
MANY = settings(max_examples=settings().max_examples * 6)


def in_cents(projection: Projection, name: str) -> FloatArray:
    return np.round(100 * getattr(projection, name))


def check_identities(projection: Projection, line: Line, *, tolerance: float) -> None:
    """Balances roll, nothing is negative, everything that was owed ends up somewhere."""
    columns = projection.columns()
    scale = float(line.balance)
    for name in STOCKS:
        assert columns[name].min() >= -tolerance, name
    for name in FLOWS:
        assert columns[name].min() >= -tolerance, name
    begin, end = columns["beginning_balance"], columns["ending_balance"]
    rolled = begin - columns["scheduled_principal"] - columns["prepaid_principal"]
    rolled = rolled - columns["amortized_default_balance"]
    assert np.abs(rolled - end).max() <= tolerance
    assert np.abs(begin[1:] - end[:-1]).max(initial=0) <= tolerance
    assert abs(begin[0] - scale) <= tolerance
    assert abs(end[-1]) <= tolerance
    split = columns["performing_balance"] + columns["in_foreclosure"]
    assert np.abs(split - end).max() <= tolerance
    removed = columns["principal_recovery"] + columns["principal_loss"]
    assert np.abs(removed - columns["amortized_default_balance"]).max() <= tolerance
    parts = columns["scheduled_principal"] + columns["prepaid_principal"]
    parts = parts + columns["principal_recovery"]
    assert np.abs(parts - columns["total_principal"]).max() <= tolerance
    owed = columns["gross_interest"] + columns["scheduled_principal"]
    assert np.abs(owed - columns["payment"]).max() <= tolerance
    gone = projection.totals["total_principal"] + projection.totals["principal_loss"]
    assert abs(gone - scale) <= tolerance


@MANY
@given(cases())
def test_project__anything_assumed__balances_roll_and_nothing_is_lost(case: Case) -> None:
    line, assumed = case

    projection = project(line, assumed)

    assert len(projection) == line.remaining_months
    check_identities(projection, line, tolerance=1e-9 * float(line.balance))
    for name in FLOWS:
        assert projection.totals[name] == pytest.approx(getattr(projection, name).sum(), rel=1e-9)


@MANY
@given(cases())
def test_project__to_the_cent__balances_roll_exactly(case: Case) -> None:
    line, assumed = case

    projection = project(line, assumed, rounding=Rounding.CENT)

    cents = {name: in_cents(projection, name) for name in COLUMNS if name not in NOT_MONEY}
    for name, column in cents.items():
        assert np.array_equal(column / 100, getattr(projection, name)), name
    check_identities(projection, line, tolerance=1e-9 * float(line.balance) + 1e-7)
    gone = sum(cents["total_principal"]) + sum(cents["principal_loss"])
    assert gone == round(100 * line.balance)
    rolled = cents["beginning_balance"] - cents["scheduled_principal"]
    rolled = rolled - cents["prepaid_principal"] - cents["amortized_default_balance"]
    assert np.array_equal(rolled, cents["ending_balance"])
    assert np.array_equal(cents["beginning_balance"][1:], cents["ending_balance"][:-1])


@given(cases())
def test_project__to_the_cent__differs_by_the_rounding_alone(case: Case) -> None:
    line, assumed = case
    # The rounding of an instalment shifts what is ahead, and a payment in cents of a small
    # balance is coarse: both are compared without curtailment.
    assumed = replace(assumed, curtailment=NEVER)

    exact, cents = project(line, assumed), project(line, assumed, rounding=Rounding.CENT)

    steps = 3 * (2 + assumed.defaults.months_to_liquidation) * line.remaining_months
    for name in ("beginning_balance", "total_principal", "performing_balance", "principal_loss"):
        difference = np.abs(getattr(exact, name) - getattr(cents, name)).max()
        assert difference <= 0.01 * steps, name


@given(lines(), st.lists(st.decimals(0, 3_000, places=0), min_size=2, max_size=2))
def test_project__faster_psa__shorter_life(line: Line, pair: list[Decimal]) -> None:
    slow, fast = (project(line, Assumptions(prepayment=psa(speed))) for speed in sorted(pair))

    def months_of_life(projection: Projection) -> float:
        return float((projection.month * projection.total_principal).sum())

    assert months_of_life(fast) <= months_of_life(slow) * (1 + 1e-12)
    assert (fast.ending_balance <= slow.ending_balance + 1e-9 * float(line.balance)).all()


@given(st.data(), lines(longest=24))
def test_project__twice_the_balance__twice_of_everything(data: st.DataObject, line: Line) -> None:
    assumed = data.draw(assumptions(line))

    one, two = project(line, assumed), project(replace(line, balance=2 * line.balance), assumed)

    for name in set(COLUMNS) - set(NOT_MONEY):
        np.testing.assert_allclose(
            getattr(two, name), 2 * getattr(one, name), rtol=1e-12, atol=1e-9
        )


@given(cases(longest=24))
def test_project__defaults_without_severity__lose_no_principal(case: Case) -> None:
    line, assumed = case
    assumed = replace(assumed, defaults=replace(assumed.defaults, loss_severity=Decimal(0)))

    projection = project(line, assumed)

    assert projection.totals["principal_loss"] == 0
    assert projection.totals["total_principal"] == pytest.approx(float(line.balance), rel=1e-9)


@given(lines(longest=24))
def test_project__without_defaults__default_columns_are_zero(line: Line) -> None:
    projection = project(line, Assumptions(prepayment=ConstantSpeed(Measure.CPR, Decimal("0.2"))))

    for name in (
        "new_defaults",
        "in_foreclosure",
        "amortized_default_balance",
        "principal_recovery",
        "principal_loss",
        "interest_lost",
        "advanced_principal",
    ):
        assert not getattr(projection, name).any(), name
    assert NO_DEFAULTS.months_to_liquidation == 12


@given(st.lists(lines(longest=24), min_size=1, max_size=4))
def test_project_pool__any_lines__the_sum_of_each(several: list[Line]) -> None:
    assumed = Assumptions(prepayment=psa(250))

    pool = project_pool(several, assumed)

    each = [project(line, assumed) for line in several]
    assert len(pool) == max(map(len, each))
    for name in FLOWS:
        total = sum(one.totals[name] for one in each)
        assert pool.totals[name] == pytest.approx(total, rel=1e-12), name
        assert getattr(pool, name).sum() == pytest.approx(total, rel=1e-9), name
    slowest, fastest = (bound([one.smm[0] for one in each]) for bound in (min, max))
    assert slowest - 1e-9 <= pool.smm[0] <= fastest + 1e-9 or len(pool) == 1
    assert pool.ending_balance[-1] == pytest.approx(0, abs=1e-6 * pool.beginning_balance[0])
