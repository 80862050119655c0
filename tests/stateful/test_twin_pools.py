"""Two pools live through the same history on two chains; only the settling differs.

No reference is asked here: one chain is compared with the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rwa.core.ids import Address
from tests.stateful.machine import HOLDERS, ORDERS, PoolMachine, part_of
from tests.stateful.pool_on_chain import FIRST_HOLDERS, NODES, WALLETS, wallet
from tests.stateful.reports import MONTH_FLOWS, MonthFlows
from tests.stateful.test_random_histories import GasBurningRefusal, HonestCash, SilentRefusal

ALL_STEPS = 2**16
CLASS_A = 0
EXAMPLES = settings().max_examples // 8


@dataclass(frozen=True, slots=True)
class Month:
    """What happens to both pools in a month; trades come before its record time."""

    trades: list[tuple[Address, Address, int]]
    """Seller, buyer and the share sold, in thousandths."""
    flows: MonthFlows
    """What is reported."""
    correction: MonthFlows | None
    """What the month is revised to once everything is funded."""


KNOWN = st.sampled_from(tuple(map(wallet, FIRST_HOLDERS)))
MONTHS = st.lists(
    st.builds(
        Month,
        trades=st.lists(st.tuples(KNOWN, KNOWN, st.integers(1, 1_000)), max_size=2),
        flows=MONTH_FLOWS,
        correction=st.none() | MONTH_FLOWS,
    ),
    min_size=2,
    max_size=3,
)
SCHEDULES = st.lists(
    st.tuples(st.lists(HOLDERS, min_size=1, max_size=5), st.integers(1, 3)), max_size=3
)


def live_through(pool: HonestCash, month: Month) -> None:
    """Trade, report, fund, and wait for the payment time; correct the month if it is corrected."""
    for seller, buyer, share in month.trades:
        held = pool.balance(CLASS_A, seller)
        if held:
            pool.transfer(CLASS_A, seller, buyer, part_of(held, share))
    pool.pay_in(month.flows)
    if month.correction is not None:
        period = pool.mirror.oracle.last
        pool.report(period, month.correction, 0, NODES[:3])
        pool.post_adjustment(CLASS_A, period)
        pool.fund_adjustment(CLASS_A, period)
    pool.pool.chain.advance_to(pool.soonest(pool.last_payable(CLASS_A)))


def settle(pool: PoolMachine, holders: Sequence[Address], *, steps: int = ALL_STEPS) -> None:
    """Settle on the chain alone."""
    pool.do("poster", pool.pool.ledger(CLASS_A).settle_many(holders, max_steps=steps))


def position(pool: PoolMachine, holder: Address) -> tuple[int, ...]:
    """Where a holder's settlement stands, and what was paid, is held and still owed by it."""
    ledger = pool.pool.ledger(CLASS_A)
    account = ledger.account_of(holder)
    got = pool.pool.cash.balance_of(holder) + ledger.held_of(holder).amount_units
    return (
        account.settled_through,
        account.cursor,
        account.remainder_interest,
        account.remainder_principal,
        account.remainder_debit,
        got - account.debt_units,
    )


def conserves(pool: PoolMachine) -> bool:
    """Whether every unit paid in is with a holder, held, recovered or a remainder."""
    ledger, supply = pool.pool.ledger(CLASS_A), pool.class_of(CLASS_A).supply
    totals, accounts = ledger.totals(), [ledger.account_of(holder) for holder in WALLETS]
    cash = sum(pool.pool.cash.balances_of(WALLETS))
    somewhere = (cash + totals.held + totals.recovered) * supply
    somewhere += sum(each.remainder_interest + each.remainder_principal for each in accounts)
    return totals.funded * supply == somewhere


@settings(max_examples=EXAMPLES)
@given(months=MONTHS, schedules=st.lists(SCHEDULES, min_size=3, max_size=3))
def test_settle_many__any_schedule__pays_what_one_settlement_pays_inv_4(
    months: list[Month], schedules: list[list[tuple[list[Address], int]]]
) -> None:
    often, once = HonestCash(), HonestCash()
    for month, schedule in zip(months, schedules, strict=False):
        live_through(often, month)
        live_through(once, month)
        for holders, steps in schedule:
            settle(often, holders, steps=steps)
    settle(often, WALLETS)
    settle(once, WALLETS[::-1])

    for holder in WALLETS:
        assert position(often, holder) == position(once, holder)
    assert conserves(often)
    assert conserves(once)


@pytest.mark.parametrize("kind", [HonestCash, SilentRefusal, GasBurningRefusal])
@settings(max_examples=max(EXAMPLES // 2, 1))
@given(months=MONTHS, blocked=KNOWN, refused=KNOWN, order=ORDERS)
def test_settle_many__hostile_neighbours__change_nobody_elses_payment_inv_9(
    kind: type[HonestCash],
    months: list[Month],
    blocked: Address,
    refused: Address,
    order: Sequence[Address],
) -> None:
    hostile, peaceful = kind(), kind()
    for month in months:
        live_through(hostile, month)
        live_through(peaceful, month)
    hostile.block(blocked)
    hostile.refuse_or_accept(refused)
    settle(hostile, [refused, *order, blocked, refused])
    settle(peaceful, WALLETS)

    for holder in WALLETS:
        assert position(hostile, holder) == position(peaceful, holder)
        if holder not in (blocked, refused):
            cash = hostile.pool.cash.balance_of(holder)
            assert cash == peaceful.pool.cash.balance_of(holder)
    assert hostile.pool.cash.balances_of([blocked, refused]) == (0, 0)
    assert conserves(hostile)
