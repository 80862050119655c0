"""Monthly reports drawn at random that honour every identity of the oracle.

The balances a month begins with are fixed by the month before; `MonthFlows` says what happens in
it, as shares; `month_content` derives every figure that an identity ties down.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from rwa.chain.hashing import ZERO_WORD, keccak, word_of_text
from rwa.chain.report import ClassRow, Content
from tests.stateful.pool_on_chain import (
    AS_OF_TIMES,
    FACES_CENTS,
    LOAN_COUNT,
    MONTHS,
    OVERCOLLATERALISATION_CENTS,
)

POOL_NAME = word_of_text("RANDOM-1")
WHOLE = 1_000
"""Shares are thousandths."""


@dataclass(frozen=True, slots=True)
class MonthFlows:
    """What a month brings; shares are thousandths of what is there."""

    scheduled: int
    curtailed: int
    paid_off: int
    liquidated: int
    forgiven: int
    capitalised: int
    expenses: int
    lost: int
    """Of what was liquidated, forgiven and spent."""
    recovered: int
    overcollateralisation: int
    """Of what it was before; above 1,000 it grows."""
    class_interest: tuple[int, int]
    """Of a twelfth of each class's balance, so at most 100 % a year."""
    first_class_share: int
    """Of the classes' fall, as far as the first class reaches."""
    class_loss: int
    """Of each class's fall; the rest is principal."""
    leftover: int
    """Cents, within the rounding allowance."""
    pays_off_all: bool
    """The pool ends."""


