from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle.commitment.merkle import LeafNotThere, MerkleTree, NoLeaves
from oracle.commitment.multiproof import (
    MultiProof,
    ProofMalformed,
    multi_proof,
    root_of_multi_proof,
)
from rwa.chain.hashing import keccak


def tree_of(count: int) -> tuple[list[bytes], MerkleTree]:
    leaves = [keccak(bytes([number])) for number in range(count)]
    return leaves, MerkleTree.of(leaves, sort_leaves=False)


@st.composite
def several_of(draw: st.DrawFn) -> tuple[int, list[int]]:
    count = draw(st.integers(1, 40))
    positions = draw(st.sets(st.integers(0, count - 1), min_size=1))
    return count, sorted(positions)


@given(case=several_of())
def test_multi_proof__of_any_leaves__leads_to_the_root(case: tuple[int, list[int]]) -> None:
    count, positions = case
    leaves, tree = tree_of(count)

    proof = multi_proof(tree, positions)

    assert proof.leaf_count == len(positions)
    assert root_of_multi_proof([leaves[at] for at in positions], proof) == tree.root


@given(case=several_of(), data=st.data())
def test_root_of_multi_proof__one_bit_changed__leads_elsewhere(
    case: tuple[int, list[int]], data: st.DataObject
) -> None:
    count, positions = case
    leaves, tree = tree_of(count)
    proof = multi_proof(tree, positions)
    nodes = [leaves[at] for at in positions] + list(proof.siblings)
    at, bit = data.draw(st.integers(0, len(nodes) - 1)), data.draw(st.integers(0, 255))
    nodes[at] = (int.from_bytes(nodes[at], "big") ^ 1 << bit).to_bytes(32, "big")
    shown, siblings = nodes[: len(positions)], tuple(nodes[len(positions) :])

    assert root_of_multi_proof(shown, replace(proof, siblings=siblings)) != tree.root


@given(case=several_of(), data=st.data())
def test_root_of_multi_proof__flags_in_another_order__leads_elsewhere(
    case: tuple[int, list[int]], data: st.DataObject
) -> None:
    count, positions = case
    leaves, tree = tree_of(count)
    proof = multi_proof(tree, positions)
    flags = tuple(data.draw(st.permutations(proof.flags)))
    root = root_of_multi_proof([leaves[at] for at in positions], replace(proof, flags=flags))

    assert (root == tree.root) == (flags == proof.flags)


def test_multi_proof__of_all_leaves__needs_no_sibling() -> None:
    leaves, tree = tree_of(17)

    proof = multi_proof(tree, range(17))

    assert proof == MultiProof((), (True,) * 16)
    assert root_of_multi_proof(leaves, proof) == tree.root


def test_multi_proof__of_one_leaf__is_its_proof() -> None:
    _, tree = tree_of(17)

    assert multi_proof(tree, [5]) == MultiProof(tree.proof(5), (False,) * len(tree.proof(5)))


def test_multi_proof__positions_twice_and_in_any_order__are_the_same_proof() -> None:
    _, tree = tree_of(9)

    assert multi_proof(tree, [7, 2, 2, 4]) == multi_proof(tree, [2, 4, 7])


def test_multi_proof__of_nothing__is_refused() -> None:
    with pytest.raises(NoLeaves):
        multi_proof(tree_of(3)[1], [])


def test_multi_proof__of_a_position_outside__is_refused() -> None:
    with pytest.raises(LeafNotThere):
        multi_proof(tree_of(3)[1], [0, 3])


def test_root_of_multi_proof__no_leaves_and_the_root_as_sibling__is_refused() -> None:
    """The form in which a proof of nothing would lead anywhere."""
    root = tree_of(3)[1].root

    with pytest.raises(ProofMalformed) as caught:
        MultiProof((root,), ())
    assert (caught.value.part, caught.value.found, caught.value.expected) == ("siblings", 1, 0)
    with pytest.raises(ProofMalformed) as caught:
        root_of_multi_proof([], MultiProof((), ()))
    assert (caught.value.part, caught.value.found, caught.value.expected) == ("leaves", 0, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_root_of_multi_proof__more_or_fewer_leaves__is_refused(count: int) -> None:
    leaves, tree = tree_of(8)

    with pytest.raises(ProofMalformed) as caught:
        root_of_multi_proof(leaves[:count], multi_proof(tree, [0, 1]))

    assert (caught.value.found, caught.value.expected) == (count, 2)


def test_multi_proof__sibling_of_another_length__is_refused() -> None:
    with pytest.raises(ProofMalformed) as caught:
        MultiProof((bytes(31),), (False,))

    assert (caught.value.part, caught.value.found) == ("bytes in a sibling", 31)
