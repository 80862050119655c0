"""False reports: honest nodes object to every one, and the contract refuses what no rule allows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from random import Random

import pytest

from oracle.package import MonthPackage, Objection, SignedReport
from rwa.chain.report import Content
from rwa.core.ids import Sha256
from tests.faults.contract_rules import broken_rules
from tests.faults.falsehoods import LIARS, Lie, tell
from tests.faults.honest_nodes import Answer, answer_of
from tests.faults.misaddressed import MISADDRESSED
from tests.faults.reported_history import History
from tests.faults.reported_pool import name_of
from tests.faults.rows import FaultRow, Tally, Witness
from tests.faults.weakened_contract import without

PERIODS = 6
LIES_EACH = 2
"""Reports with false figures before each honest one, and as many misaddressed ones."""
FILES = ("prior_tape_sha256", "activity_sha256", "tape_sha256")


def run(seed: int) -> Tally:
    """Six honest months with revisions, lies before each of them."""
    draw, witness = Random(seed), Witness()
    history = History(draw, nodes=7 if seed % 4 == 3 else 4, periods=PERIODS)
    for period in range(1, PERIODS + 1):
        if not history.after(period).tape.loan_count:
            break
        history.pool.go_to_report_day(period)
        _month(history, period, witness)
        if draw.random() < 0.25:
            _revise_from(history, draw.randint(1, period), witness)
    _conserved(history, witness)
    return witness.tally()


def _month(history: History, period: int, witness: Witness, *, revision: int = 0) -> None:
    """Lies about a month, then the truth."""
    package = history.drawn(period, revision=revision)
    true = _honest_content(history, package, witness)
    for _ in range(LIES_EACH):
        lie = tell(history.draw.choice(LIARS), package, true, history.draw)
        if lie is not None:
            witness.attempts += 1
            _nodes_object(history, lie, witness)
            _contract_refuses_what_it_can(history, lie, witness)
    _files_named_falsely(history, package, witness)
    for case in history.draw.sample(MISADDRESSED, LIES_EACH):
        witness.attempts += 1
        witness.require(*case(history, package, true))
    found = name_of(history.pool.mine(history.pool.accepting(true, history.quorum())))
    witness.require(found == "accepted", f"an honest report is accepted: {found}")
    witness.saw(history.pool.state())
    history.keep(package, true)


def _honest_content(history: History, package: MonthPackage, witness: Witness) -> Content:
    """What every honest node signs of an honest month, the same one."""
    period = package.document.remittance.period_index
    target = history.pool.target()
    answers = [answer_of(node, package, target, history.after(period)) for node in history.nodes]
    contents = {each.content for each in answers if isinstance(each, SignedReport)}
    for answer in answers:
        witness.require(isinstance(answer, SignedReport), f"an honest month is signed: {answer}")
    witness.require(len(contents) == 1, "all nodes sign one content")
    return contents.pop()


def _nodes_object(history: History, lie: Lie, witness: Witness) -> None:
    """An honest node objects, and to a figure that is false."""
    answer = _asked(history, lie.package, lie.content.period_index)
    told = {name if isinstance(of, str) else f".{name}" for of, name in lie.changes}
    named = isinstance(answer, Objection) and answer.finding.field
    is_one = bool(named) and any(str(named).endswith(name) for name in told)
    witness.require(is_one, f"a node objects to {lie}: {answer}")


def _asked(history: History, package: MonthPackage, period: int) -> Answer:
    """What one of the nodes says."""
    node = history.draw.choice(history.nodes)
    return answer_of(node, package, history.pool.target(), history.after(period))


def _contract_refuses_what_it_can(history: History, lie: Lie, witness: Witness) -> None:
    """Signed by every node: refused for a rule it breaks, taken where it breaks none.

    The second half keeps the books straight: what the contract cannot see is the nodes' to catch.
    """
    broken = broken_rules(lie.content, history.begins(lie.content.period_index))
    pool = history.pool
    found = name_of(pool.refusal(pool.accepting(lie.content, pool.keys)))
    expected = broken or {"accepted"}
    said = f"the contract on {lie}: {found}, expected {sorted(expected)}"
    witness.require(found in expected, said)


def _files_named_falsely(history: History, package: MonthPackage, witness: Witness) -> None:
    """A document that names another file is objected to; only nodes see the files."""
    name = history.draw.choice(FILES)
    other = replace(package.document, **{name: Sha256(f"{history.draw.getrandbits(256):064x}")})
    period = package.document.remittance.period_index
    answer = _asked(history, replace(package, document=other), period)
    is_named = isinstance(answer, Objection) and answer.finding.field == name
    witness.attempts += 1
    witness.require(is_named, f"a node objects to {name}: {answer}")


def _revise_from(history: History, first: int, witness: Witness) -> None:
    """Revise a month, and those behind it, which begin with what it ends with."""
    for period in range(first, len(history.packages) + 1):
        if not history.after(period).tape.loan_count:
            return
        revision = history.contents[period - 1].revision + 1
        _month(history, period, witness, revision=revision)


def _conserved(history: History, witness: Witness) -> None:
    """What the loans lost in balance, the classes' holders were paid; the contract agrees."""
    for content in history.contents:
        paid = sum(row.principal_cents for row in content.class_rows)
        fallen = content.balance_begin_cents - content.balance_end_cents
        witness.require(paid == fallen, "principal paid is what balances fell by")
    ends = history.contents[-1].balance_end_cents
    witness.require(history.pool.oracle.pool_balance_cents() == ends, "the contract has the end")


@contextmanager
def _nothing_compared() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("oracle.node.differences", lambda *_, **__: iter(()))
        yield


ROW = FaultRow(
    name="false-report",
    target="0 of 10,000 false ones accepted; 0 of 10,000 honest ones refused",
    run=run,
    protections={
        "nodes compare every figure": _nothing_compared,
        "the contract's identities": without("RemittanceOracle", "Identities.requireAll(content);"),
        "a month begins where the last ended": without(
            "RemittanceOracle", "_book.requireChain(content);"
        ),
    },
    seeds=2,
    long_seeds=1_250,
)
