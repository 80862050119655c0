"""One month of a pool: borrowers pay, nodes sign, contracts accept, holders are paid."""

import time
from collections.abc import Sequence

from oracle.network.client import CollectorClient
from oracle.network.patience import Patience
from oracle.network.servicer import PublishedMonth, report_month
from oracle.node import AcceptedMonth
from oracle.package import MonthPackage
from rwa.chain.transactions import send_many
from rwa.cli.funding import fund_months
from rwa.cli.operations import Operations
from rwa.cli.timing import payment_time, report_time, unless_past
from rwa.core.dates import Period
from rwa.core.errors import CheckFailed
from rwa.core.ids import Address, Sha256
from rwa.deal.distribution import distribute
from rwa.pool.activity import MonthActivity, activity_bytes, activity_hash
from rwa.pool.files import tape_bytes, tape_hash
from rwa.remittance.canonical import document_bytes
from rwa.remittance.document import Basis, RemittanceDocument
from rwa.servicing.accounting import run_month
from rwa.servicing.life import simulate_activity

POLL_SECONDS, PATIENCE_SECONDS = 0.2, 600.0
"""How often a collector is asked how a month stands, and for how long."""
HOLDERS_PER_CALL = 100
"""Holders settled in one transaction."""


class ReportNotInForce(CheckFailed):
    """A report was posted and is held outside a soft bound instead of accepted."""

    def __init__(self, period: Period) -> None:
        self.period = period
        super().__init__(
            f"report of {period} is held outside a soft bound, see oracle held; let every node "
            f"sign it, release it with oracle release {period}, or report it again with rwa correct"
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
    basis: Basis = Basis.REPORTED,
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
        basis=basis,
    )
    return MonthPackage(
        activity=activity, document=document, tape=serviced.tape, salt=operations.salt
    )


def report(operations: Operations, package: MonthPackage, *, at: int | None) -> None:
    """Do the oracle's part: publish the documents, gather a quorum, have the report accepted.

    `at` is when that happens, None now. Raises MonthNotAccepted; within this process
    QuorumMissing and ReportNotInForce, through a collector MonthRefused and StillWaiting.
    """
    if at is not None:
        operations.chain.advance_to(at)
    document = publish(operations, package)
    if operations.collector is None:
        _report_here(operations, package.document, named=document)
    else:
        _report_through(operations.collector, package)
    operations.months.accept(package.document, package.tape)


def _report_here(operations: Operations, document: RemittanceDocument, *, named: Sha256) -> None:
    """Ask the nodes within this process, and post what they sign."""
    remittance = document.remittance
    quorum = operations.network.quorum_for(named, period=remittance.period_index)
    if not operations.network.bring(quorum):
        raise ReportNotInForce(remittance.period)


def _report_through(collector: CollectorClient, package: MonthPackage) -> None:
    """Hand the month to a collector, and wait until it is accepted."""
    month = PublishedMonth(
        period=package.document.remittance.period_index,
        document=document_bytes(package.document),
        activity=activity_bytes(package.activity),
        tape=tape_bytes(package.tape),
    )
    patience = Patience(POLL_SECONDS, PATIENCE_SECONDS, clock=time.monotonic, sleep=time.sleep)
    report_month(collector, month, patience)


def publish(operations: Operations, package: MonthPackage) -> Sha256:
    """Put a month's files where documents are kept; return the name of its document."""
    documents = operations.months.documents
    documents.put(activity_bytes(package.activity))
    documents.put(tape_bytes(package.tape))
    return documents.put(document_bytes(package.document))


def report_next(
    operations: Operations, activity: MonthActivity, *, basis: Basis = Basis.REPORTED
) -> MonthPackage:
    """Account the next month and have it accepted at its report time. Raises as `report`."""
    period = operations.months.last + 1
    package = account(operations, activity, after=operations.end_of(period - 1), basis=basis)
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
