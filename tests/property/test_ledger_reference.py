"""Random histories of certificates and cash: when and how anyone settles changes nobody's total."""

from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import accumulate

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from rwa.deal.entitlement import entitlement_of
from rwa.deal.ledger_records import LedgerRefused, Settlement
from rwa.deal.ledger_reference import LedgerReference

HOLDERS = tuple(f"certificate_holder_{letter}" for letter in "abcd")
SUPPLY = 1_000_003  # prime, so that nothing divides evenly
PERIODS = 8
RECORD_TIMES = [100 * period for period in range(1, PERIODS + 1)]
PAY_TIMES = [time + 50 for time in RECORD_TIMES]
END = PAY_TIMES[-1] + 1


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that happens to certificates or cash; never a settlement."""

    now: int
    kind: str
    sender: str
    to: str
    units: int
    interest: int
    principal: int


KINDS = ("transfer", "transfer", "fund", "fund", "fund", "revise", "block", "replace")
moves = st.builds(
    Move,
    now=st.integers(0, 70),
    kind=st.sampled_from(KINDS),
    sender=st.sampled_from(HOLDERS),
    to=st.sampled_from(HOLDERS),
    units=st.integers(0, SUPPLY),
    interest=st.integers(0, 10**9),
    principal=st.integers(0, 10**9),
)


def in_time(drawn: list[Move]) -> list[Move]:
    """The moves one after another, each as long after the last as its time says."""
    times = accumulate((move.now for move in drawn), initial=1)
    return [replace(move, now=min(time, END)) for move, time in zip(drawn, times, strict=False)]


histories = st.lists(moves, min_size=15, max_size=40).map(in_time)
schedules = st.lists(
    st.tuples(st.integers(0, 39), st.sampled_from(HOLDERS), st.integers(0, 5)), max_size=30
)


def new_ledger() -> LedgerReference:
    ledger = LedgerReference(
        supply=SUPPLY, record_times=RECORD_TIMES, pay_times=PAY_TIMES, units_per_cent=1
    )
    for holder, units in zip(HOLDERS, (500_000, 300_003, 200_000, 0), strict=True):
        ledger.set_balance(holder, balance=units, now=1)
    return ledger


def happen(ledger: LedgerReference, move: Move) -> None:
    match move.kind:
        case "transfer":
            units = min(move.units, ledger.history(move.sender).now)
            ledger.transfer(sender=move.sender, to=move.to, units=units, now=move.now)
        case "fund":
            _fund(ledger, move)
        case "revise":
            _revise(ledger, move)
        case "block":
            ledger.set_payable(move.sender, payable=bool(move.units % 2))
        case "replace" if (
            move.sender == HOLDERS[0] and ledger.final_holder(move.sender) == HOLDERS[0]
        ):
            ledger.replace_wallet(move.sender, "successor", now=move.now)


def _fund(ledger: LedgerReference, move: Move) -> None:
    """The next period, once it is closed."""
    period = len(ledger.funded) + 1
    if period <= PERIODS and RECORD_TIMES[period - 1] < move.now:
        ledger.accept_report(
            period, revision=0, interest_cents=move.interest, principal_cents=move.principal
        )
        ledger.post_and_fund(period)


def _revise(ledger: LedgerReference, move: Move) -> None:
    """Some funded period, up or down; sometimes without the funding that would make it bind."""
    if not ledger.funded:
        return
    period = 1 + move.units % len(ledger.funded)
    ledger.accept_report(
        period, revision=move.now, interest_cents=move.interest, principal_cents=move.principal
    )
    with suppress(LedgerRefused):  # the very amounts that are funded already
        ledger.revise(period)
        if move.interest % 3:
            ledger.fund_adjustment(period)


def run(history: list[Move], schedule: list[tuple[int, str, int]]) -> LedgerReference:
    ledger = new_ledger()
    for index, move in enumerate(history):
        happen(ledger, move)
        for when, holder, max_steps in schedule:
            if when == index:
                ledger.settle(holder, now=move.now, max_steps=max_steps)
                check_conservation(ledger)
    return ledger


def settle_everyone(ledger: LedgerReference) -> None:
    for holder in (*HOLDERS, "successor"):
        ledger.settle(holder, now=END)


def check_conservation(ledger: LedgerReference) -> None:
    totals = ledger.totals
    credited = totals.paid + totals.held + totals.recovered
    assert totals.funded * SUPPLY == credited * SUPPLY + ledger.owed_parts()
    assert totals.outstanding >= totals.held + totals.recovered - totals.withdrawn
    held = sum(ledger.held_of(holder) for holder in (*HOLDERS, "successor"))
    assert held == totals.held


@settings(max_examples=max(150, settings.default.max_examples))
@given(histories, schedules)
def test_settle__any_history_and_any_schedule__credits_what_one_settlement_would(
    history: list[Move], schedule: list[tuple[int, str, int]]
) -> None:
    early, late = run(history, schedule), run(history, [])
    settle_everyone(early)
    settle_everyone(late)

    for holder in (*HOLDERS, "successor"):
        assert early.account(holder) == late.account(holder)
        assert early.remainders(holder) == late.remainders(holder)
        assert early.settle(holder, now=END) == Settlement(0, 0, 0, 0, 0, 0)
    check_conservation(early)
    check_conservation(late)


@given(histories)
def test_settle__everyone_at_the_end__leaves_less_than_a_unit_a_leg_and_holder(
    history: list[Move],
) -> None:
    ledger = run(history, [])
    settle_everyone(ledger)

    event(f"periods {len(ledger.funded)}, adjustments {min(len(ledger.adjustments), 2)}")
    assert 0 <= ledger.owed_parts() <= 2 * (len(HOLDERS) + 1) * (SUPPLY - 1)


@given(histories, st.integers(1, PERIODS), st.data())
def test_transfer__after_a_record_time__changes_no_entitlement_to_that_period(
    history: list[Move], period: int, data: st.DataObject
) -> None:
    ledger = run(history, [])
    before = {holder: ledger.balance_at(holder, period) for holder in HOLDERS}
    now = data.draw(st.integers(max(RECORD_TIMES[period - 1], history[-1].now) + 1, END + 200))
    sender, to = data.draw(st.permutations(HOLDERS))[:2]
    ledger.transfer(sender=sender, to=to, units=ledger.history(sender).now, now=now)

    assert {holder: ledger.balance_at(holder, period) for holder in HOLDERS} == before


@given(histories)
def test_entitlements__of_all_holders__sum_to_what_was_funded(history: list[Move]) -> None:
    ledger = run(history, [])
    shares = [
        entitlement_of(
            ledger.history(holder),
            funded=ledger.funded,
            adjustments=ledger.adjustments,
            supply=SUPPLY,
        )
        for holder in (*HOLDERS, "successor")
    ]

    credited = sum(share.interest_parts + share.principal_parts for share in shares)
    negative = sum(
        min(entry.interest_units, 0) + min(entry.principal_units, 0) for entry in ledger.adjustments
    )
    assert credited == ledger.totals.funded * SUPPLY
    assert sum(share.debit_parts for share in shares) == -negative * SUPPLY


def test_conservation__one_unit_made_up__is_noticed() -> None:
    ledger = run([], [])
    ledger.totals = replace(ledger.totals, paid=1)

    with pytest.raises(AssertionError):
        check_conservation(ledger)
