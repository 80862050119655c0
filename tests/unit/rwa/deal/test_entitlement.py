import pytest

from rwa.deal.entitlement import (
    BalanceChangedInPast,
    BalanceHistory,
    BalanceStretch,
    PeriodUnits,
    entitlement_of,
)


def history(*stretches: tuple[int, int]) -> BalanceHistory:
    return BalanceHistory(tuple(BalanceStretch(start, balance) for start, balance in stretches))


def test_at__stretches__hold_from_their_start_to_the_next() -> None:
    held = history((2, 50), (5, 0), (6, 70))

    assert [held.at(period) for period in range(1, 9)] == [0, 50, 50, 50, 0, 70, 70, 70]
    assert (held.now, history().now, history().at(3)) == (70, 0, 0)


def test_changed__twice_in_a_period__keeps_the_last() -> None:
    held = history((1, 50)).changed(period=3, balance=80).changed(period=3, balance=50)

    assert held == history((1, 50), (3, 50))


def test_changed__in_a_closed_period__refused() -> None:
    with pytest.raises(BalanceChangedInPast) as caught:
        history((4, 50)).changed(period=3, balance=0)

    assert (caught.value.last, caught.value.received) == (4, 3)


def test_entitlement_of__three_units_to_two_equal_holders__never_pays_four() -> None:
    share = entitlement_of(history((1, 1)), funded=[PeriodUnits(1, 3, 0)], adjustments=[], supply=2)

    assert (share.interest_units, share.remainders) == (1, (1, 0, 0))


def test_entitlement_of__remainders__make_whole_units_in_time() -> None:
    funded = [PeriodUnits(period, 1, 2) for period in (1, 2, 3)]

    share = entitlement_of(history((1, 1)), funded=funded, adjustments=[], supply=3)

    assert (share.interest_units, share.principal_units, share.remainders) == (1, 2, (0, 0, 0))


def test_entitlement_of__legs_of_both_signs__credit_and_debit_apart() -> None:
    entries = [PeriodUnits(1, -10, 4), PeriodUnits(2, 7, -1), PeriodUnits(3, -5, -6)]

    share = entitlement_of(history((1, 3), (3, 5)), funded=[], adjustments=entries, supply=10)

    assert share.interest_parts == 3 * 7
    assert share.principal_parts == 3 * 4
    assert share.debit_parts == 3 * 10 + 3 * 1 + 5 * 11
    assert (share.interest_units, share.principal_units, share.debit_units) == (2, 1, 8)
    assert share.remainders == (1, 2, 8)
