"""Forged quorums and nodes that sign twice: nothing false is accepted, and a proven liar is out."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from random import Random

import pytest

from oracle.package import MonthPackage, SignedReport
from oracle.signing_log import AlreadySignedOther
from rwa.chain.accounts import LocalAccount
from rwa.chain.contract_structs import Evidence
from rwa.chain.report import Content
from rwa.chain.transactions import send
from tests.faults.forgeries import FORGERS, Scene
from tests.faults.honest_months import HonestServicer, drawn_servicer
from tests.faults.honest_nodes import answer_of, new_node
from tests.faults.reported_pool import ReportedPool, account, name_of, open_pool, packed
from tests.faults.rows import FaultRow, Tally, Witness
from tests.faults.weakened_contract import without

ATTEMPTS = 2 * len(FORGERS)
"""Of each seed: every forger twice."""
MINED_EACH = 20
"""One attempt in so many is mined, to see that nothing moves."""


def run(seed: int) -> Tally:
    """Forge a quorum in every way, then convict a node that signed twice."""
    draw, witness = Random(seed), Witness()
    servicer = drawn_servicer(draw)
    scene, package = _scene(draw, servicer, nodes=7 if seed % 4 == 3 else 4)
    _forge(draw, scene, witness)
    _honest_node_asked_twice(scene, servicer, package, witness)
    _convict(draw, scene, witness)
    return witness.tally()


def _scene(draw: Random, servicer: HonestServicer, *, nodes: int) -> tuple[Scene, MonthPackage]:
    """The first month, reviewed by an honest node."""
    pool = open_pool(servicer, nodes=nodes)
    pool.go_to_report_day(1)
    package = servicer.drawn_month(draw, servicer.at_issue)
    true = _content(servicer, pool, pool.keys[0], package)
    gone, shrunk = draw.choice(pool.keys), pool.fork()
    send(shrunk.chain, account("guardian"), shrunk.oracle.remove_node(gone.address))
    return Scene(pool, true, _theft(draw, true), shrunk, gone), package


def _content(
    servicer: HonestServicer, pool: ReportedPool, key: LocalAccount, package: MonthPackage
) -> Content:
    answer = answer_of(new_node(key, servicer.deal), package, pool.target(), servicer.at_issue)
    assert isinstance(answer, SignedReport), answer
    return answer.content


def _theft(draw: Random, true: Content) -> Content:
    """The same report with a cent more for a class's holders, which no identity forbids."""
    at = draw.randrange(len(true.class_rows))
    rows = list(true.class_rows)
    rows[at] = replace(rows[at], interest_cents=rows[at].interest_cents + 1)
    return replace(
        true,
        class_rows=tuple(rows),
        interest_to_investors_cents=true.interest_to_investors_cents + 1,
        leftover_cents=true.leftover_cents - 1,
    )


def _forge(draw: Random, scene: Scene, witness: Witness) -> None:
    for number in range(ATTEMPTS):
        forger = FORGERS[number % len(FORGERS)]
        forgery = forger(scene, draw)
        is_mined = number % MINED_EACH == draw.randrange(MINED_EACH)
        if is_mined:
            where = forgery.where.fork()
            before = where.state()
            found = name_of(where.mine(forgery.call))
            witness.require(where.state() == before, f"{forger.__name__}: nothing moves")
        else:
            found = name_of(forgery.where.refusal(forgery.call))
        witness.attempts += 1
        witness.saw(number, found)
        witness.require(
            found in forgery.refused_by,
            f"{forger.__name__}: {found}, expected {'/'.join(sorted(forgery.refused_by))}",
        )


def _honest_node_asked_twice(
    scene: Scene, servicer: HonestServicer, package: MonthPackage, witness: Witness
) -> None:
    """A node that is asked for a second content of one report does not sign it."""
    node = new_node(scene.pool.keys[0], servicer.deal)
    target = scene.pool.target()
    first = answer_of(node, package, target, servicer.at_issue)
    other = replace(target, previous_report_hash=b"\x01" * 32)
    second = answer_of(node, package, other, servicer.at_issue)
    witness.attempts += 1
    witness.require(isinstance(first, SignedReport), "an honest node signs the true report")
    witness.require(
        isinstance(second, AlreadySignedOther), "an honest node signs no second content of a report"
    )


def _convict(draw: Random, scene: Scene, witness: Witness) -> None:
    """Two contents signed by one node remove it for good; the others go on without it."""
    pool = scene.pool.fork()
    liar = draw.choice(pool.keys)
    halves = [_evidence(pool, content, liar) for content in (scene.true, scene.false)]
    draw.shuffle(halves)
    error = pool.mine(pool.oracle.prove_equivocation(*halves))
    witness.attempts += 1
    witness.require(error is None, f"evidence convicts: {name_of(error)}")
    witness.require(liar.address not in pool.oracle.nodes(), "a convicted node is gone")
    others = [key for key in pool.keys if key is not liar]
    quorum = [*others[: pool.threshold - 1], liar]
    found = name_of(pool.mine(pool.accepting(scene.true, quorum)))
    witness.attempts += 1
    witness.require(found == "NodeUnknown", f"a convicted node's signature counts not: {found}")
    found = name_of(pool.mine(pool.accepting(scene.true, others[: pool.threshold])))
    witness.require(found == "accepted", f"the others report on: {found}")
    witness.saw(pool.state())


def _evidence(pool: ReportedPool, content: Content, node: LocalAccount) -> Evidence:
    envelope = pool.envelope(content)
    signature = packed(pool.signed(envelope, [node]))
    return Evidence(content, envelope.node_set_digest, envelope.valid_until, signature)


@contextmanager
def _no_signing_log() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("oracle.signing_log.SigningLog.record", lambda *_: None)
        yield


NODES = "ReporterNodes.sol"
ROW = FaultRow(
    name="forged-quorum",
    target="0 of 10,000 accepted; evidence removes the node",
    run=run,
    protections={
        "the contract counts signatures": without(
            "RemittanceOracle", "if (signers < threshold)", "if (false)", file=NODES
        ),
        "each signer counts once": without(
            "RemittanceOracle",
            "if (signer <= previous) revert RemittanceOracle_SignersNotSorted(previous, signer);",
            file=NODES,
        ),
        "signers are nodes": without(
            "RemittanceOracle",
            "            _requireNode(signer);\n            previous",
            "            previous",
            file=NODES,
        ),
        "an envelope names its node set": without(
            "RemittanceOracle",
            "if (envelope.nodeSetDigest != nodeSetDigest)",
            "if (false)",
            file=NODES,
        ),
        "evidence removes": without(
            "RemittanceOracle", "_remove(node, RemovalReason.Equivocation);", file=NODES
        ),
        "a node remembers what it signed": _no_signing_log,
    },
    seeds=2,
    long_seeds=250,
)
