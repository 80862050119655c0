"""What the contract says of a job: done, in its turn, or never possible.

Everything is read at one block. The contract itself remains the judge: a job that looks ready
here may still be refused, and a transaction that somebody else's has overtaken changes nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, auto
from functools import singledispatch

from oracle.posting.jobs import AcceptReport, FlagLate, Job, ProveEquivocation
from rwa.chain.accounts import Signature, recover
from rwa.chain.calendar import RecordCalendar
from rwa.chain.contract_events import RemittanceHeld
from rwa.chain.contract_structs import Envelope, Evidence
from rwa.chain.event_log import decode_logs
from rwa.chain.hashing import ZERO_WORD, hex_of
from rwa.chain.protocol import Block, Chain, Receipt
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.chain.report import envelope_digest, hash_content
from rwa.core.ids import Address


class Ruling(Enum):
    """What may be done about a job."""

    READY = auto()
    """It may be sent now."""
    WAIT = auto()
    """Its turn or its time has not come."""
    HELD = auto()
    """The contract holds the report; more signatures, or the admin, put it in force."""
    DONE = auto()
    """What it asks for is in force, whoever brought it."""
    SUPERSEDED = auto()
    """It is not needed any more."""
    IMPOSSIBLE = auto()
    """The contract would refuse it now and later."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A ruling and why, for people."""

    ruling: Ruling
    """What may be done."""
    reason: str = ""
    """Why; empty when the ruling says it all."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where and when a job is judged."""

    chain: Chain
    """The chain."""
    block: Block
    """The block that is read."""
    time: int
    """When a transaction would be mined, Unix time."""
    coming: Collection[bytes]
    """Content hashes of the open jobs, which later reports may build on."""


def judge(job: Job, bench: Bench) -> Judgement:
    """Ask the contract about a job. Raises ChainError."""
    contract = RemittanceOracle(bench.chain, job.oracle, bench.block.number)
    return _judge(job, contract, bench)


def judgement_of_success(receipt: Receipt) -> Judgement | None:
    """Return what a transaction that succeeded has done; None when its report is held."""
    if any(isinstance(event, RemittanceHeld) for event in decode_logs(receipt.logs)):
        return None
    return Judgement(Ruling.DONE, f"brought by {hex_of(receipt.transaction_hash)}")


@singledispatch
def _judge(job: Job, _contract: RemittanceOracle, _bench: Bench) -> Judgement:
    raise NotImplementedError(job.kind)


@_judge.register
def _judge_report(job: AcceptReport, contract: RemittanceOracle, bench: Bench) -> Judgement:
    period = job.content.period_index
    last = contract.last_accepted()
    if period <= last:
        report = contract.report_of(period)
        found = _against(job, report.content_hash, report.revision, standing="in force")
        if found is not None:
            return found
    waiting = _judge_held(job, contract)
    if waiting is not None:
        return waiting
    due = contract.restating_period() or last + 1
    if period > due:
        return Judgement(Ruling.WAIT, f"period {due} comes first")
    if job.content.as_of > bench.time:
        return Judgement(Ruling.WAIT, "its month has not begun")
    return _judge_chain_of_reports(job, contract, bench)


def _against(job: AcceptReport, found: bytes, revision: int, *, standing: str) -> Judgement | None:
    """Compare a report with the one that the contract has; None when ours is the newer one."""
    if found == job.envelope.content_hash:
        return Judgement(Ruling.DONE, standing)
    if revision > job.content.revision:
        return Judgement(Ruling.SUPERSEDED, f"revision {revision} is {standing}")
    if revision == job.content.revision:
        reason = f"another content of revision {revision} is {standing}: {hex_of(found)}"
        return Judgement(Ruling.IMPOSSIBLE, reason)
    return None


def _judge_held(job: AcceptReport, contract: RemittanceOracle) -> Judgement | None:
    held = contract.held_report_of(job.content.period_index)
    if held.content_hash == ZERO_WORD:
        return None
    if held.content_hash != job.envelope.content_hash:
        return _against(job, held.content_hash, held.revision, standing="held")
    nodes = len(contract.nodes())
    if job.signers == nodes and job.signers > contract.threshold():
        return None
    return Judgement(Ruling.HELD, f"{job.signers} of {nodes} nodes signed what is held")


def _judge_chain_of_reports(
    job: AcceptReport, contract: RemittanceOracle, bench: Bench
) -> Judgement:
    """Whether the report follows the last one and its signatures count."""
    previous = contract.last_report_hash()
    if job.content.previous_report_hash != previous:
        reason = (
            f"it follows {hex_of(job.content.previous_report_hash)}, "
            f"the last report is {hex_of(previous)}"
        )
        coming = job.content.previous_report_hash in bench.coming
        return Judgement(Ruling.WAIT if coming else Ruling.IMPOSSIBLE, reason)
    if job.envelope.node_set_digest != contract.node_set_digest():
        return Judgement(Ruling.IMPOSSIBLE, "another node set is in force; have it signed again")
    if job.envelope.valid_until < bench.time:
        return Judgement(Ruling.IMPOSSIBLE, "its signatures have expired; have it signed again")
    threshold = contract.threshold()
    if job.signers < threshold:
        return Judgement(Ruling.IMPOSSIBLE, f"{job.signers} signed, the quorum is {threshold}")
    return Judgement(Ruling.READY)


@_judge.register
def _judge_late(job: FlagLate, contract: RemittanceOracle, bench: Bench) -> Judgement:
    last = contract.last_accepted()
    if last >= job.period:
        return Judgement(Ruling.SUPERSEDED, "its report is in")
    if contract.late_period() == job.period:
        return Judgement(Ruling.DONE, "flagged")
    if last + 1 < job.period:
        return Judgement(Ruling.WAIT, f"period {last + 1} comes first")
    calendar = RecordCalendar(bench.chain, contract.calendar(), bench.block.number)
    if bench.time <= calendar.times(job.period).pay_time:
        return Judgement(Ruling.WAIT, "its payment time has not passed")
    return Judgement(Ruling.READY)


@_judge.register
def _judge_equivocation(
    job: ProveEquivocation, contract: RemittanceOracle, bench: Bench
) -> Judgement:
    signers = {_signer(half, job.oracle, bench) for half in (job.first, job.second)}
    if len(signers) != 1:
        return Judgement(Ruling.IMPOSSIBLE, "the two halves were not signed by one account")
    (node,) = signers
    if node is None:
        return Judgement(Ruling.IMPOSSIBLE, "a signature is none")
    if node not in contract.nodes():
        return Judgement(Ruling.SUPERSEDED, f"{node} is no node")
    return Judgement(Ruling.READY)


def _signer(half: Evidence, oracle: Address, bench: Bench) -> Address | None:
    envelope = Envelope(hash_content(half.content), half.node_set_digest, half.valid_until)
    digest = envelope_digest(envelope, chain_id=bench.chain.identity.chain_id, oracle=oracle)
    try:
        return recover(digest, Signature.from_bytes(half.signature_))
    except ValueError:
        return None
