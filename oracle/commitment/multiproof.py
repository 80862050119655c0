"""One proof of several leaves of a tree, with each node it needs once.

The layout is that of `MerkleProof.multiProofVerify` in OpenZeppelin's contracts and of
`getMultiProof` in their merkle-tree library.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from oracle.commitment.merkle import NODE_BYTES, MerkleTree, NoLeaves, hash_pair, sibling_of
from rwa.core.errors import DataRejected


class ProofMalformed(DataRejected):
    """A proof of several leaves cannot be of the leaves it comes with."""

    def __init__(self, part: str, *, found: int, expected: int) -> None:
        self.part = part
        self.found = found
        self.expected = expected
        super().__init__(f"proof has {found} {part}, expected {expected}; ask for the proof again")


@dataclass(frozen=True, slots=True)
class MultiProof:
    """What shows several leaves to be in a tree.

    Leaves are hashed in turn, left over hashes queueing behind them, until one is left. Raises
    ProofMalformed when siblings and flags do not fit each other.
    """

    siblings: tuple[bytes, ...]
    """Nodes of the tree that do not follow from the leaves, in the order they are needed."""
    flags: tuple[bool, ...]
    """For each hash, whether its second half is the next in the queue; False: the next sibling."""

    def __post_init__(self) -> None:
        for sibling in self.siblings:
            if len(sibling) != NODE_BYTES:
                raise ProofMalformed("bytes in a sibling", found=len(sibling), expected=NODE_BYTES)
        if self.flags.count(False) != len(self.siblings):
            raise ProofMalformed(
                "siblings", found=len(self.siblings), expected=self.flags.count(False)
            )

    @property
    def leaf_count(self) -> int:
        """How many leaves it is a proof of."""
        return self.flags.count(True) + 1


def multi_proof(tree: MerkleTree, positions: Collection[int]) -> MultiProof:
    """Return the proof of the leaves at `positions`, to be shown in rising order of these.

    Raises NoLeaves and LeafNotThere.
    """
    if not positions:
        raise NoLeaves
    queue = deque(tree.node_of(position) for position in sorted(set(positions)))
    siblings, flags = [], []
    while queue[0] > 0:
        index = queue.popleft()
        has_both = bool(queue) and queue[0] == sibling_of(index)
        flags.append(has_both)
        if has_both:
            queue.popleft()
        else:
            siblings.append(tree.nodes[sibling_of(index)])
        queue.append((index - 1) // 2)
    return MultiProof(tuple(siblings), tuple(flags))


def root_of_multi_proof(leaves: Sequence[bytes], proof: MultiProof) -> bytes:
    """Return the root that a proof of several leaves leads to. Raises ProofMalformed."""
    if len(leaves) != proof.leaf_count:
        raise ProofMalformed("leaves", found=len(leaves), expected=proof.leaf_count)
    # As many joined pairs as leaves but one, so the queue never runs dry; every sibling is used.
    queue, siblings = deque(leaves), iter(proof.siblings)
    for both in proof.flags:
        one = queue.popleft()
        queue.append(hash_pair(one, queue.popleft() if both else next(siblings)))
    return queue.pop()
