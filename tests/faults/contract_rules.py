"""What the oracle contract says it refuses in a report's figures, written down a second time.

From the words of contracts/interfaces/IReportChecks.sol. It decides which layer must catch a false
figure: what breaks a rule here must be refused although every node signed it; what breaks none is
for the nodes alone to catch.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rwa.chain.report import Content


@dataclass(frozen=True, slots=True)
class Begins:
    """What a month must begin with, and the deal's bounds."""

    balance: int
    loan_count: int
    overcollateralisation: int
    shortfall: int
    classes: tuple[int, ...]
    max_rate_ppm: int
    max_fee_ppm: int


def broken_rules(content: Content, begins: Begins) -> frozenset[str]:
    """Names of the contract's errors that a report's figures deserve; empty for none."""
    return frozenset(
        name
        for rules in (_chain, _sums, _classes, _bounds)
        for name, holds in rules(content, begins)
        if not holds
    )


def _chain(content: Content, begins: Begins) -> Iterator[tuple[str, bool]]:
    yield "BalanceChain", content.balance_begin_cents == begins.balance
    yield "LoanCountChain", content.loan_count_begin == begins.loan_count
    overcollateralisation = content.overcollateralisation_begin_cents
    yield "OvercollateralisationChain", overcollateralisation == begins.overcollateralisation
    yield "ShortfallChain", content.shortfall_begin_cents == begins.shortfall
    for row, begin in zip(content.class_rows, begins.classes, strict=True):
        yield "ClassChain", row.begin_cents == begin
        yield "ClassKind", not row.notional


def _sums(content: Content, _: Begins) -> Iterator[tuple[str, bool]]:
    removed = (
        content.scheduled_cents
        + content.curtailed_cents
        + content.paid_off_cents
        + content.liquidated_cents
        + content.forgiven_cents
    )
    fallen = content.balance_begin_cents - content.balance_end_cents
    yield "BalanceRoll", fallen + content.capitalised_cents == removed
    yield "EmptyPool", (content.balance_end_cents == 0) == (content.loan_count_end == 0)
    fees = content.servicing_fee_cents + content.guaranty_fee_cents
    available = content.gross_interest_cents - fees + fallen - content.loss_cents
    investors = content.interest_to_investors_cents + content.principal_to_investors_cents
    kept = content.reserve_change_cents + content.leftover_cents
    yield "Cash", available + content.recoveries_cents == investors + kept


def _classes(content: Content, _: Begins) -> Iterator[tuple[str, bool]]:
    rows = content.class_rows
    yield "InterestSum", content.interest_to_investors_cents == sum(x.interest_cents for x in rows)
    paid = sum(row.principal_cents for row in rows)
    yield "PrincipalSum", content.principal_to_investors_cents == paid
    for row in rows:
        added = row.begin_cents + row.accrued_cents + row.write_up_cents
        gone = row.end_cents + row.principal_cents + row.loss_cents
        yield "ClassRoll", row.notional or added == gone
        yield "NotionalPrincipal", not row.notional or row.principal_cents == 0
        yield "NotionalBound", not row.notional or row.end_cents <= added
    real = [row for row in rows if not row.notional]
    begin = content.overcollateralisation_begin_cents + sum(row.begin_cents for row in real)
    end = content.overcollateralisation_end_cents + sum(row.end_cents for row in real)
    yield "ClassSumBegin", content.balance_begin_cents == begin
    yield "ClassSumEnd", content.balance_end_cents == end


def _bounds(content: Content, begins: Begins) -> Iterator[tuple[str, bool]]:
    allowance = 2 * content.loan_count_begin + len(content.class_rows)
    losable = content.liquidated_cents + content.forgiven_cents + content.expenses_cents
    yield "LossBound", content.loss_cents <= losable
    yield "LeftoverBound", abs(content.leftover_cents) <= allowance
    earned = -(-content.balance_begin_cents * begins.max_rate_ppm // 12_000_000)
    most = earned + allowance + content.shortfall_begin_cents
    yield "InterestBound", content.interest_to_investors_cents <= most
    owed = content.interest_to_investors_cents + content.shortfall_end_cents
    yield "ShortfallBound", owed <= most or content.interest_to_investors_cents > most
    charged = -(-content.balance_begin_cents * begins.max_fee_ppm // 12_000_000)
    fees = content.servicing_fee_cents + content.guaranty_fee_cents
    yield "FeeBound", fees <= charged + allowance
