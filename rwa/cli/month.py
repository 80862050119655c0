"""One month of a pool: borrowers pay, nodes sign, contracts accept, holders are paid."""

from collections.abc import Sequence

from oracle.collector import Quorum, collect
from oracle.package import MonthPackage, ReportTarget
from oracle.posting import post
from rwa.chain.distribution_ledger import DistributionLedger
from rwa.chain.transactions import ContractCall, send, send_many
from rwa.cli.operations import Operations, ReportedMonth
from rwa.core.dates import OPEN_OF_BUSINESS, Period, new_york_timestamp, nth_business_day
from rwa.core.errors import CheckFailed
from rwa.core.ids import Address
from rwa.core.money import Cents
from rwa.deal.distribution import distribute
from rwa.pool.activity import MonthActivity, activity_bytes, activity_hash
from rwa.pool.files import tape_bytes, tape_hash
from rwa.remittance.canonical import document_bytes
from rwa.remittance.document import RemittanceDocument
from rwa.servicing.accounting import run_month
from rwa.servicing.life import simulate_activity

FACTOR_BUSINESS_DAY = 4
"""Business day of the month on which the report, and with it the factor, is published."""
SIGNATURES_LAST_SECONDS = 7 * 86_400
"""How long collected signatures count."""
HOLDERS_PER_CALL = 200
"""Holders settled in one transaction."""


class ReportNotInForce(CheckFailed):
    """A report was posted and is held outside a soft bound instead of accepted."""

    def __init__(self, period: Period) -> None:
        self.period = period
        super().__init__(
            f"report of {period} is held by a soft bound; let all nodes sign it, or release it"
        )


def simulate(operations: Operations, period: int) -> MonthActivity:
    """Draw what borrowers do in a month."""
    borrowers = operations.borrowers
    return simulate_activity(
        operations.tape_before(period), borrowers.behaviour, seed=borrowers.seed
    )


def account(
    operations: Operations,
    period: int,
    activity: MonthActivity,
    *,
    revision: int = 0,
    reason: str | None = None,
) -> MonthPackage:
    """Do the servicer's part: account the month and split it between classes."""
    before = operations.tape_before(period)
    serviced = run_month(before, activity, revision=revision)
    prior = operations.months[period - 1].document.distributions if period > 1 else None
    document = RemittanceDocument(
        remittance=serviced.remittance,
        distributions=distribute(serviced.remittance, operations.deal, prior),
        prior_tape_sha256=tape_hash(before),
        activity_sha256=activity_hash(activity),
        tape_sha256=tape_hash(serviced.tape),
        reason=reason,
    )
    return MonthPackage(
        activity=activity, document=document, tape=serviced.tape, salt=operations.salt
    )


def report(operations: Operations, package: MonthPackage, *, at: int) -> Quorum:
    """Do the oracle's part: publish the documents, gather a quorum, have the report accepted.

    `at` is the time of acceptance. Raises QuorumMissing, ReportNotInForce, the contract's errors.
    """
    oracle = operations.oracle
    target = ReportTarget(
        chain_id=operations.chain.identity.chain_id,
        oracle=oracle.address,
        previous_report_hash=oracle.last_report_hash(),
        node_set_digest=oracle.node_set_digest(),
        valid_until=max(at, operations.chain.head().timestamp) + SIGNATURES_LAST_SECONDS,
    )
    quorum = collect(operations.nodes, package, target, threshold=oracle.threshold())
    for content in (
        activity_bytes(package.activity),
        tape_bytes(package.tape),
        document_bytes(package.document),
    ):
        operations.documents.put(content)
    if not post(
        quorum, contract=oracle, poster=operations.actors["poster"], at=later(operations, at)
    ):
        raise ReportNotInForce(package.document.remittance.period)
    for node in operations.nodes:
        node.saw_accepted(quorum.envelope.content_hash)
    operations.months[quorum.content.period_index] = ReportedMonth(package.document, package.tape)
    return quorum


def fund(operations: Operations, period: int, *, received: Cents) -> None:
    """Bring in exactly the cash the report promises, class by class.

    `received` is what borrowers paid or the servicer advanced; on a demo chain it is minted to
    the servicer first, who keeps what is not passed through.
    """
    _receive_cash(operations, received)
    servicer = operations.actors["servicer"]
    calls = [(servicer, ledger.post_and_fund(period)) for ledger in operations.ledgers]
    send_many(operations.chain, calls)


def fund_correction(operations: Operations, period: int, *, received: Cents) -> None:
    """Pay in what a revision adds to a funded month, class by class."""
    _receive_cash(operations, received)
    servicer = operations.actors["servicer"]
    for ledger in operations.ledgers:
        calls = (ledger.post_adjustment(period), ledger.fund_adjustment(period))
        send_many(operations.chain, [(servicer, call) for call in calls])


def settle(operations: Operations, holders: Sequence[Address], *, at: int | None = None) -> None:
    """Pay holders what is due; the servicer triggers it, as anybody could."""
    calls = [call for ledger in operations.ledgers for call in _settlements(ledger, holders)]
    servicer = operations.actors["servicer"]
    send_many(operations.chain, [(servicer, call) for call in calls], at=at)


def run(operations: Operations, period: int, *, pay: bool = True) -> MonthPackage:
    """A whole month without incidents: simulate, account, report, fund, settle everyone.

    With `pay` false the month ends funded, at its payment time, and nobody has been settled.
    """
    package = account(operations, period, simulate(operations, period))
    report(operations, package, at=report_time(operations, period))
    fund(operations, period, received=received_in(package))
    pay_time = later(operations, payment_time(operations, period))
    if pay:
        settle(operations, tuple(operations.actors.holders.values()), at=pay_time)
    elif pay_time is not None:
        operations.chain.advance_to(pay_time)
    return package


def received_in(package: MonthPackage) -> Cents:
    """What a month put into the servicer's account: collected, plus its own advances."""
    remittance = package.document.remittance
    advanced = remittance.advances_made_cents - remittance.advances_recovered_cents
    return remittance.cash_received_cents + advanced


def report_time(operations: Operations, period: int) -> int:
    """When a period's report is published: the fourth business day, 09:00 New York."""
    month = operations.issue_tape.pool.period_at(period)
    return new_york_timestamp(nth_business_day(month, FACTOR_BUSINESS_DAY), OPEN_OF_BUSINESS)


def record_time(operations: Operations, period: int) -> int:
    """Last second of a period's holding."""
    pool = operations.issue_tape.pool
    return pool.programme.record_time(pool.period_at(period))


def payment_time(operations: Operations, period: int) -> int:
    """First second in which a period may be paid."""
    pool = operations.issue_tape.pool
    return pool.programme.payment_time(pool.period_at(period))


def later(operations: Operations, timestamp: int) -> int | None:
    """`timestamp` where the clock has not reached it and may be moved, else None: now."""
    chain = operations.chain
    ahead = timestamp > chain.head().timestamp
    return timestamp if ahead and chain.identity.simulated_time else None


def _receive_cash(operations: Operations, amount: Cents) -> None:
    servicer = operations.actors.addresses["servicer"]
    send(operations.chain, operations.actors["admin"], operations.cash.mint(servicer, amount.units))


def _settlements(ledger: DistributionLedger, holders: Sequence[Address]) -> list[ContractCall]:
    return [
        ledger.settle_many(holders[start : start + HOLDERS_PER_CALL])
        for start in range(0, len(holders), HOLDERS_PER_CALL)
    ]
