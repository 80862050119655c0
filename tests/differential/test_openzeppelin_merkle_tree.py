"""Our trees and proofs beside those of OpenZeppelin's merkle-tree library, over random values."""

import json
import random
import string
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from eth_abi.abi import encode

from oracle.commitment.disclosure import FieldOpening, disclose
from oracle.commitment.field_leaves import FIELD_ENCODING, FIELDS, field_salts, field_tree
from oracle.commitment.loan_leaf import LOAN_ENCODING, row_text
from oracle.commitment.merkle import MerkleTree, leads_to
from oracle.commitment.multiproof import multi_proof, root_of_multi_proof
from oracle.commitment.tape_tree import Leaves, tape_tree
from rwa.chain.hashing import keccak
from rwa.pool.generator import generate_pool

HERE = Path(__file__).parent
NODE = Path(sys.executable).with_name("node")
ENCODINGS = (
    ("bytes32",),
    ("string",),
    ("address", "uint256"),
    ("bytes32", "string", "string"),
    ("uint8", "bool", "string", "uint256"),
)
SALT = b"\x31" * 32


@dataclass(frozen=True)
class Question:
    """A tree and leaves to prove; `leaf_encoding` None makes a simple tree of words."""

    leaf_encoding: tuple[str, ...] | None
    values: list[Any]
    sort_leaves: bool
    together: list[int]

    @property
    def leaves(self) -> list[bytes]:
        """Of each value, in the order of the values."""
        if self.leaf_encoding is None:
            return [bytes.fromhex(value[2:]) for value in self.values]
        return [keccak(keccak(encode(self.leaf_encoding, abi(value)))) for value in self.values]


def abi(values: list[Any]) -> list[Any]:
    """Values as our codec wants them: words as bytes, numbers as numbers."""
    return [
        bytes.fromhex(value[2:])
        if isinstance(value, str) and value.startswith("0x") and len(value) == 66
        else int(value)
        if isinstance(value, str) and value.isdigit()
        else value
        for value in values
    ]


def library(questions: list[Question]) -> list[dict[str, Any]]:
    """What OpenZeppelin's library says."""
    said = subprocess.run(
        [NODE, HERE / "openzeppelin_merkle_tree.js"],
        input=json.dumps([vars(question) for question in questions]),
        capture_output=True,
        text=True,
        check=True,
    )
    answers: list[dict[str, Any]] = json.loads(said.stdout)
    assert len(answers) == len(questions) > 0
    return answers


def random_value(draw: random.Random, of: str) -> Any:
    if of == "bytes32":
        return f"0x{draw.randbytes(32).hex()}"
    if of == "address":
        return f"0x{draw.randbytes(20).hex()}"
    if of == "bool":
        return draw.random() < 0.5
    if of == "string":
        letters = string.ascii_letters + " .-é€"
        return "".join(draw.choices(letters, k=draw.randrange(80))) + "."
    return str(draw.randrange(2 ** int(of.removeprefix("uint"))))


def random_question(draw: random.Random) -> Question:
    encoding = draw.choice([None, *ENCODINGS])
    count = draw.randrange(1, 40)
    values = [
        random_value(draw, "bytes32")
        if encoding is None
        else [random_value(draw, of) for of in encoding]
        for _ in range(count)
    ]
    together = draw.sample(range(count), draw.randrange(1, count + 1))
    return Question(encoding, values, draw.random() < 0.5, together)


def words(nodes: list[str]) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(node[2:]) for node in nodes)


@pytest.mark.parametrize("seed", range(6))
def test_merkle_tree__random_values__equals_the_library_in_every_node_and_proof(seed: int) -> None:
    draw = random.Random(seed)
    questions = [random_question(draw) for _ in range(40)]

    for question, answer in zip(questions, library(questions), strict=True):
        leaves = question.leaves
        tree = MerkleTree.of(leaves, sort_leaves=question.sort_leaves)
        ordered = sorted(leaves) if question.sort_leaves else leaves
        place = [ordered.index(leaf) for leaf in leaves]

        assert tree.nodes == words(answer["nodes"])
        for at, leaf in enumerate(leaves):
            proof = words(answer["proofs"][at])
            assert tree.proof(place[at]) == proof
            assert leads_to(tree.root, leaf, proof)
        several = multi_proof(tree, [place[at] for at in question.together])
        assert several.siblings == words(answer["siblings"])
        assert several.flags == tuple(answer["flags"])
        shown = [leaves[question.values.index(value)] for value in answer["shown"]]
        assert root_of_multi_proof(shown, several) == tree.root


def test_tape_tree__of_a_pool__is_a_tree_of_the_librarys_trees() -> None:
    tape = generate_pool(seed=6, loan_count=23)
    tree = tape_tree(tape, salt=SALT)
    rows = [tree.row_and_salt(loan.loan_id) for loan in tape.loans]
    together = [FIELDS.index(name) for name in ("pool_id", "as_of", "balance", "state")]
    by_field = [
        Question(
            FIELD_ENCODING,
            [
                [f"0x{one.hex()}", name, value]
                for one, name, value in zip(field_salts(salt), FIELDS, row, strict=True)
            ],
            sort_leaves=False,
            together=together,
        )
        for row, salt in rows
    ]

    loans = library(by_field)
    roots = [[answer["nodes"][0]] for answer in loans]
    (outer,) = library([Question(("bytes32",), roots, sort_leaves=True, together=[0])])

    assert tree.tree.nodes == words(outer["nodes"])
    for at, (loan, answer) in enumerate(zip(tape.loans, loans, strict=True)):
        assert field_tree(*rows[at]).nodes == words(answer["nodes"])
        disclosure = disclose(tree, loan.loan_id, ["balance", "state"])
        assert isinstance(disclosure.opening, FieldOpening)
        assert disclosure.opening.proof.siblings == words(answer["siblings"])
        assert disclosure.opening.proof.flags == tuple(answer["flags"])
        assert [field.value for field in disclosure.fields] == [
            value for _, _, value in answer["shown"]
        ]
        assert disclosure.loan_proof == words(outer["proofs"][at])


def test_tape_tree__of_loans_as_one_leaf__is_the_librarys_tree() -> None:
    tape = generate_pool(seed=6, loan_count=23)
    tree = tape_tree(tape, salt=SALT, leaves=Leaves.LOAN)
    values = [
        [f"0x{salt.hex()}", row_text(row)]
        for row, salt in (tree.row_and_salt(loan.loan_id) for loan in tape.loans)
    ]

    (answer,) = library([Question(LOAN_ENCODING, values, sort_leaves=True, together=[0])])

    assert tree.tree.nodes == words(answer["nodes"])
    for at, loan in enumerate(tape.loans):
        assert tree.proof(loan.loan_id).siblings == words(answer["proofs"][at])
