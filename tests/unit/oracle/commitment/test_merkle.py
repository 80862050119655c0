import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle.commitment.merkle import (
    LeafNotThere,
    MerkleTree,
    NoLeaves,
    hash_pair,
    leads_to,
    merkle_nodes,
    root_of_proof,
)
from rwa.chain.hashing import keccak

LEAVES = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40, unique=True)
WORD = b"\x05" * 32


def numbered(count: int) -> list[bytes]:
    return [keccak(bytes([number])) for number in range(count)]


def test_merkle_tree__one_leaf__is_its_own_root_and_needs_no_proof() -> None:
    tree = MerkleTree.of([WORD], sort_leaves=True)

    assert (tree.root, tree.leaf_count, tree.proof(0)) == (WORD, 1, ())
    assert leads_to(WORD, WORD, ())


def test_merkle_tree__three_leaves__are_hashed_from_the_end() -> None:
    first, second, third = numbered(3)

    tree = MerkleTree.of([first, second, third], sort_leaves=False)

    below = hash_pair(second, first)
    assert tree.nodes == (hash_pair(below, third), below, third, second, first)
    assert tree.proof(2) == (below,)
    assert tree.proof(0) == (second, third)


def test_merkle_tree__sorted__is_one_for_any_order_of_leaves() -> None:
    leaves = numbered(9)

    assert MerkleTree.of(leaves, sort_leaves=True) == MerkleTree.of(leaves[::-1], sort_leaves=True)
    assert MerkleTree.of(leaves, sort_leaves=False) != MerkleTree.of(
        leaves[::-1], sort_leaves=False
    )


@given(leaves=LEAVES, sort_leaves=st.booleans())
def test_proof__of_every_leaf__leads_to_the_root(leaves: list[bytes], sort_leaves: bool) -> None:
    tree = MerkleTree.of(leaves, sort_leaves=sort_leaves)

    for position, leaf in enumerate(sorted(leaves) if sort_leaves else leaves):
        proof = tree.proof(position)
        assert leads_to(tree.root, leaf, proof)
        assert root_of_proof(leaf, proof) == tree.root


@given(leaves=LEAVES, data=st.data())
def test_leads_to__one_bit_of_leaf_or_proof_changed__is_no(
    leaves: list[bytes], data: st.DataObject
) -> None:
    tree = MerkleTree.of(leaves, sort_leaves=False)
    position = data.draw(st.integers(0, len(leaves) - 1))
    nodes = [leaves[position], *tree.proof(position)]
    at, bit = data.draw(st.integers(0, len(nodes) - 1)), data.draw(st.integers(0, 255))
    nodes[at] = (int.from_bytes(nodes[at], "big") ^ 1 << bit).to_bytes(32, "big")

    assert not leads_to(tree.root, nodes[0], nodes[1:])


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_leads_to__node_of_another_length__is_no(length: int) -> None:
    first, second = numbered(2)
    cut = second[:length].ljust(length, b"\0")
    root = hash_pair(first, cut)

    assert root_of_proof(first, (cut,)) == root
    assert not leads_to(root, first, (cut,))
    assert not leads_to(root, cut, (first,))


def test_leads_to__the_bytes_of_two_nodes_as_one__is_no() -> None:
    first, second = sorted(numbered(2))
    root = hash_pair(first, second)

    assert leads_to(root, first, (second,))
    assert root_of_proof(b"", (first + second,)) == root
    assert not leads_to(root, b"", (first + second,))


def test_leads_to__inner_node_for_a_leaf__is_what_double_hashing_is_for() -> None:
    tree = MerkleTree.of(numbered(4), sort_leaves=False)

    assert leads_to(tree.root, tree.nodes[1], (tree.nodes[2],))
    assert not leads_to(tree.root, keccak(tree.nodes[1]), (tree.nodes[2],))


@pytest.mark.parametrize("position", [-1, 3, 10**9])
def test_proof__of_a_position_outside__is_refused(position: int) -> None:
    tree = MerkleTree.of(numbered(3), sort_leaves=False)

    with pytest.raises(LeafNotThere) as caught:
        tree.proof(position)

    assert (caught.value.leaf, caught.value.leaf_count) == (position, 3)


@pytest.mark.parametrize("count", [1, 2, 7, 16])
def test_sorted_position__every_leaf__is_found(count: int) -> None:
    leaves = numbered(count)
    tree = MerkleTree.of(leaves, sort_leaves=True)

    assert [tree.sorted_position(leaf) for leaf in sorted(leaves)] == list(range(count))


@pytest.mark.parametrize("leaf", [bytes(32), WORD, b"\xff" * 32])
def test_sorted_position__of_no_leaf__is_refused(leaf: bytes) -> None:
    tree = MerkleTree.of(numbered(7), sort_leaves=True)

    with pytest.raises(LeafNotThere) as caught:
        tree.sorted_position(leaf)

    assert caught.value.leaf == leaf.hex()


def test_merkle_nodes__no_leaves__is_refused() -> None:
    with pytest.raises(NoLeaves, match="give one at least"):
        merkle_nodes([])


def test_hash_pair__swapped__is_the_same() -> None:
    one, other = numbered(2)

    assert hash_pair(one, other) == hash_pair(other, one) != hash_pair(one, one)
