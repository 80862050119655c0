"""Delay days, as the standard formulas print them and as the programmes have them."""

from collections.abc import Callable
from typing import Any

from rwa.cashflow.valuation.timing import actual_delay_days, stated_delay_days
from rwa.pool.programme import FREDDIE_GOLD, GINNIE_I, GINNIE_II, UMBS

GoldenJson = Callable[[str], dict[str, Any]]


def test_delay_days__standard_formulas__as_the_programmes_have_them(
    golden_json: GoldenJson,
) -> None:
    printed = golden_json("sifma_worked_examples")["SF-45_delay_days"]

    assert len(printed) == 5
    for delay in printed.values():
        months_after = delay.get("pay_month", 1)
        assert actual_delay_days(delay["pay_day"], months_after) == delay["actual"]
        assert stated_delay_days(delay["pay_day"], months_after) == delay["stated"]


def test_delay_days__programmes__follow_from_their_pay_day() -> None:
    for programme in (GINNIE_I, GINNIE_II, UMBS, FREDDIE_GOLD):
        assert actual_delay_days(programme.pay_day, 1) == programme.actual_delay_days
        assert stated_delay_days(programme.pay_day, 1) == programme.stated_delay_days
