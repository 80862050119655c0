"""Twelve months of one pool with everything that usually goes wrong, going right.

Certificates change hands just before, in, and just after the record second; a holder is blocked
and later released; another settles a year late; one month is restated after it was paid. In the
end every cent is accounted for.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from oracle.documents import DocumentsInMemory
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.hashing import keccak
from rwa.chain.transactions import send, send_many
from rwa.cli import month as months
from rwa.cli.actors import USUAL_NODES, Actors
from rwa.cli.console import CashUnits, Output, plain
from rwa.cli.correction import corrected_months, report_again
from rwa.cli.demo_mistakes import mistake_in
from rwa.cli.funding import fund_corrections, fund_months
from rwa.cli.genesis import genesis_of
from rwa.cli.issuance import deployment_plan, issue, safe_threshold
from rwa.cli.month_lines import MonthLines, month_row
from rwa.cli.operations import Borrowers, Operations
from rwa.cli.reported_months import ReportedMonths
from rwa.cli.tie_out import TieOut, tie_out
from rwa.cli.timing import payment_time, record_time, unless_past
from rwa.core.dates import new_york_time
from rwa.core.ids import TrancheId
from rwa.deal.terms import pass_through_deal
from rwa.pool.activity import MonthActivity
from rwa.pool.tape import LoanTape

MONTHS = 12
HOLDERS = 25
BLOCKED_HOLDER, BLOCKED_IN, RELEASED_IN = "holder-09", 3, 9
LATE_HOLDER = "holder-12"
SALES = (
    ("holder-02", "holder-03", -1),
    ("holder-04", "holder-05", 0),
    ("holder-06", "holder-07", 1),
)
"""Sellers and buyers of every month, and when they trade: seconds after the record second."""
RESTATED_FROM = 5
"""First month that may be reported with a mistake; the first one with something to leave out is."""


def start(
    output: Output, tape: LoanTape, *, seed: int, psa: Decimal, node_count: int = USUAL_NODES
) -> "Demo":
    """Put a pool on a chain in memory."""
    borrowers = Borrowers.at_speed(psa, seed=seed)
    actors = Actors.of_demo(seed=seed, holder_count=HOLDERS, node_count=node_count)
    chain = EmbeddedChain.in_memory(genesis_of(tape.pool.issue, actors))
    deal = pass_through_deal(tape.pool, tranche=TrancheId("A"))
    operations = Operations(
        chain=chain,
        actors=actors,
        deal=deal,
        deployment=issue(deployment_plan(chain, tape, deal, actors), actors),
        borrowers=borrowers,
        months=ReportedMonths(DocumentsInMemory(), tape),
        signing_logs=None,
    )
    return Demo(operations, output)


@dataclass
class Demo:
    """The story, month by month; `run` tells it."""

    operations: Operations
    """The pool."""
    output: Output
    """Where it is told."""
    incidents: list[dict[str, str]] = field(default_factory=list)
    """What happened besides payments: month and text."""
    rows: list[dict[str, str]] = field(default_factory=list)
    """A month each, as programs want it."""
    _is_blocked: bool = False
    _is_restated: bool = False

    def run(self, month_count: int = MONTHS) -> TieOut:
        """Run the months, settle the late holder, and tie out. Raises CashUnexplained.

        A pool that is paid off earlier ends the story earlier.
        """
        lines = MonthLines.of_pool(self.operations.pool)
        self._introduce()
        self.output.say(lines.heading())
        while self.operations.months.last < month_count and not self.operations.has_ended():
            self._month(self.operations.months.last + 1)
            row = month_row(
                self.operations.months.document(self.operations.months.last), self.operations.pool
            )
            self.output.say(lines.line(row))
            self.rows.append(plain(row))
        self._conclude(month_count)
        result = tie_out(self.operations)
        self.output.say()
        result.show(self.output)
        result.require_balanced()
        return result

    def _month(self, period: int) -> None:
        self._trade(period)
        if period == BLOCKED_IN:
            self._block(period)
        if period == RELEASED_IN:
            self._release(period)
        activity = months.simulate(self.operations, period)
        mistake = mistake_in(activity) if self._may_err(period) else None
        self._pay(period, mistake.activity if mistake else activity)
        if mistake:
            self._restate(period, activity, left_out=mistake.what)

    def _may_err(self, period: int) -> bool:
        return period >= RESTATED_FROM and not self._is_restated

    def _pay(self, period: int, activity: MonthActivity) -> None:
        """Report, fund and settle a month for everyone but the late holder."""
        operations = self.operations
        months.report_next(operations, activity)
        fund_months(operations)
        holders = operations.actors.holders
        punctual = [address for name, address in holders.items() if name != LATE_HOLDER]
        pay_time = unless_past(operations, payment_time(operations, period))
        months.settle(operations, punctual, at=pay_time)

    def _restate(self, period: int, activity: MonthActivity, *, left_out: str) -> None:
        """Report again what was left out, and pay it to those who held at the record time."""
        operations = self.operations
        before = operations.months.document(period).remittance
        reason = f"{left_out} was posted after the cutoff"
        report_again(operations, corrected_months(operations, {period: activity}, reason=reason))
        fund_corrections(operations, (period,))
        after = operations.months.document(period).remittance
        self._is_restated = True
        self._tell(
            period,
            f"restated after it was paid: {left_out} of "
            f"{after.principal_cents - before.principal_cents} had been left out. Revision 1 pays "
            "it to those who held at this month's record time, whoever holds now.",
        )

    # --- holders -----------------------------------------------------------------------------

    def _trade(self, period: int) -> None:
        """Sell just before, in, and just after the record second."""
        second = record_time(self.operations, period)
        for seller, buyer, later in SALES:
            self._sell(seller, buyer, at=second + later)
        if period == 1:
            self._tell(
                period,
                f"record time {new_york_time(second):%d %B %Y %H:%M:%S} New York. A sale one "
                "second before it, and a sale in it, count for this month; a sale one second "
                "later counts for the next. Each month three holders sell a tenth of what they "
                "have at these three moments.",
            )

    def _sell(self, seller: str, buyer: str, *, at: int) -> None:
        operations, people = self.operations, self.operations.actors
        for certificate in operations.certificates:
            face = certificate.balance_of(people.addresses[seller]) // 10
            call = certificate.transfer(people.addresses[buyer], face)
            send(operations.chain, people[seller], call, at=at)

    def _block(self, period: int) -> None:
        operations, compliance = self.operations, self.operations.actors["compliance"]
        holder = operations.actors.addresses[BLOCKED_HOLDER]
        reason = keccak(b"demo: sanctions screening, case 1")
        send(operations.chain, compliance, operations.registry.block_holder(holder, reason))
        self._is_blocked = True
        self._tell(period, f"{BLOCKED_HOLDER} is blocked. Its cash is held; nobody else waits.")

    def _release(self, period: int) -> None:
        operations, compliance = self.operations, self.operations.actors["compliance"]
        holder = operations.actors.addresses[BLOCKED_HOLDER]
        ledgers = [ledger for ledger in operations.ledgers if ledger.held_of(holder).amount_units]
        held = sum(ledger.held_of(holder).amount_units for ledger in ledgers)
        release = operations.registry.unblock_holder(holder, keccak(b"demo: case 1 closed"))
        retries = [ledger.retry_held(holder) for ledger in ledgers]
        send_many(operations.chain, [(compliance, call) for call in (release, *retries)])
        self._is_blocked = False
        self._tell(
            period, f"{BLOCKED_HOLDER} is released and paid the {CashUnits(held)} held for it."
        )

    def _conclude(self, month_count: int) -> None:
        """What a whole year has done by its end, and what a shorter one leaves over."""
        last = self.operations.months.last
        if last < month_count:
            self._tell(last, "every loan is paid off: the pool ends here.")
        if self._is_blocked:
            self._release(last)
        if not self._is_restated:
            self._tell(last, "no month was restated: nobody prepaid anything to leave out.")
        self._settle_late_holder(last)

    def _settle_late_holder(self, last: int) -> None:
        operations = self.operations
        holder = operations.actors.addresses[LATE_HOLDER]
        before = operations.cash.balance_of(holder)
        months.settle(operations, tuple(operations.actors.holders.values()))
        paid = CashUnits(operations.cash.balance_of(holder) - before)
        late = "a year late" if last == MONTHS else f"after {last} months"
        self._tell(last, f"{LATE_HOLDER} settles {late}, in one call, and is paid {paid}.")

    # --- words -------------------------------------------------------------------------------

    def _introduce(self) -> None:
        operations, pool = self.operations, self.operations.pool
        node_count = len(operations.actors.nodes)
        loans = f"{pool.original_loan_count:,} loans"
        if pool.original_loan_count == 1:
            is_pool_line = operations.months.issue_tape.loans[0].recasts
            loans = "one line for the whole pool" if is_pool_line else "1 loan"
        say = self.output.say
        say(f" chain    {operations.chain.identity}")
        say(
            f" pool     {pool.pool_id}, {pool.programme.title}, {loans}, "
            f"${pool.original_balance_cents}, pass-through {pool.pass_through_rate_ppm}"
        )
        say(
            f" people   {len(operations.actors.holders)} holders, a servicer, {node_count} oracle "
            f"nodes of which {safe_threshold(node_count)} must agree; demo keys from a public seed"
        )
        say(" amounts  dollars; the factor is the share of the pool still owed")
        say()

    def _tell(self, period: int, text: str) -> None:
        month = str(self.operations.pool.period_at(period))
        self.incidents.append({"month": month, "text": text})
        self.output.tell(text, indent=f"   {month}: ")
