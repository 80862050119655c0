"""One bug in one engine: the other engine disagrees, and no honest node signs what it made.

A bug of the servicer's engine makes a false month, and a node objects to it; a bug of a node's own
engine makes that node object to true months. A bug that refuses what can be accounted makes no
month at all and shows in the comparison alone. Every bug is in tests/differential/seeded_bugs.py.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest

from oracle.node import AcceptedMonth
from oracle.package import MonthPackage, Objection, ReportTarget, SignedReport
from oracle.recompute import Recomputation, recompute_pool
from rwa.core.errors import RwaError
from rwa.core.ids import Address, TrancheId
from rwa.deal.distribution import distribute
from rwa.deal.terms import Deal, pass_through_deal
from rwa.pool.activity import MonthActivity, activity_hash
from rwa.pool.files import tape_hash
from rwa.pool.tape import LoanTape
from rwa.remittance.document import RemittanceDocument
from rwa.servicing.accounting import run_month
from tests.differential.loan_months import Outcome, outcome_of
from tests.differential.planted import Bug, recomputing_with, servicing_with
from tests.differential.seeded_bugs import ORACLE_BUGS, SERVICING_BUGS
from tests.differential.servicing_months import servicing_cases
from tests.faults.honest_months import SALT
from tests.faults.honest_nodes import answer_of, new_node
from tests.faults.reported_pool import node_keys
from tests.faults.rows import FaultRow, Tally, Witness

Case = tuple[LoanTape, MonthActivity]
Engine = Callable[..., Any]
BUGS: tuple[tuple[str, str, Bug], ...] = (
    *(("servicer", name, bug) for name, bug in SERVICING_BUGS.items()),
    *(("oracle", name, bug) for name, bug in ORACLE_BUGS.items()),
)
STRIDE = 41
"""Seeds that follow each other take bugs that do not; it shares no factor with their number."""
SHOWN = 20
"""False months of one bug that a node is shown."""
TARGET = ReportTarget(
    chain_id=31_337,
    oracle=Address("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
    previous_report_hash=bytes(32),
    node_set_digest=b"\x07" * 32,
    valid_until=1_900_000_000,
)
_nodes_share_the_engine: list[bool] = []
"""Not empty while nodes recompute with the very engine that the servicer used."""


def run(seed: int) -> Tally:
    """Plant one bug and show what it makes to the other engine and to a node."""
    witness = Witness(attempts=1)
    engine, name, bug = BUGS[seed * STRIDE % len(BUGS)]
    what = f"{engine}: {name}"
    if engine == "servicer":
        with servicing_with(bug) as wrong:
            differing = _differing(wrong, recompute_pool)
            signed, objected = _shown_to_a_node(differing, servicer=wrong)
    else:
        with recomputing_with(bug) as module:
            differing = _differing(module.recompute_pool, run_month)
            signed, objected = _shown_to_a_node(
                differing, servicer=run_month, recompute=module.recompute
            )
    witness.saw(what, len(differing), signed, objected)
    witness.require(bool(differing), f"{what}: the engines differ")
    witness.require(signed == 0, f"{what}: {signed} false months signed")
    return witness.tally()


def _differing(wrong: Engine, right: Engine) -> list[Case]:
    """Months that the two engines account otherwise, or refuse otherwise."""
    return [
        case
        for case, expected in zip(servicing_cases(), _outcomes(right), strict=True)
        if outcome_of(wrong, *case) != expected
    ]


@cache
def _outcomes(engine: Engine) -> tuple[Outcome, ...]:
    """What an engine without a bug makes of every case."""
    return tuple(outcome_of(engine, *case) for case in servicing_cases())


def _shown_to_a_node(
    cases: list[Case], *, servicer: Engine, recompute: Engine | None = None
) -> tuple[int, int]:
    """How many of a servicer's first months a node signs, and to how many it objects."""
    answers = []
    for tape, activity in cases[:SHOWN]:
        deal = pass_through_deal(tape.pool, tranche=TrancheId("A"))
        package = _package(servicer, tape, activity, deal)
        if package is None:
            continue
        with _node_recomputing(recompute or _shared(servicer)):
            node = new_node(node_keys(1)[0], deal)
            answers.append(answer_of(node, package, TARGET, AcceptedMonth(tape, None)))
    signed = sum(isinstance(answer, SignedReport) for answer in answers)
    return signed, sum(isinstance(answer, Objection) for answer in answers)


def _package(
    servicer: Engine, tape: LoanTape, activity: MonthActivity, deal: Deal
) -> MonthPackage | None:
    """The month as a servicer's engine makes it; None where it makes none."""
    try:
        month = servicer(tape, activity)
        document = RemittanceDocument(
            remittance=month.remittance,
            distributions=distribute(month.remittance, deal, None),
            prior_tape_sha256=tape_hash(tape),
            activity_sha256=activity_hash(activity),
            tape_sha256=tape_hash(month.tape),
            reason=None,
        )
    except RwaError:
        return None
    return MonthPackage(activity=activity, document=document, tape=month.tape, salt=SALT)


def _shared(servicer: Engine) -> Engine | None:
    """The servicer's engine in the place of the node's, while they share one."""

    def recompute(
        tape: LoanTape, activity: MonthActivity, deal: Deal, prior: None, *, revision: int
    ) -> Recomputation:
        month = servicer(tape, activity, revision=revision)
        split = distribute(month.remittance, deal, prior)
        return Recomputation(
            remittance=month.remittance, distributions=split, tape=month.tape, loans=()
        )

    return recompute if _nodes_share_the_engine else None


@contextmanager
def _node_recomputing(engine: Engine | None) -> Iterator[None]:
    """Nodes recompute with an engine; with their own for None."""
    with pytest.MonkeyPatch.context() as patch:
        if engine is not None:
            patch.setattr("oracle.node.recompute", engine)
        yield


@contextmanager
def _one_engine_for_both() -> Iterator[None]:
    _nodes_share_the_engine.append(True)
    try:
        yield
    finally:
        _nodes_share_the_engine.clear()


ROW = FaultRow(
    name="seeded-bug",
    target=f"100% of {len(BUGS)} caught by the other engine",
    run=run,
    protections={"the oracle has an engine of its own": _one_engine_for_both},
    seeds=4,
    long_seeds=len(BUGS),
)
