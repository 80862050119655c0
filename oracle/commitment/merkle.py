"""Complete binary Merkle trees in the layout of OpenZeppelin's merkle-tree library.

Pairs are hashed smaller first, so that a proof needs no directions and the library's and the
contracts' `MerkleProof` check it. Source: docs/reference/sources.md#openzeppelin-merkle-tree
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sha3 import keccak_256

from rwa.chain.hashing import keccak
from rwa.core.errors import UsageError

NODE_BYTES: Final = 32


class NoLeaves(UsageError):
    """A tree, or a proof of several leaves, is asked for without any."""

    def __init__(self) -> None:
        super().__init__("no leaves were given; give one at least")


class LeafNotThere(UsageError):
    """A leaf is asked for that the tree does not have."""

    def __init__(self, leaf: int | str, *, leaf_count: int) -> None:
        self.leaf = leaf
        self.leaf_count = leaf_count
        super().__init__(f"leaf {leaf} is none of the tree's {leaf_count}; build the tree it is of")


@dataclass(frozen=True, slots=True)
class MerkleTree:
    """Every node of one tree."""

    nodes: tuple[bytes, ...]
    """Root first; below node i are nodes 2i + 1 and 2i + 2. Leaves fill the end backwards."""

    @classmethod
    def of(cls, leaves: Sequence[bytes], *, sort_leaves: bool) -> MerkleTree:
        """Build the tree of leaves as they come, or in rising order. Raises NoLeaves."""
        return cls(tuple(merkle_nodes(sorted(leaves) if sort_leaves else leaves)))

    @property
    def root(self) -> bytes:
        """What stands for all leaves."""
        return self.nodes[0]

    @property
    def leaf_count(self) -> int:
        """How many leaves there are."""
        return (len(self.nodes) + 1) // 2

    def node_of(self, position: int) -> int:
        """Return where the leaf at a position, counted from 0, stands. Raises LeafNotThere."""
        if not 0 <= position < self.leaf_count:
            raise LeafNotThere(position, leaf_count=self.leaf_count)
        return len(self.nodes) - 1 - position

    def sorted_position(self, leaf: bytes) -> int:
        """Return the position of a leaf in a tree of sorted leaves. Raises LeafNotThere."""
        last = len(self.nodes) - 1
        count = self.leaf_count
        position = bisect_left(range(count), leaf, key=lambda at: self.nodes[last - at])
        if position == count or self.nodes[last - position] != leaf:
            raise LeafNotThere(leaf.hex(), leaf_count=count)
        return position

    def proof(self, position: int) -> tuple[bytes, ...]:
        """Return the nodes beside the path from a leaf to the root, lowest first.

        Raises LeafNotThere.
        """
        index = self.node_of(position)
        siblings = []
        while index > 0:
            siblings.append(self.nodes[sibling_of(index)])
            index = (index - 1) // 2
        return tuple(siblings)


def merkle_nodes(leaves: Sequence[bytes]) -> list[bytes]:
    """Return every node over `leaves`, root first. Raises NoLeaves."""
    if not leaves:
        raise NoLeaves
    inner = len(leaves) - 1
    nodes = [b""] * inner + list(reversed(leaves))
    for index in range(inner - 1, -1, -1):
        # Not by hash_pair: a tape has a pair for each field of each loan.
        one, other = nodes[2 * index + 1], nodes[2 * index + 2]
        nodes[index] = keccak_256(one + other if one < other else other + one).digest()
    return nodes


def sibling_of(index: int) -> int:
    """Return the node that is hashed together with another one below the root."""
    return index + 1 if index % 2 else index - 1


def hash_pair(one: bytes, other: bytes) -> bytes:
    """Hash two nodes, the smaller first."""
    return keccak(one + other if one < other else other + one)


def root_of_proof(leaf: bytes, siblings: Sequence[bytes]) -> bytes:
    """Return the root that a proof leads to."""
    node = leaf
    for sibling in siblings:
        node = hash_pair(node, sibling)
    return node


def leads_to(root: bytes, leaf: bytes, siblings: Sequence[bytes]) -> bool:
    """Whether a proof leads from a leaf to `root`; one with a node of another length does not."""
    nodes = (root, leaf, *siblings)
    return all(len(node) == NODE_BYTES for node in nodes) and root_of_proof(leaf, siblings) == root
