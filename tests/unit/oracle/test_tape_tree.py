from dataclasses import replace

import pytest
from eth_abi.abi import encode
from hypothesis import given
from hypothesis import strategies as st

from oracle.tape_tree import (
    LoanProof,
    SaltLength,
    hash_pair,
    loan_salt,
    merkle_nodes,
    tape_tree,
    verify_loan,
)
from rwa.chain.hashing import keccak
from rwa.core.ids import LoanId
from rwa.core.money import Cents
from rwa.pool.generator import generate_pool
from rwa.pool.tape import UnknownLoan

SALT = b"\x11" * 32
PUBLISHED_VALUES = ("a", "b", "c", "d", "e", "f")
PUBLISHED_TREE = (
    "6deb52b5da8fd108f79fab00341f38d2587896634c646ee52e49f845680a70c8",
    "52426e0f1f65ff7e209a13b8c29cffe82e3acaf3dad0a9b9088f3b9a61a929c3",
    "fd3cf45654e88d1cc5d663578c82c76f4b5e3826bacaa1216441443504538f51",
    "8076923e76cf01a7c048400a2304c9a9c23bbbdac3a98ea3946340fdafbba34f",
    "965b92c6cf08303cc4feb7f3e0819c436c2cec17c6f0688a6af139c9a368707c",
    "eba909cf4bb90c6922771d7f126ad0fd11dfde93f3937a196274e1ac20fd2f5b",
    "c62a8cfa41edc0ef6f6ae27a2985b7d39c7fea770787d7e104696c6e81f64848",
    "9cf5a63718145ba968a01c1d557020181c5b252f665cf7386d370eddb176517b",
    "9c15a6a0eaeed500fd9eed4cbeab71f797cefcc67bfd46683e4d2e6ff7f06d1c",
    "9a4f64e953595df82d1b4f570d34c4f4f0cfaf729a61e9d60e83e579e1aa283e",
    "19ba6c6333e0e9a15bf67523e0676e2f23eb8e574092552d5e888c64a4bb3681",
)
"""Standard tree of six strings, OpenZeppelin/merkle-tree test/dumps/standard-v1.sorted.1_0_6.json
at 952fd9fe: format standard-v1, leaf encoding (string), nodes from the root."""


def test_merkle_nodes__published_tree__is_equal_node_for_node() -> None:
    leaves = [keccak(keccak(encode(["string"], [value]))) for value in PUBLISHED_VALUES]

    assert [node.hex() for node in merkle_nodes(leaves)] == list(PUBLISHED_TREE)


def test_merkle_nodes__one_leaf__is_its_own_root() -> None:
    assert merkle_nodes([b"\x05" * 32]) == (b"\x05" * 32,)


def test_merkle_nodes__any_order_of_leaves__gives_one_tree() -> None:
    leaves = [keccak(bytes([number])) for number in range(9)]

    assert merkle_nodes(leaves) == merkle_nodes(leaves[::-1])


def test_hash_pair__swapped__is_the_same() -> None:
    one, other = keccak(b"1"), keccak(b"2")

    assert hash_pair(one, other) == hash_pair(other, one) != hash_pair(one, one)


@given(loan_count=st.integers(1, 40))
def test_tape_tree__proof_of_every_loan__leads_to_the_root(loan_count: int) -> None:
    tape = generate_pool(seed=5, loan_count=loan_count)
    tree = tape_tree(tape, salt=SALT)

    for loan in tape.loans:
        proof = tree.proof(loan.loan_id)
        assert verify_loan(tree.root, proof)
        assert not verify_loan(tree.root, replace(proof, loan_hash=keccak(proof.loan_hash)))
        assert not verify_loan(tree.root, replace(proof, siblings=(*proof.siblings, SALT)))


def test_verify_loan__inner_node_given_for_a_loan__is_refused() -> None:
    tree = tape_tree(generate_pool(seed=5, loan_count=4), salt=SALT)
    left, right = tree.nodes[1], tree.nodes[2]

    assert hash_pair(left, right) == tree.root
    assert not verify_loan(tree.root, LoanProof(loan_hash=left, siblings=(right,)))


def test_tape_tree__one_cent_of_one_loan__changes_the_root() -> None:
    tape = generate_pool(seed=5, loan_count=7)
    changed = replace(tape.loans[3], escrow_balance_cents=Cents(1))
    other = replace(tape, loans=(*tape.loans[:3], changed, *tape.loans[4:]))

    assert tape_tree(tape, salt=SALT).root != tape_tree(other, salt=SALT).root


def test_tape_tree__other_salt__shares_no_hash() -> None:
    tape = generate_pool(seed=5, loan_count=7)
    ours, theirs = tape_tree(tape, salt=SALT), tape_tree(tape, salt=b"\x12" * 32)

    assert not set(ours.nodes) & set(theirs.nodes)
    assert not set(ours.loan_hashes) & set(theirs.loan_hashes)


def test_loan_salt__other_loan_or_month__is_another() -> None:
    salts = {
        loan_salt(SALT, yyyymm=yyyymm, loan_id=LoanId(name))
        for yyyymm in (202701, 202702)
        for name in ("L1", "L2")
    }

    assert len(salts) == 4


@pytest.mark.parametrize("length", [0, 31, 33])
def test_tape_tree__salt_of_another_length__is_refused(length: int) -> None:
    with pytest.raises(SaltLength) as caught:
        tape_tree(generate_pool(seed=5, loan_count=1), salt=bytes(length))

    assert caught.value.received == length


def test_proof__of_an_unknown_loan__is_refused() -> None:
    tree = tape_tree(generate_pool(seed=5, loan_count=3), salt=SALT)

    with pytest.raises(UnknownLoan) as caught:
        tree.proof(LoanId("L-nobody"))

    assert caught.value.loan_id == "L-nobody"
