"""Who signed the report in force: recovered again from the transaction that brought it.

A report that all its checks let through is accepted by the call that carries its signatures. One
outside a soft bound was signed when it was held, and released later; then the signatures are those
of the call that had it held.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from oracle.verification.chain_record import ChainRecord, latest
from oracle.verification.figures import Pair, all_equal
from oracle.verification.verdict import Line, Verdict
from rwa.chain.abi import AbiMismatch, load_interface
from rwa.chain.accounts import Signature, recover_accepted
from rwa.chain.contract_events import (
    NodeSetChanged,
    RemittanceAccepted,
    RemittanceHeld,
    RemittanceReleased,
)
from rwa.chain.hashing import address_bytes, hex_of
from rwa.chain.protocol import MinedTransaction
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.chain.report import (
    Content,
    Envelope,
    envelope_digest,
    hash_content,
    node_set_digest,
)
from rwa.core.ids import Address

ABOUT = "signatures"
SIGNATURE_BYTES = 65
Bringing = RemittanceAccepted | RemittanceHeld
"""Events of a call that carries signatures."""


@dataclass(frozen=True, slots=True)
class SignedCall:
    """What a call of `accept` carried."""

    event: Bringing
    """What the call made happen."""
    content: Content
    """The report."""
    envelope: Envelope
    """What was signed."""
    signatures: bytes
    """65 bytes each."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why no signatures could be read."""

    is_wrong: bool
    """True when they should have been there; False when they may be elsewhere."""
    found: str
    """What is there instead."""
    why: str
    """What that means."""


def signature_lines(record: ChainRecord, accepted: RemittanceAccepted) -> Iterator[Verdict]:
    """The node set, the digest that was signed, its signers, and how the report came in force."""
    held, was_released = _held(record, accepted), _was_released(record, accepted)
    call = _signed_call(record, accepted, held)
    node_set = latest(record.of_kind(NodeSetChanged, record.oracle.address), before=accepted)
    if isinstance(call, SignedCall):
        sets = record.of_kind(NodeSetChanged, record.oracle.address)
        node_set = latest(sets, before=call.event)
    yield _node_set(record, node_set)
    if isinstance(call, SignedCall):
        yield _digest(record, accepted, call)
        yield _quorum(record, call, node_set)
    else:
        yield from _unreadable(call)
    if was_released:
        yield _release(record, accepted, held)


def _unreadable(call: Unreadable) -> Iterator[Verdict]:
    """Without the call, nobody's signature can be seen."""
    line, said = Line(ABOUT, "digest"), "the call of accept that carries the signatures"
    if call.is_wrong:
        yield line.failed(said, call.found, call.why)
    else:
        yield line.not_checked(call.why, expected=said, found=call.found)
    yield Line(ABOUT, "quorum").not_checked("without the call there are no signatures to recover")


def _held(record: ChainRecord, accepted: RemittanceAccepted) -> RemittanceHeld | None:
    """The last time this very report was held before it was accepted."""
    events = record.of_kind(RemittanceHeld, record.oracle.address)
    same = (event for event in events if event.content_hash == accepted.content_hash)
    return latest(same, before=accepted)


def _was_released(record: ChainRecord, accepted: RemittanceAccepted) -> bool:
    return any(
        event.content_hash == accepted.content_hash
        for event in record.of_kind(RemittanceReleased, record.oracle.address)
    )


def _signed_call(
    record: ChainRecord, accepted: RemittanceAccepted, held: RemittanceHeld | None
) -> SignedCall | Unreadable:
    """The call of `accept` that put the report in force or, failing that, had it held."""
    call = _read_call(record, accepted)
    if isinstance(call, Unreadable) and held is not None:
        return _read_call(record, held)
    return call


def _read_call(record: ChainRecord, event: Bringing) -> SignedCall | Unreadable:
    name = hex_of(event.transaction_hash)
    transaction = record.chain.transaction(event.transaction_hash)
    if transaction is None:
        return Unreadable(True, "no such transaction", f"the event names transaction {name}")
    if transaction.to != record.oracle.address:
        why = f"{name} calls {transaction.to}, which may have called the oracle with them"
        return Unreadable(False, "a call of another contract", why)
    return _decoded(transaction, event)


def _decoded(transaction: MinedTransaction, event: Bringing) -> SignedCall | Unreadable:
    accept = load_interface(RemittanceOracle.artifact).function("accept")
    name = hex_of(transaction.transaction_hash)
    if transaction.data[:4] != accept.selector:
        return Unreadable(True, "a call of another function", f"{name} is no call of accept")
    try:
        content, envelope, signatures = accept.inputs.decode(
            transaction.data[4:], what=f"arguments of {accept.label}"
        )
    except AbiMismatch as error:
        return Unreadable(True, "arguments that cannot be read", str(error))
    return SignedCall(event, Content.from_abi(content), Envelope.from_abi(envelope), signatures)


