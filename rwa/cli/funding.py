"""Cash from borrowers to the ledgers: exactly what accepted reports promise, once.

Everything here looks first at what the ledgers have, so that it may be repeated at any time: what
is funded stays as it is, what is missing is paid in.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rwa.chain.distribution_ledger import DistributionLedger
from rwa.chain.transactions import ContractCall, send, send_many
from rwa.cli.operations import Operations
from rwa.core.money import Cents, total
from rwa.remittance.document import RemittanceDocument


@dataclass(frozen=True, slots=True)
class Gap:
    """What a ledger lacks of a month's amounts in force, in cash base units."""

    interest_units: int
    """Of interest; negative when too much was paid in."""
    principal_units: int
    """Of principal; negative as above."""

    @property
    def cash_units(self) -> int:
        """What has to be paid in: what is too much in one leg does not pay for the other."""
        return max(self.interest_units, 0) + max(self.principal_units, 0)

    def __bool__(self) -> bool:
        return bool(self.interest_units or self.principal_units)


def fund_months(operations: Operations) -> tuple[int, ...]:
    """Pay in every accepted month that a ledger lacks, in order; return which months those were."""
    first = min(ledger.last_funded() for ledger in operations.ledgers) + 1
    missing = tuple(range(first, operations.months.last + 1))
    for period in missing:
        lacking = [
            (index, ledger)
            for index, ledger in enumerate(operations.ledgers)
            if ledger.last_funded() < period
        ]
        needed = sum(_gap(operations, index, period).cash_units for index, _ in lacking)
        _bring_cash(operations, through=period, needed_units=needed)
        _send_as_servicer(operations, [ledger.post_and_fund(period) for _, ledger in lacking])
    return missing


def fund_corrections(operations: Operations, periods: Sequence[int]) -> tuple[int, ...]:
    """Pay in what revisions add to funded months, and bind what they take away.

    `periods` are looked at; those in which something was missing are returned.
    """
    return tuple(period for period in periods if _correct_month(operations, period))


def received_in(document: RemittanceDocument) -> Cents:
    """What a month put into the servicer's account: collected, plus its own advances."""
    remittance = document.remittance
    advanced = remittance.advances_made_cents - remittance.advances_recovered_cents
    return remittance.cash_received_cents + advanced


def _correct_month(operations: Operations, period: int) -> bool:
    gaps = {
        ledger: gap
        for index, ledger in enumerate(operations.ledgers)
        if ledger.last_funded() >= period and (gap := _gap(operations, index, period))
    }
    if not gaps:
        return False
    needed = sum(gap.cash_units for gap in gaps.values())
    _bring_cash(operations, through=operations.months.last, needed_units=needed)
    calls = [call for ledger in gaps for call in _adjustment(operations, ledger, period)]
    _send_as_servicer(operations, calls)
    return True


def _adjustment(
    operations: Operations, ledger: DistributionLedger, period: int
) -> tuple[ContractCall, ...]:
    """What makes the latest revision binding; posting it may have been done already."""
    waiting = ledger.waiting_adjustment(period)
    fund = ledger.fund_adjustment(period)
    if waiting.waits and waiting.revision == operations.months.reports[period].revision:
        return (fund,)
    return (ledger.post_adjustment(period), fund)


def _gap(operations: Operations, index: int, period: int) -> Gap:
    """What class `index` lacks of a month."""
    promised = operations.oracle.tranche_amounts(period, index)
    known = operations.ledgers[index].distribution(period)
    interest, principal = Cents(promised.interest_cents), Cents(promised.principal_cents)
    if not known.funded:
        return Gap(interest.units, principal.units)
    return Gap(
        interest.units - known.interest_units - known.adjusted_interest_units,
        principal.units - known.principal_units - known.adjusted_principal_units,
    )


def _bring_cash(operations: Operations, *, through: int, needed_units: int) -> None:
    """Let the servicer have what borrowers paid up to a month, and at least what it must pay in.

    Dollars are made here for what borrowers pay, so there are as many as they have paid so far. A
    servicer that reported too much has paid holders with money of its own; netting brings that
    back to it.
    """
    _take_back(operations)
    servicer = operations.actors.addresses["servicer"]
    months = range(1, through + 1)
    paid = total(received_in(operations.months.document(period)) for period in months)
    new = max(
        paid.units - operations.cash.total_supply(),
        needed_units - operations.cash.balance_of(servicer),
    )
    if new > 0:
        minter = operations.actors["admin"]
        send(operations.chain, minter, operations.cash.mint(servicer, new))


def _take_back(operations: Operations) -> None:
    """Withdraw what netting has recovered of earlier overpayments."""
    calls = []
    for ledger in operations.ledgers:
        totals = ledger.totals()
        if recovered := totals.recovered - totals.withdrawn:
            calls.append(ledger.withdraw_recovered(recovered))
    _send_as_servicer(operations, calls)


def _send_as_servicer(operations: Operations, calls: Sequence[ContractCall]) -> None:
    if calls:
        servicer = operations.actors["servicer"]
        send_many(operations.chain, [(servicer, call) for call in calls])
