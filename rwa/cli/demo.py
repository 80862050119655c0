"""Twelve months of one pool with everything that usually goes wrong, going right.

Certificates change hands just before, in, and just after the record second; a holder is blocked
and later released; another settles a year late; one month is restated after it was paid. In the
end every cent is accounted for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import Genesis
from rwa.chain.hashing import keccak
from rwa.chain.protocol import Chain
from rwa.chain.transactions import send, send_many
from rwa.cli import month as months
from rwa.cli.actors import NODE_COUNT, Actors
from rwa.cli.console import Output, dollars
from rwa.cli.documents import Documents, DocumentsInMemory
from rwa.cli.issuance import THRESHOLD, deployment_plan, issue
from rwa.cli.operations import Borrowers, Operations
from rwa.cli.tie_out import TieOut, tie_out
from rwa.core.annuity import level_payment
from rwa.core.dates import OPEN_OF_BUSINESS, Period, new_york_time, new_york_timestamp
from rwa.core.ids import LoanId, PoolId, TrancheId
from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm
from rwa.deal.terms import pass_through_deal
from rwa.pool.activity import MonthActivity
from rwa.pool.aggregates import pool_factor
from rwa.pool.generator import generate_pool
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.programme import UMBS
from rwa.pool.tape import LoanTape
from rwa.pool.terms import PoolTerms
from rwa.remittance.document import RemittanceDocument

MONTHS = 12
HOLDERS = 25
LOANS = 200
ETHER = 10**18
BLOCKED_HOLDER, BLOCKED_IN, RELEASED_IN = "holder-09", 3, 9
LATE_HOLDER = "holder-12"
RESTATED = 5
UNPOSTED_CURTAILMENT = Cents.dollars(10_000)
"""What the first report of the restated month leaves out."""
ISSUE = Period(2026, 12)


def pool_level_tape() -> LoanTape:
    """$250,000,000 as one recasting line: WAC 6.500%, fees 0.500%, 360 months, new."""
    balance, note_rate = Cents.dollars(250_000_000), Ppm.percent("6.5")
    pool = PoolTerms(
        pool_id=PoolId("RWA-2026-1"),
        programme=UMBS,
        pass_through_rate_ppm=Ppm.percent("6"),
        issue=ISSUE,
        original_balance_cents=balance,
        original_loan_count=1,
    )
    line = Loan(
        loan_id=LoanId("POOL"),
        original_balance_cents=balance,
        balance_cents=balance,
        note_rate_ppm=note_rate,
        servicing_fee_ppm=Ppm.percent("0.25"),
        guaranty_fee_ppm=Ppm.percent("0.25"),
        payment_cents=level_payment(balance=balance, note_rate=note_rate, months=360),
        original_term_months=360,
        remaining_months=360,
        age_months=0,
        recasts=True,
        status=LoanStatus.CURRENT,
        advances_outstanding_cents=ZERO,
        escrow_balance_cents=ZERO,
        state=None,
    )
    return LoanTape(pool=pool, as_of=ISSUE, loans=(line,))


def demo_tape(seed: int, *, loan_count: int = LOANS) -> LoanTape:
    """A made-up pool of real-looking loans."""
    return generate_pool(seed=seed, loan_count=loan_count, issue=ISSUE)


def genesis_of(tape: LoanTape, actors: Actors) -> Genesis:
    """Block 0 on the first morning of the month of issue, with gas for everybody."""
    opening = new_york_timestamp(tape.pool.issue.first_day, OPEN_OF_BUSINESS)
    balances = tuple((address, 1_000 * ETHER) for address in actors.addresses.values())
    return Genesis(timestamp=opening, balances_wei=balances)


def open_operations(
    chain: Chain, tape: LoanTape, actors: Actors, borrowers: Borrowers, documents: Documents
) -> Operations:
    """Deploy and issue a pool on a fresh chain."""
    deal = pass_through_deal(tape.pool, tranche=TrancheId("A"))
    deployment = issue(deployment_plan(chain, tape, deal, actors), actors)
    return Operations(
        chain=chain,
        actors=actors,
        deal=deal,
        issue_tape=tape,
        deployment=deployment,
        documents=documents,
        borrowers=borrowers,
        months={},
        signing_logs=None,
    )


@dataclass
class Demo:
    """The story, month by month; `run` tells it."""

    operations: Operations
    output: Output
    incidents: list[dict[str, str]] = field(default_factory=list)
    rows: list[dict[str, str]] = field(default_factory=list)

    def run(self, month_count: int = MONTHS) -> TieOut:
        """Run the months, settle the late holder, and tie out. Raises TieOutBroken."""
        self._heading()
        for period in range(1, month_count + 1):
            self._month(period)
        self._settle_late_holder()
        result = tie_out(self.operations)
        self.output.say()
        result.show(self.output)
        result.require_balanced()
        return result

    def _month(self, period: int) -> None:
        self._trade(period)
        self._block_or_release(period)
        activity = months.simulate(self.operations, period)
        if period == RESTATED and (mistaken := without_a_curtailment(activity)):
            self._pay(period, mistaken)
            self._restate(period, activity)
        else:
            self._pay(period, activity)
        self._row(self.operations.months[period].document)

    def _pay(self, period: int, activity: MonthActivity) -> None:
        operations = self.operations
        package = months.account(operations, period, activity)
        months.report(operations, package, at=months.report_time(operations, period))
        months.fund(operations, period, received=months.received_in(package))
        punctual = [
            address for name, address in operations.actors.holders.items() if name != LATE_HOLDER
        ]
        pay_time = months.later(operations, months.payment_time(operations, period))
        months.settle(operations, punctual, at=pay_time)

    def _restate(self, period: int, activity: MonthActivity) -> None:
        """Report again what was left out, and pay it to those who held at the record time."""
        operations = self.operations
        first = operations.months[period].document
        package = months.account(
            operations,
            period,
            activity,
            revision=1,
            reason="a curtailment was posted after the cutoff",
        )
        months.report(operations, package, at=operations.chain.head().timestamp)
        added = (
            package.document.remittance.cash_received_cents - first.remittance.cash_received_cents
        )
        months.fund_correction(operations, period, received=added)
        self._tell(
            period,
            f"restated after payment: {added} of prepaid principal had been left out; revision 1 "
            "pays it to the holders of that record time",
        )

    # --- holders -----------------------------------------------------------------------------

    def _trade(self, period: int) -> None:
        """Sell just before, in, and just after the record second."""
        record_time = months.record_time(self.operations, period)
        before, inside, after = (
            ("holder-02", "holder-03", record_time - 1),
            ("holder-04", "holder-05", record_time),
            ("holder-06", "holder-07", record_time + 1),
        )
        for seller, buyer, at in (before, inside, after):
            self._sell(seller, buyer, at=at)
        if period == 1:
            when = new_york_time(record_time)
            self._tell(
                period,
                f"record time {when:%d %B %Y %H:%M:%S} New York: a sale one second before it and "
                "a sale in it count for this month, a sale one second later for the next",
            )

    def _sell(self, seller: str, buyer: str, *, at: int) -> None:
        """Sell a tenth of what the seller has."""
        operations = self.operations
        certificate, people = operations.certificates[0], operations.actors
        face = certificate.balance_of(people.addresses[seller]) // 10
        call = certificate.transfer(people.addresses[buyer], face)
        send(operations.chain, people[seller], call, at=at)

    def _block_or_release(self, period: int) -> None:
        operations = self.operations
        holder = operations.actors.addresses[BLOCKED_HOLDER]
        compliance = operations.actors["compliance"]
        if period == BLOCKED_IN:
            reason = keccak(b"demo: sanctions screening, case 1")
            send(operations.chain, compliance, operations.registry.block_holder(holder, reason))
            self._tell(period, f"{BLOCKED_HOLDER} is blocked: its cash is held, nobody else waits")
        elif period == RELEASED_IN:
            held = sum(ledger.held_of(holder).amount_units for ledger in operations.ledgers)
            reason = keccak(b"demo: case 1 closed")
            release = operations.registry.unblock_holder(holder, reason)
            retries = [ledger.retry_held(holder) for ledger in operations.ledgers]
            calls = [(compliance, call) for call in (release, *retries)]
            send_many(operations.chain, calls)
            self._tell(period, f"{BLOCKED_HOLDER} is released and paid the {dollars(held)} held")

    def _settle_late_holder(self) -> None:
        operations = self.operations
        holder = operations.actors.addresses[LATE_HOLDER]
        before = operations.cash.balance_of(holder)
        everyone = tuple(operations.actors.holders.values())
        months.settle(operations, everyone)
        paid = operations.cash.balance_of(holder) - before
        self._tell(
            operations.last_period,
            f"{LATE_HOLDER} settles a year late, in one call, and is paid {dollars(paid)}",
        )

    # --- words -------------------------------------------------------------------------------

    def _heading(self) -> None:
        operations, pool = self.operations, self.operations.issue_tape.pool
        say = self.output.say
        say(f" chain    {operations.chain.identity}")
        say(
            f" pool     {pool.pool_id}, {pool.programme.title}, {pool.original_loan_count:,} loans, "
            f"${pool.original_balance_cents}, pass-through {pool.pass_through_rate_ppm}"
        )
        say(
            f" people   {len(operations.actors.holders)} holders, {NODE_COUNT} oracle nodes of which "
            f"{THRESHOLD} must agree; demo keys from a public seed"
        )
        say()
        say(_line("month", "interest (net)", "scheduled", "prepaid", "paid to holders", "factor"))

    def _row(self, document: RemittanceDocument) -> None:
        remittance, split = document.remittance, document.distributions
        original = self.operations.issue_tape.pool.original_balance_cents
        row: dict[str, str | Cents] = {
            "month": str(remittance.period),
            "interest": split.interest_to_investors_cents,
            "scheduled": remittance.scheduled_cents,
            "prepaid": remittance.curtailed_cents + remittance.paid_off_cents,
            "paid_to_holders": split.interest_to_investors_cents
            + split.principal_to_investors_cents,
            "factor": f"{pool_factor(remittance.balance_end_cents, original=original):.8f}",
        }
        self.output.say(_line(*map(str, row.values())))
        self.rows.append(
            {
                name: value.plain if isinstance(value, Cents) else value
                for name, value in row.items()
            }
        )

    def _tell(self, period: int, text: str) -> None:
        month = str(self.operations.issue_tape.pool.period_at(period))
        self.incidents.append({"month": month, "text": text})
        self.output.say(f"   {month}: {text}")


def without_a_curtailment(activity: MonthActivity) -> MonthActivity | None:
    """The same month with one extra payment left out, up to $10,000; None when nobody made one."""
    for index, line in enumerate(activity.loans):
        if line.curtailment_cents > ZERO:
            left_out = min(line.curtailment_cents, UNPOSTED_CURTAILMENT)
            mistaken = replace(line, curtailment_cents=line.curtailment_cents - left_out)
            loans = (*activity.loans[:index], mistaken, *activity.loans[index + 1 :])
            return replace(activity, loans=loans)
    return None


def start(output: Output, tape: LoanTape, *, seed: int, psa: Decimal) -> Demo:
    """Put a pool on a chain in memory."""
    actors = Actors.of_demo(seed=seed, holder_count=HOLDERS)
    chain = EmbeddedChain.in_memory(genesis_of(tape, actors))
    borrowers = Borrowers(seed=seed, psa=psa, curtailment_chance=Decimal("0.05"))
    return Demo(open_operations(chain, tape, actors, borrowers, DocumentsInMemory()), output)


def _line(*cells: str) -> str:
    widths: Sequence[int] = (8, 17, 15, 15, 18, 13)
    align: Sequence[Callable[[str, int], str]] = (str.ljust, *[str.rjust] * 5)
    return " " + "".join(
        place(cell, width) for place, cell, width in zip(align, cells, widths, strict=True)
    )
