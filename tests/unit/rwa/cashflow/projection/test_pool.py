from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from rwa.cashflow.projection.assumptions import Assumptions, ConstantSpeed, Defaults, Measure, psa
from rwa.cashflow.projection.engine import Rounding, project
from rwa.cashflow.projection.line import Line
from rwa.cashflow.projection.pool import project_pool
from rwa.core.errors import ValueOutOfRange

YOUNG = Line(
    balance=Decimal(3_000_000),
    wac=Decimal("0.06"),
    pass_through_rate=Decimal("0.055"),
    remaining_months=48,
    age_months=2,
)
OLD = replace(YOUNG, balance=Decimal(1_000_000), remaining_months=24, age_months=40)
ASSUMED = Assumptions(
    prepayment=psa(300),
    defaults=Defaults(speed=ConstantSpeed(Measure.CDR, Decimal("0.1")), months_to_liquidation=3),
)


@pytest.mark.parametrize("assumed", [Assumptions(prepayment=psa(300)), ASSUMED])
def test_project_pool__lines_of_two_ages__average_speed_by_scheduled_balance(
    assumed: Assumptions,
) -> None:
    pool = project_pool((YOUNG, OLD), assumed)

    both = [project(line, assumed) for line in (YOUNG, OLD)]
    for month in range(10):
        prepaid = sum(each.prepaid_principal[month] for each in both)
        prepayable = sum(each.prepaid_principal[month] / each.smm[month] for each in both)
        assert pool.smm[month] == pytest.approx(prepaid / prepayable, rel=1e-9)
    assert both[0].smm[0] < pool.smm[0] < both[1].smm[0]
    assert np.allclose(pool.smm[24:], both[0].smm[24:])


def test_project_pool__to_the_cent__every_cent_of_every_line() -> None:
    pool = project_pool((YOUNG, OLD), ASSUMED, rounding=Rounding.CENT)

    gone = pool.totals["total_principal"] + pool.totals["principal_loss"]
    assert round(100 * gone) == 400_000_000


def test_project_pool__no_lines__raises() -> None:
    with pytest.raises(ValueOutOfRange) as refused:
        project_pool(())

    assert refused.value.field == "lines"
