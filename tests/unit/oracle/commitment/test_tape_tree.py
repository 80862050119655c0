from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle.commitment.field_leaves import field_root, field_values
from oracle.commitment.merkle import hash_pair
from oracle.commitment.tape_tree import (
    PROGRESS_STEP,
    Leaves,
    LoanProof,
    SaltLength,
    loan_salt,
    salt_of_revision,
    tape_tree,
    verify_loan,
)
from rwa.chain.hashing import keccak
from rwa.core.ids import LoanId
from rwa.core.money import Cents
from rwa.pool.generator import generate_pool
from rwa.pool.loan_rows import row_of_loan
from rwa.pool.tape import LoanTape, UnknownLoan

SALT = b"\x11" * 32
BOTH_WAYS = pytest.mark.parametrize("leaves", list(Leaves))


def pool_of(loan_count: int) -> LoanTape:
    return generate_pool(seed=5, loan_count=loan_count)


@BOTH_WAYS
@given(loan_count=st.integers(1, 40))
def test_tape_tree__proof_of_every_loan__leads_to_the_root(loan_count: int, leaves: Leaves) -> None:
    tape = pool_of(loan_count)
    tree = tape_tree(tape, salt=SALT, leaves=leaves)

    for loan in tape.loans:
        proof = tree.proof(loan.loan_id)
        assert verify_loan(tree.root, proof)
        assert not verify_loan(tree.root, replace(proof, loan_hash=keccak(proof.loan_hash)))
        assert not verify_loan(tree.root, replace(proof, siblings=(*proof.siblings, SALT)))


def test_tape_tree__by_fields__has_the_hash_of_the_field_root_as_loan_hash() -> None:
    tape = pool_of(3)
    loan = tape.loans[1]
    salt = loan_salt(SALT, yyyymm=tape.as_of.yyyymm, loan_id=loan.loan_id)

    proof = tape_tree(tape, salt=SALT).proof(loan.loan_id)

    assert proof.loan_hash == keccak(field_root(field_values(row_of_loan(tape, loan)), salt))


@BOTH_WAYS
def test_verify_loan__inner_node_given_for_a_loan__is_refused(leaves: Leaves) -> None:
    nodes = tape_tree(pool_of(4), salt=SALT, leaves=leaves).tree.nodes

    assert hash_pair(nodes[1], nodes[2]) == nodes[0]
    assert not verify_loan(nodes[0], LoanProof(loan_hash=nodes[1], siblings=(nodes[2],)))


@BOTH_WAYS
def test_tape_tree__one_cent_of_one_loan__changes_the_root(leaves: Leaves) -> None:
    tape = pool_of(7)
    changed = replace(tape.loans[3], escrow_balance_cents=Cents(1))
    other = replace(tape, loans=(*tape.loans[:3], changed, *tape.loans[4:]))

    roots = {tape_tree(each, salt=SALT, leaves=leaves).root for each in (tape, other)}
    assert len(roots) == 2


@BOTH_WAYS
def test_tape_tree__other_salt__shares_no_hash(leaves: Leaves) -> None:
    tape = pool_of(7)
    ours, theirs = (tape_tree(tape, salt=salt, leaves=leaves) for salt in (SALT, b"\x12" * 32))

    assert not set(ours.tree.nodes) & set(theirs.tree.nodes)


def test_tape_tree__the_two_ways__share_no_hash() -> None:
    tape = pool_of(7)
    one, other = (tape_tree(tape, salt=SALT, leaves=leaves) for leaves in Leaves)

    assert not set(one.tree.nodes) & set(other.tree.nodes)


def test_tape_tree__shown_in_a_log__tells_neither_salt_nor_loans() -> None:
    tree = tape_tree(pool_of(2), salt=SALT)

    assert repr(tree) == f"TapeTree(leaves={Leaves.FIELDS!r})"


def test_loan_salt__documented_derivation__is_the_hash_of_salt_month_and_number() -> None:
    parts = SALT + bytes.fromhex("000317cd") + b"L0000001"

    assert loan_salt(SALT, yyyymm=202_701, loan_id=LoanId("L0000001")) == keccak(parts)


def test_salt_of_revision__documented_derivation__is_the_pools_own_until_corrected() -> None:
    assert salt_of_revision(SALT, 0) == SALT
    assert salt_of_revision(SALT, 258) == keccak(SALT + b"\x01\x02")
    with pytest.raises(SaltLength):
        salt_of_revision(SALT[1:], 0)


@pytest.mark.parametrize(
    ("leaves", "root"),
    [
        (Leaves.FIELDS, "4fec3bda6dc7a1d0ac3e9cbc6749092b0bf04e476348acde79dc38545a89a729"),
        (Leaves.LOAN, "cbad7dff996d7015cf6473b652a17b88b744cdf292243a495e9e15d264145994"),
    ],
)
def test_tape_tree__snapshot__accepted_roots_can_be_computed_for_ever(
    leaves: Leaves, root: str
) -> None:
    """What this code once printed: roots are on chains, so no release may change them.

    They changed once, with the tape's further columns, which every loan is committed with.
    """
    assert tape_tree(pool_of(5), salt=SALT, leaves=leaves).root.hex() == root


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
        tape_tree(pool_of(1), salt=bytes(length))

    assert caught.value.received == length


@BOTH_WAYS
def test_proof__of_an_unknown_loan__is_refused(leaves: Leaves) -> None:
    tree = tape_tree(pool_of(3), salt=SALT, leaves=leaves)

    with pytest.raises(UnknownLoan) as caught:
        tree.proof(LoanId("L-nobody"))

    assert caught.value.loan_id == "L-nobody"


@pytest.fixture
def told() -> tuple[list[int], Callable[[int], None]]:
    heard: list[int] = []
    return heard, heard.append


@pytest.mark.parametrize(
    ("loan_count", "steps"), [(3, [3]), (PROGRESS_STEP + 1, [PROGRESS_STEP, PROGRESS_STEP + 1])]
)
def test_tape_tree__with_progress__tells_loans_done_and_changes_nothing(
    told: tuple[list[int], Callable[[int], None]], loan_count: int, steps: list[int]
) -> None:
    heard, tell = told
    tape = pool_of(loan_count)

    tree = tape_tree(tape, salt=SALT, leaves=Leaves.LOAN, progress=tell)

    assert heard == steps
    assert tree == tape_tree(tape, salt=SALT, leaves=Leaves.LOAN)
