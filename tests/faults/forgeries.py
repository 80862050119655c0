"""Ways to bring a report without a quorum, each with the errors that may refuse it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from rwa.chain.accounts import GROUP_ORDER, LocalAccount, Signature
from rwa.chain.report import Content, Envelope, envelope_digest, prove_node_key
from rwa.chain.transactions import ContractCall
from tests.faults.reported_pool import DAY, ReportedPool, account, packed

SOMEBODY_ELSE = frozenset({"NodeUnknown", "SignersNotSorted", "ECDSAInvalidSignature"})
"""What a signature meets that recovers to an address nobody chose, or to none."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A month that is due, and what forgers know of it."""

    pool: ReportedPool
    true: Content
    """What honest nodes sign."""
    false: Content
    """What colluding nodes want instead: it satisfies every identity of the contract."""
    shrunk: ReportedPool
    """The same pool after a node was removed."""
    gone: LocalAccount
    """The removed node."""

    def quorum(self, draw: Random, *, fewer: int = 0) -> list[LocalAccount]:
        """As many nodes as must sign, or fewer, ascending."""
        return sorted_like(self.pool, draw.sample(self.pool.keys, self.pool.threshold - fewer))

    def colluding(self, draw: Random) -> list[LocalAccount]:
        """The f nodes that may lie."""
        return draw.sample(self.pool.keys, (len(self.pool.keys) - 1) // 3)


@dataclass(frozen=True, slots=True)
class Forgery:
    """One attempt."""

    where: ReportedPool
    call: ContractCall
    refused_by: frozenset[str]
    """Errors that say what is wrong with it."""


Forger = Callable[[Scene, Random], Forgery]


def sorted_like(pool: ReportedPool, keys: Sequence[LocalAccount]) -> list[LocalAccount]:
    """Nodes in the order in which the contract takes them."""
    return [key for key in pool.keys if key in keys]


def too_few(scene: Scene, draw: Random) -> Forgery:
    """M - 1 good signatures, or none."""
    signers = scene.quorum(draw, fewer=draw.choice((1, 1, scene.pool.threshold)))
    return _brought(scene, scene.true, signers, "QuorumMissing")


def one_node_twice(scene: Scene, draw: Random) -> Forgery:
    """M - 1 nodes, one of them again."""
    signers = scene.quorum(draw, fewer=1)
    signers.insert(at := draw.randrange(len(signers)), signers[at])
    return _brought(scene, scene.true, signers, "SignersNotSorted")


def one_node_throughout(scene: Scene, draw: Random) -> Forgery:
    """One colluding node's signature of the false report, M times."""
    signers = [draw.choice(scene.pool.keys)] * scene.pool.threshold
    return _brought(scene, scene.false, signers, "SignersNotSorted")


def out_of_order(scene: Scene, draw: Random) -> Forgery:
    """A good quorum, two of its signatures exchanged."""
    signers = scene.quorum(draw)
    one, other = draw.sample(range(len(signers)), 2)
    signers[one], signers[other] = signers[other], signers[one]
    return _brought(scene, scene.true, signers, "SignersNotSorted")


def high_s_twin(scene: Scene, draw: Random) -> Forgery:
    """A good quorum, one signature in its other form."""
    return _altered(scene, draw, _twin, frozenset({"ECDSAInvalidSignatureS"}))


def twin_beside_its_own(scene: Scene, draw: Random) -> Forgery:
    """M - 1 nodes; one of them counts again by the other form of its signature."""
    envelope = scene.pool.envelope(scene.true)
    signatures = scene.pool.signed(envelope, scene.quorum(draw, fewer=1))
    at = draw.randrange(len(signatures))
    signatures.insert(at + 1, _twin(signatures[at]))
    return _call(scene, scene.true, envelope, packed(signatures), {"ECDSAInvalidSignatureS"})


def flipped_v(scene: Scene, draw: Random) -> Forgery:
    """A good quorum, one recovery bit flipped."""
    return _altered(scene, draw, lambda one: replace(one, y_parity=1 - one.y_parity), SOMEBODY_ELSE)


def v_of_no_format(scene: Scene, draw: Random) -> Forgery:
    """A good quorum, one v that is neither 27 nor 28."""
    v = draw.choice((-27, -26, 2, 228))
    return _altered(
        scene, draw, lambda one: replace(one, y_parity=v), frozenset({"ECDSAInvalidSignature"})
    )


def nothing_signed(scene: Scene, draw: Random) -> Forgery:
    """Zeros in place of one signature."""
    return _altered(scene, draw, lambda _: Signature(0, 0, 0), frozenset({"ECDSAInvalidSignature"}))


def bytes_missing(scene: Scene, draw: Random) -> Forgery:
    """A good quorum without its last bytes."""
    envelope = scene.pool.envelope(scene.true)
    whole = packed(scene.pool.signed(envelope, scene.quorum(draw)))
    cut = whole[: -draw.randint(1, 64)]
    return _call(scene, scene.true, envelope, cut, {"SignatureLength"})


def outsider_among_them(scene: Scene, draw: Random) -> Forgery:
    """M - 1 nodes and somebody whose key is no node's."""
    outsider = account(f"outsider {draw.randrange(50)}")
    signers = [*scene.quorum(draw, fewer=1), outsider]
    signers.sort(key=lambda key: int(key.address, 16))
    return _brought(scene, scene.true, signers, "NodeUnknown")


def removed_node(scene: Scene, draw: Random) -> Forgery:
    """A removed node signs the present set's envelope beside those that stayed."""
    stayed = [key for key in scene.pool.keys if key is not scene.gone]
    signers = sorted_like(scene.pool, [*draw.sample(stayed, scene.pool.threshold - 1), scene.gone])
    envelope = scene.shrunk.envelope(scene.true)
    signatures = packed(scene.shrunk.signed(envelope, signers))
    return _call(scene, scene.true, envelope, signatures, {"NodeUnknown"}, where=scene.shrunk)


def old_node_set(scene: Scene, draw: Random) -> Forgery:
    """Good signatures for the set before a removal, by nodes that stayed."""
    stayed = [key for key in scene.pool.keys if key is not scene.gone]
    envelope = scene.pool.envelope(scene.true)
    signers = sorted_like(scene.pool, draw.sample(stayed, scene.pool.threshold))
    signatures = packed(scene.pool.signed(envelope, signers))
    return _call(scene, scene.true, envelope, signatures, {"NodeSetMismatch"}, where=scene.shrunk)


def expired(scene: Scene, draw: Random) -> Forgery:
    """A good quorum, its time over."""
    past = scene.pool.now - draw.choice((1, 60, DAY, 400 * DAY))
    envelope = replace(scene.pool.envelope(scene.true), valid_until=past)
    signatures = packed(scene.pool.signed(envelope, scene.quorum(draw)))
    return _call(scene, scene.true, envelope, signatures, {"EnvelopeExpired"})


def prolonged(scene: Scene, draw: Random) -> Forgery:
    """A good quorum under an envelope that was made to last longer after it was signed."""
    envelope = scene.pool.envelope(scene.true)
    signatures = packed(scene.pool.signed(envelope, scene.quorum(draw)))
    longer = replace(envelope, valid_until=envelope.valid_until + draw.randint(1, 10**9))
    return _call(scene, scene.true, longer, signatures, SOMEBODY_ELSE)


def false_in_a_true_envelope(scene: Scene, draw: Random) -> Forgery:
    """The honest quorum's envelope and signatures around the false report."""
    envelope = scene.pool.envelope(scene.true)
    signatures = packed(scene.pool.signed(envelope, scene.quorum(draw)))
    return _call(scene, scene.false, envelope, signatures, {"ContentHashMismatch"})


def honest_signatures_replayed(scene: Scene, draw: Random) -> Forgery:
    """f nodes sign the false report; the rest is what honest nodes signed of the true one."""
    liars = scene.colluding(draw)
    envelope = scene.pool.envelope(scene.false)
    true_envelope = scene.pool.envelope(scene.true)
    signatures = [
        *scene.pool.signed(envelope, sorted_like(scene.pool, liars)),
        *scene.pool.signed(true_envelope, [key for key in scene.pool.keys if key not in liars]),
    ]
    draw.shuffle(signatures)
    return _call(scene, scene.false, envelope, packed(signatures), SOMEBODY_ELSE)


def colluding_alone(scene: Scene, draw: Random) -> Forgery:
    """All f nodes that may lie sign the false report."""
    return _brought(
        scene, scene.false, sorted_like(scene.pool, scene.colluding(draw)), "QuorumMissing"
    )


def signed_for_elsewhere(scene: Scene, draw: Random) -> Forgery:
    """A good quorum for the same contract on another chain, or for another contract."""
    envelope = scene.pool.envelope(scene.true)
    here = scene.pool.chain.identity.chain_id
    elsewhere = draw.choice(
        (
            {
                "chain_id": draw.choice((1, 11_155_111, here + 1)),
                "oracle": scene.pool.oracle.address,
            },
            {"chain_id": here, "oracle": account("another contract").address},
        )
    )
    digest = envelope_digest(envelope, **elsewhere)
    signatures = packed(key.sign_digest(digest) for key in scene.quorum(draw))
    return _call(scene, scene.true, envelope, signatures, SOMEBODY_ELSE)


def proof_of_possession_replayed(scene: Scene, draw: Random) -> Forgery:
    """What nodes signed when they joined, in place of signatures."""
    chain_id, oracle = scene.pool.chain.identity.chain_id, scene.pool.oracle.address
    proofs = (prove_node_key(key, chain_id=chain_id, oracle=oracle) for key in scene.quorum(draw))
    envelope = scene.pool.envelope(scene.false)
    return _call(scene, scene.false, envelope, b"".join(proofs), SOMEBODY_ELSE)


FORGERS: tuple[Forger, ...] = (
    too_few,
    one_node_twice,
    one_node_throughout,
    out_of_order,
    high_s_twin,
    twin_beside_its_own,
    flipped_v,
    v_of_no_format,
    nothing_signed,
    bytes_missing,
    outsider_among_them,
    removed_node,
    old_node_set,
    expired,
    prolonged,
    false_in_a_true_envelope,
    honest_signatures_replayed,
    colluding_alone,
    signed_for_elsewhere,
    proof_of_possession_replayed,
)


def _brought(
    scene: Scene, content: Content, signers: Sequence[LocalAccount], *refused_by: str
) -> Forgery:
    envelope = scene.pool.envelope(content)
    signatures = packed(scene.pool.signed(envelope, signers))
    return _call(scene, content, envelope, signatures, frozenset(refused_by))


def _altered(
    scene: Scene,
    draw: Random,
    alter: Callable[[Signature], Signature],
    refused_by: frozenset[str],
) -> Forgery:
    """A good quorum, one of its signatures altered."""
    envelope = scene.pool.envelope(scene.true)
    signatures = scene.pool.signed(envelope, scene.quorum(draw))
    at = draw.randrange(len(signatures))
    signatures[at] = alter(signatures[at])
    return _call(scene, scene.true, envelope, packed(signatures), refused_by)


def _call(
    scene: Scene,
    content: Content,
    envelope: Envelope,
    signatures: bytes,
    refused_by: set[str] | frozenset[str],
    *,
    where: ReportedPool | None = None,
) -> Forgery:
    place = where or scene.pool
    call = place.oracle.accept(content, envelope, signatures)
    return Forgery(place, call, frozenset(refused_by))


def _twin(signature: Signature) -> Signature:
    """The other form of a signature, which recovers to the same signer."""
    return Signature(r=signature.r, s=GROUP_ORDER - signature.s, y_parity=1 - signature.y_parity)
