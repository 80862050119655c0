from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from oracle.collector import QuorumMissing
from oracle.signing_log import SigningLogUnusable
from rwa.cli import month as months
from rwa.cli.console import Output
from rwa.cli.demo import start
from rwa.cli.operations import Operations
from rwa.core.money import Cents
from rwa.pool.tape import LoanTape


@pytest.mark.parametrize(("nodes", "threshold"), [(4, 3), (7, 5)])
def test_demo__with_so_many_nodes__all_sign_and_every_cent_is_explained(
    tape: LoanTape, nodes: int, threshold: int
) -> None:
    output = Output(as_json=True)
    story = start(output, tape, seed=5, psa=Decimal(100), node_count=nodes)

    assert story.run(2).unexplained == 0

    oracle = story.operations.oracle
    assert (len(oracle.nodes()), oracle.threshold()) == (nodes, threshold)
    status = story.operations.network.gathering.month(2)
    assert len(status.tally.signed) == nodes


def test_report__a_false_month__is_accepted_by_nobody_and_nothing_is_in_force(
    operations: Operations,
) -> None:
    package = months.account(operations, months.simulate(operations, 1), after=operations.end_of(0))
    remittance = package.document.remittance
    more = replace(remittance, scheduled_cents=remittance.scheduled_cents + Cents(1))
    false = replace(package, document=replace(package.document, remittance=more))

    with pytest.raises(QuorumMissing) as caught:
        months.report(operations, false, at=None)

    assert len(caught.value.objections) == 4
    assert operations.oracle.last_accepted() == operations.months.last == 0


def test_report__one_nodes_database_is_unusable__the_others_suffice(
    operations: Operations, tmp_path: Path
) -> None:
    operations.signing_logs = tmp_path
    log = operations.network.logs[0]
    log._database.execute("PRAGMA query_only = ON")

    months.report_next(operations, months.simulate(operations, 1))

    assert operations.oracle.last_accepted() == 1
    assert len(operations.network.gathering.month(1).tally.signed) == 3
    assert {path.name for path in tmp_path.glob("*.sqlite")} == {
        "collector.sqlite",
        *(f"node-{number}.sqlite" for number in range(1, 5)),
    }


def test_quorum_for__nobody_answers__says_why(operations: Operations) -> None:
    for log in operations.network.logs:
        log._database.execute("PRAGMA query_only = ON")
    package = months.account(operations, months.simulate(operations, 1), after=operations.end_of(0))
    document = months.publish(operations, package)

    with pytest.raises(QuorumMissing) as caught:
        operations.network.quorum_for(document, period=1)

    assert {type(refusal.error) for refusal in caught.value.refusals} == {SigningLogUnusable}
