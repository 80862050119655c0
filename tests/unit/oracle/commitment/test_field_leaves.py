from dataclasses import replace
from hashlib import shake_256

import pytest
from eth_abi.abi import encode
from hypothesis import given
from hypothesis import strategies as st

from oracle.commitment.field_leaves import (
    FIELD_ENCODING,
    FIELDS,
    abi_text,
    field_leaf,
    field_leaves,
    field_root,
    field_salts,
    field_tree,
    field_values,
)
from oracle.commitment.loan_leaf import LOAN_ENCODING, row_text, whole_loan_hash
from rwa.chain.hashing import keccak
from rwa.core.money import Cents
from rwa.pool.files import tape_bytes
from rwa.pool.loan import Accrual
from rwa.pool.loan_rows import row_of_loan
from rwa.pool.tape import LoanTape

SALT = b"\x11" * 32
ROW = tuple(f"value {number}" for number in range(len(FIELDS)))


@given(salt=st.binary(min_size=32, max_size=32), name=st.text(), value=st.text(max_size=100))
def test_field_leaf__any_texts__is_the_standard_leaf_of_the_encoding(
    salt: bytes, name: str, value: str
) -> None:
    standard = keccak(keccak(encode(FIELD_ENCODING, [salt, name, value])))

    assert field_leaf(salt, name=name, value=value) == standard


@pytest.mark.parametrize("length", [0, 1, 31, 32, 33, 64, 65])
def test_abi_text__at_the_ends_of_words__is_the_codecs(length: int) -> None:
    assert abi_text("x" * length) == encode(["string"], ["x" * length])[32:]


def test_field_leaves__a_row__has_a_leaf_for_each_column_at_its_position() -> None:
    leaves = [
        field_leaf(salt, name=name, value=value)
        for salt, name, value in zip(field_salts(SALT), FIELDS, ROW, strict=True)
    ]

    assert len(FIELDS) == 18
    assert field_leaves(ROW, SALT) == leaves
    assert field_tree(ROW, SALT).root == field_root(ROW, SALT)
    assert list(reversed(field_tree(ROW, SALT).nodes[-18:])) == leaves


def test_field_values__a_row_of_the_tape__further_cells_are_one_value_as_in_the_canonical_tape(
    committed_tape: LoanTape,
) -> None:
    loan = replace(committed_tape.loans[0], deferred_cents=Cents(123), accrual=Accrual.ACTUAL_360)
    tape = replace(committed_tape, loans=(loan, *committed_tape.loans[1:]))

    values = field_values(row_of_loan(tape, loan))

    assert FIELDS[-1] == "further"
    assert len(values) == len(FIELDS)
    assert values[-1] == "actual/360,0,0,,,,,,,,0,0,false,1.23,0.00"
    assert ",".join(values).encode() == tape_bytes(tape).splitlines()[1]


def test_field_leaves__row_of_another_length__is_an_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        field_leaves(ROW[:-1], SALT)


def test_field_salts__of_one_loan__are_all_different_and_not_the_loans() -> None:
    salts = field_salts(SALT)

    assert len(set(salts)) == len(FIELDS)
    assert {len(salt) for salt in salts} == {32}
    assert SALT not in salts
    assert not set(salts) & set(field_salts(b"\x12" * 32))


def test_field_salts__documented_derivation__are_pieces_of_one_stream() -> None:
    assert b"".join(field_salts(SALT)) == shake_256(SALT).digest(18 * 32)


def test_field_root__same_row_and_another_salt__shares_no_leaf() -> None:
    assert not set(field_leaves(ROW, SALT)) & set(field_leaves(ROW, b"\x12" * 32))


def test_field_leaves__equal_values__have_different_leaves() -> None:
    assert len(set(field_leaves(("0.00",) * len(FIELDS), SALT))) == len(FIELDS)


@given(row=st.lists(st.text(max_size=40), max_size=20))
def test_whole_loan_hash__any_row__is_the_inner_hash_of_the_standard_leaf(row: list[str]) -> None:
    assert whole_loan_hash(row, SALT) == keccak(encode(LOAN_ENCODING, [SALT, row_text(row)]))
