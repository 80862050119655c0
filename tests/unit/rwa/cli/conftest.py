"""A small pool in memory, issued once and forked for each test."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from oracle.documents import DocumentsInMemory
from rwa.chain.embedded import EmbeddedChain
from rwa.cli.actors import Actors
from rwa.cli.genesis import genesis_of
from rwa.cli.issuance import deployment_plan, issue
from rwa.cli.operations import Borrowers, Operations
from rwa.cli.reported_months import ReportedMonths
from rwa.core.ids import TrancheId
from rwa.core.money import Cents
from rwa.deal.terms import ClassTerms, Deal, PrincipalRule, pass_through_deal
from rwa.pool.activity import MonthActivity
from rwa.pool.generator import generate_pool
from rwa.pool.tape import LoanTape

SEED = 5
SENIOR_DOLLARS = 400_000


@dataclass(frozen=True)
class Issued:
    """A pool as issued, and the chain it is on."""

    chain: EmbeddedChain
    operations: Operations

    def fork(self) -> Operations:
        issued = self.operations
        return Operations(
            chain=self.chain.fork(),
            actors=issued.actors,
            deal=issued.deal,
            deployment=issued.deployment,
            borrowers=issued.borrowers,
            months=ReportedMonths(DocumentsInMemory(), issued.months.issue_tape),
            signing_logs=None,
        )


def issued_pool(tape: LoanTape, deal: Deal) -> Issued:
    actors = Actors.of_demo(seed=SEED, holder_count=3)
    chain = EmbeddedChain.in_memory(genesis_of(tape.pool.issue, actors))
    operations = Operations(
        chain=chain,
        actors=actors,
        deal=deal,
        deployment=issue(deployment_plan(chain, tape, deal, actors), actors),
        borrowers=Borrowers.at_speed(Decimal(100), seed=SEED),
        months=ReportedMonths(DocumentsInMemory(), tape),
        signing_logs=None,
    )
    return Issued(chain, operations)


@pytest.fixture(scope="session")
def tape() -> LoanTape:
    return generate_pool(seed=SEED, loan_count=5)


@pytest.fixture(scope="session")
def issued_once(tape: LoanTape) -> Issued:
    return issued_pool(tape, pass_through_deal(tape.pool, tranche=TrancheId("A")))


@pytest.fixture(scope="session")
def two_classes_issued_once(tape: LoanTape) -> Issued:
    senior = Cents.dollars(SENIOR_DOLLARS)
    rate = tape.pool.pass_through_rate_ppm
    classes = (("A", senior), ("B", tape.pool.original_balance_cents - senior))
    deal = Deal(
        pool_id=tape.pool.pool_id,
        classes=tuple(
            ClassTerms(
                tranche=TrancheId(name), original_balance_cents=balance, pass_through_rate_ppm=rate
            )
            for name, balance in classes
        ),
        principal_rule=PrincipalRule.SEQUENTIAL,
    )
    return issued_pool(tape, deal)


@pytest.fixture
def operations(issued_once: Issued) -> Operations:
    """One class, three holders, five loans; no month has been reported."""
    return issued_once.fork()


@pytest.fixture
def two_classes(two_classes_issued_once: Issued) -> Operations:
    """The same pool in two classes, the first of which takes all principal."""
    return two_classes_issued_once.fork()


@pytest.fixture
def extra_payment() -> Callable[[Operations, int, Cents], MonthActivity]:
    """The activity of a reported month with the first loan's extra payment changed."""

    def change(operations: Operations, period: int, extra: Cents) -> MonthActivity:
        activity = operations.months.activity(period)
        first, *others = activity.loans
        changed = replace(first, curtailment_cents=first.curtailment_cents + extra)
        return replace(activity, loans=(changed, *others))

    return change


@pytest.fixture
def wallets() -> Callable[[Operations], tuple[int, ...]]:
    """What every holder has in its wallet, base units."""
    return lambda operations: operations.cash.balances_of(tuple(operations.actors.holders.values()))
