"""One month of a pool: borrowers pay, nodes sign, contracts accept, holders are paid."""

from collections.abc import Sequence

from oracle.collector import Quorum, collect
from oracle.node import AcceptedMonth
from oracle.package import MonthPackage, ReportTarget
from oracle.posting import post
from rwa.chain.transactions import send_many
from rwa.cli.funding import fund_months
from rwa.cli.operations import Operations
from rwa.cli.timing import payment_time, report_time, unless_past
from rwa.core.dates import Period
from rwa.core.errors import CheckFailed
from rwa.core.ids import Address
from rwa.deal.distribution import distribute
from rwa.pool.activity import MonthActivity, activity_bytes, activity_hash
from rwa.pool.files import tape_bytes, tape_hash
from rwa.remittance.canonical import document_bytes
from rwa.remittance.document import RemittanceDocument
from rwa.servicing.accounting import run_month
from rwa.servicing.life import simulate_activity

SIGNATURES_LAST_SECONDS = 7 * 86_400
"""How long collected signatures count."""
HOLDERS_PER_CALL = 100
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
    tape = operations.months.tape_after(period - 1)
    return simulate_activity(tape, borrowers.behaviour, seed=borrowers.seed)


def account(
    operations: Operations,
    activity: MonthActivity,
    *,
    after: AcceptedMonth,
    revision: int = 0,
    reason: str | None = None,
) -> MonthPackage:
    """Do the servicer's part: account the month behind `after` and split it between classes."""
    serviced = run_month(after.tape, activity, revision=revision)
    document = RemittanceDocument(
        remittance=serviced.remittance,
        distributions=distribute(serviced.remittance, operations.deal, after.split),
        prior_tape_sha256=tape_hash(after.tape),
        activity_sha256=activity_hash(activity),
        tape_sha256=tape_hash(serviced.tape),
        reason=reason,
    )
    return MonthPackage(
        activity=activity, document=document, tape=serviced.tape, salt=operations.salt
    )


def report(operations: Operations, package: MonthPackage, *, at: int | None) -> Quorum:
    """Do the oracle's part: publish the documents, gather a quorum, have the report accepted.

    `at` is the time of acceptance, None now. Raises QuorumMissing, ReportNotInForce, the
    contract's errors.
    """
    oracle, remittance = operations.oracle, package.document.remittance
    target = ReportTarget(
        chain_id=operations.chain.identity.chain_id,
        oracle=oracle.address,
        previous_report_hash=oracle.last_report_hash(),
        node_set_digest=oracle.node_set_digest(),
        valid_until=(at or operations.chain.head().timestamp) + SIGNATURES_LAST_SECONDS,
    )
    nodes = operations.nodes_after(remittance.period_index - 1)
    quorum = collect(nodes, package, target, threshold=oracle.threshold())
    for content in (
        activity_bytes(package.activity),
        tape_bytes(package.tape),
        document_bytes(package.document),
    ):
        operations.months.documents.put(content)
    if not post(quorum, contract=oracle, poster=operations.actors["poster"], at=at):
        raise ReportNotInForce(remittance.period)
    operations.months.accept(package.document, package.tape)
    return quorum


def report_next(operations: Operations, activity: MonthActivity) -> MonthPackage:
    """Account the next month and have it accepted at its report time. Raises as `report`."""
    period = operations.months.last + 1
    package = account(operations, activity, after=operations.end_of(period - 1))
    report(operations, package, at=unless_past(operations, report_time(operations, period)))
    return package


def settle(operations: Operations, holders: Sequence[Address], *, at: int | None = None) -> None:
    """Pay holders what is due; the servicer triggers it, as anybody could."""
    servicer = operations.actors["servicer"]
    calls = [
        (servicer, ledger.settle_many(holders[start : start + HOLDERS_PER_CALL]))
        for ledger in operations.ledgers
        for start in range(0, len(holders), HOLDERS_PER_CALL)
    ]
    send_many(operations.chain, calls, at=at)


def run(operations: Operations, *, pay: bool) -> None:
    """The next month without incidents: simulate, account, report, fund, pay.

    With `pay` false the month ends funded, at its payment time, and nobody has been settled.
    """
    period = operations.months.last + 1
    report_next(operations, simulate(operations, period))
    fund_months(operations)
    reach_payment(operations, period, pay=pay)


def reach_payment(operations: Operations, period: int, *, pay: bool) -> None:
    """Let a month's payment time come, and settle everyone if `pay`."""
    pay_time = unless_past(operations, payment_time(operations, period))
    if pay:
        settle(operations, tuple(operations.actors.holders.values()), at=pay_time)
    elif pay_time is not None:
        operations.chain.advance_to(pay_time)