def shares(most: int) -> st.SearchStrategy[int]:
    """A few shares up to `most`, both ends among them: few choices keep histories short."""
    return st.sampled_from((0, 1, most // 7, most // 2, most))


MONTH_FLOWS = st.builds(
    MonthFlows,
    scheduled=shares(30),
    curtailed=shares(50),
    paid_off=shares(200),
    liquidated=shares(50),
    forgiven=shares(10),
    capitalised=shares(20),
    expenses=shares(10),
    lost=shares(WHOLE),
    recovered=shares(10),
    overcollateralisation=shares(2 * WHOLE),
    class_interest=st.tuples(shares(WHOLE), shares(WHOLE)),
    first_class_share=shares(WHOLE),
    class_loss=shares(300),
    leftover=st.integers(-2, 2),
    pays_off_all=st.sampled_from([False] * 19 + [True]),
)


@dataclass(frozen=True, slots=True)
class MonthEnds:
    """What a month ended with; the next begins with it."""

    balance: int
    loan_count: int
    overcollateralisation: int
    shortfall: int
    classes: tuple[int, ...]


AT_ISSUE = MonthEnds(
    balance=sum(FACES_CENTS) + OVERCOLLATERALISATION_CENTS,
    loan_count=LOAN_COUNT,
    overcollateralisation=OVERCOLLATERALISATION_CENTS,
    shortfall=0,
    classes=FACES_CENTS,
)


def ends_of(content: Content) -> MonthEnds:
    """What a report says its month ended with."""
    return MonthEnds(
        content.balance_end_cents,
        content.loan_count_end,
        content.overcollateralisation_end_cents,
        content.shortfall_end_cents,
        tuple(row.end_cents for row in content.class_rows),
    )


def begins_of(content: Content) -> MonthEnds:
    """What a report says its month began with."""
    return MonthEnds(
        content.balance_begin_cents,
        content.loan_count_begin,
        content.overcollateralisation_begin_cents,
        content.shortfall_begin_cents,
        tuple(row.begin_cents for row in content.class_rows),
    )


def month_content(
    flows: MonthFlows, *, period: int, revision: int, begin: MonthEnds, previous_hash: bytes
) -> Content:
    """The report of a month that begins with `begin` and brings `flows`."""
    pool = _pool_figures(flows, begin)
    end = pool["balance_end_cents"]
    cushion = min(begin.overcollateralisation * flows.overcollateralisation // WHOLE, end)
    rows = _class_rows(flows, begin, target=end - cushion)
    interest = sum(row.interest_cents for row in rows)
    principal = sum(row.principal_cents for row in rows)
    gross, fees = begin.balance // 24, begin.balance // 2_000
    available = gross - 2 * fees + begin.balance - end - pool["loss_cents"]
    available += pool["recoveries_cents"]
    name = f"{period}/{revision}".encode()
    return Content(
        pool=POOL_NAME,
        period=MONTHS[period - 1].yyyymm,
        period_index=period,
        revision=revision,
        previous_report_hash=previous_hash,
        as_of=AS_OF_TIMES[period - 1],
        tape_root=keccak(b"tape" + name),
        activity_hash=keccak(b"activity" + name),
        document_hash=keccak(b"document" + name),
        loan_count_begin=begin.loan_count,
        loan_count_end=_loans_left(flows, begin, end),
        balance_begin_cents=begin.balance,
        gross_interest_cents=gross,
        servicing_fee_cents=fees,
        guaranty_fee_cents=fees,
        advances_made_cents=0,
        advances_recovered_cents=0,
        interest_to_investors_cents=interest,
        principal_to_investors_cents=principal,
        reserve_change_cents=available - interest - principal - flows.leftover,
        overcollateralisation_begin_cents=begin.overcollateralisation,
        overcollateralisation_end_cents=cushion,
        shortfall_begin_cents=begin.shortfall,
        shortfall_end_cents=0,
        leftover_cents=flows.leftover,
        class_rows=rows,
        **pool,
    )


def _pool_figures(flows: MonthFlows, begin: MonthEnds) -> Mapping[str, int]:
    """The balance roll and the loss bound."""
    balance = begin.balance
    capitalised = balance * flows.capitalised // WHOLE
    removed = {
        name: balance * share // WHOLE
        for name, share in (
            ("scheduled_cents", flows.scheduled),
            ("curtailed_cents", flows.curtailed),
            ("paid_off_cents", flows.paid_off),
            ("liquidated_cents", flows.liquidated),
            ("forgiven_cents", flows.forgiven),
        )
    }
    end = balance + capitalised - sum(removed.values())
    if flows.pays_off_all:
        removed["paid_off_cents"] += end
        end = 0
    expenses = balance * flows.expenses // WHOLE
    losable = removed["liquidated_cents"] + removed["forgiven_cents"] + expenses
    return removed | {
        "capitalised_cents": capitalised,
        "loss_cents": losable * flows.lost // WHOLE,
        "recoveries_cents": balance * flows.recovered // WHOLE,
        "expenses_cents": expenses,
        "balance_end_cents": end,
    }


def _loans_left(flows: MonthFlows, begin: MonthEnds, end: int) -> int:
    if end == 0:
        return 0
    return max(begin.loan_count - (flows.paid_off > 0), 1)


def _class_rows(flows: MonthFlows, begin: MonthEnds, *, target: int) -> tuple[ClassRow, ...]:
    """Rows that roll from the classes' balances to ends that sum to `target`."""
    first, second = begin.classes
    risen = max(target - first - second, 0)
    fall = max(first + second - target, 0)
    first_fall = max(min(fall * flows.first_class_share // WHOLE, first), fall - second)
    return (
        _class_row(first, risen, first_fall, flows.class_interest[0], flows.class_loss),
        _class_row(second, 0, fall - first_fall, flows.class_interest[1], flows.class_loss),
    )


def _class_row(begin: int, accrued: int, fall: int, interest: int, lost: int) -> ClassRow:
    loss = fall * lost // WHOLE
    return ClassRow(
        begin_cents=begin,
        interest_cents=begin // 12 * interest // WHOLE,
        principal_cents=fall - loss,
        accrued_cents=accrued,
        loss_cents=loss,
        write_up_cents=0,
        end_cents=begin + accrued - fall,
        notional=False,
    )


FIRST_PREVIOUS_HASH = ZERO_WORD
"""What the first report of all follows."""


def with_more_interest(
    content: Content, tranche: int, more: int, *, previous_hash: bytes
) -> Content:
    """A revision that changes one class's interest alone, as far as it can be changed."""
    rows = list(content.class_rows)
    row = rows[tranche]
    interest = min(max(row.interest_cents + more, 0), row.begin_cents // 12)
    rows[tranche] = replace(row, interest_cents=interest)
    added = interest - row.interest_cents
    return replace(
        content,
        revision=content.revision + 1,
        previous_report_hash=previous_hash,
        interest_to_investors_cents=content.interest_to_investors_cents + added,
        reserve_change_cents=content.reserve_change_cents - added,
        class_rows=tuple(rows),
    )