def _digest(record: ChainRecord, accepted: RemittanceAccepted, call: SignedCall) -> Verdict:
    digest = _digest_of(record, call)
    named = call.envelope.content_hash
    pairs = {
        "content hash of the call": Pair(accepted.content_hash, hash_content(call.content)),
        "content hash of the envelope": Pair(accepted.content_hash, named),
        "digest by the contract": Pair(digest, record.oracle.digest(call.envelope)),
    }
    why = f"the signed EIP-712 envelope worked out again: {hex_of(digest)}"
    return all_equal(Line(ABOUT, "digest"), pairs, why)


def _digest_of(record: ChainRecord, call: SignedCall) -> bytes:
    chain_id = record.chain.identity.chain_id
    return envelope_digest(call.envelope, chain_id=chain_id, oracle=record.oracle.address)


def _node_set(record: ChainRecord, in_force: NodeSetChanged | None) -> Verdict:
    """The set in force then follows from the events, and the last event is the contract's set."""
    line, oracle = Line(ABOUT, "node set"), record.oracle
    changes = tuple(record.of_kind(NodeSetChanged, oracle.address))
    if in_force is None:
        return line.failed("a node set", "none opened before", "nobody's signature counted")
    last = changes[-1]
    pairs = {
        "changes": Pair(oracle.node_set_epoch(), len(changes)),
        "numbers": Pair(tuple(range(1, len(changes) + 1)), tuple(one.epoch for one in changes)),
        "nodes now": Pair(oracle.nodes(), last.nodes),
        "threshold now": Pair(oracle.threshold(), last.threshold),
        "digest then": Pair(
            in_force.digest,
            node_set_digest(in_force.nodes, threshold=in_force.threshold, epoch=in_force.epoch),
        ),
    }
    why = f"{in_force.threshold} of {len(in_force.nodes)} nodes, set {in_force.epoch}"
    return all_equal(line, pairs, why)


def _quorum(record: ChainRecord, call: SignedCall, node_set: NodeSetChanged | None) -> Verdict:
    line = Line(ABOUT, "quorum")
    if node_set is None:
        return line.not_checked("no node set was in force")
    faults = tuple(_faults(record, call, node_set))
    count = len(call.signatures) // SIGNATURE_BYTES
    return line.judged(
        not faults,
        f"{node_set.threshold} of {len(node_set.nodes)} nodes, each once",
        "; ".join(faults) or f"{count} nodes of the set in force, ascending, low-s",
        f"{count} of {len(node_set.nodes)} signed, recovered from the transaction's signatures",
    )


def _faults(record: ChainRecord, call: SignedCall, node_set: NodeSetChanged) -> Iterator[str]:
    """Everything that is wrong with the signatures."""
    digest, previous = _digest_of(record, call), b""
    chunks = range(0, len(call.signatures), SIGNATURE_BYTES)
    if len(chunks) < node_set.threshold:
        yield f"{len(chunks)} signatures"
    for number, start in enumerate(chunks, start=1):
        signer = _signer(digest, call.signatures[start : start + SIGNATURE_BYTES])
        if signer is None:
            yield f"signature {number} is none that a contract takes"
            continue
        if signer not in node_set.nodes:
            yield f"signature {number} is of {signer}, who is no node of the set"
        if address_bytes(signer) <= previous:
            yield f"signature {number} is out of order"
        previous = address_bytes(signer)
    if call.envelope.node_set_digest != node_set.digest:
        yield f"signed for node set {hex_of(call.envelope.node_set_digest)}"
    if record.time_of(call.event.block_number) > call.envelope.valid_until:
        yield f"brought after {call.envelope.valid_until}, its last second"


def _signer(digest: bytes, raw: bytes) -> Address | None:
    """Who made a signature; None for one that is malformed or in its other form."""
    try:
        signature = Signature.from_bytes(raw)
    except ValueError:
        return None
    return recover_accepted(digest, signature)


def _release(
    record: ChainRecord, accepted: RemittanceAccepted, held: RemittanceHeld | None
) -> Verdict:
    """A released report was held first, and the delay was over or all nodes had signed."""
    line = Line(ABOUT, "release")
    if held is None:
        return line.failed("the same report held before", "never held", "released without a hold")
    if isinstance(_read_call(record, accepted), SignedCall):
        return line.equal(
            "in force by signatures",
            "in force by signatures",
            "held at first, then all nodes signed",
        )
    released = record.time_of(accepted.block_number)
    return line.judged(
        released >= held.releasable_at,
        f"not before {held.releasable_at}",
        f"released at {released}",
        f"held outside a soft bound in block {held.block_number}, released by the admin",
    )
