"""Trees that OpenZeppelin's merkle-tree library publishes, node for node."""

from collections.abc import Callable
from typing import Any

import pytest
from eth_abi.abi import encode

from oracle.commitment.merkle import MerkleTree
from rwa.chain.hashing import keccak


@pytest.fixture
def trees(golden_json: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    return golden_json("openzeppelin_merkle_trees")


def standard_leaf(encoding: list[str], values: list[str]) -> bytes:
    numbers = [
        int(value) if of == "uint256" else value for of, value in zip(encoding, values, strict=True)
    ]
    return keccak(keccak(encode(encoding, numbers)))


@pytest.mark.parametrize(
    ("sort_leaves", "column"), [(True, "tree_of_sorted_leaves"), (False, "tree")]
)
@pytest.mark.parametrize("name", ["standard", "simple"])
def test_merkle_tree__published_dump__is_equal_node_for_node(
    trees: dict[str, Any], name: str, sort_leaves: bool, column: str
) -> None:
    tree = trees[name]
    leaves = [
        bytes.fromhex(value) if name == "simple" else standard_leaf(tree["leaf_encoding"], value)
        for value in tree["values"]
    ]

    nodes = MerkleTree.of(leaves, sort_leaves=sort_leaves).nodes

    assert len(nodes) == 11
    assert [node.hex() for node in nodes] == tree[column]


def test_merkle_tree__example_of_the_readme__has_its_root(trees: dict[str, Any]) -> None:
    example = trees["readme"]
    leaves = [standard_leaf(example["leaf_encoding"], values) for values in example["values"]]

    assert MerkleTree.of(leaves, sort_leaves=True).root.hex() == example["root"]
