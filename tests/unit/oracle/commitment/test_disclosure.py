from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from oracle.commitment.disclosure import (
    ALWAYS_SHOWN,
    MOST_SIBLINGS,
    DisclosedField,
    Disclosure,
    FieldOpening,
    WholeLoanOpening,
    disclose,
    verify_disclosure,
)
from oracle.commitment.disclosure_file import disclosure_bytes
from oracle.commitment.field_leaves import FIELDS, field_leaf, field_salts, field_values
from oracle.commitment.multiproof import MultiProof
from oracle.commitment.refusals import (
    DisclosureMalformed,
    FieldsNotProved,
    LoanNotProved,
    NotATapeField,
    RootDiffers,
    WholeLoanOnly,
)
from oracle.commitment.tape_tree import Leaves, TapeTree, tape_tree
from rwa.chain.hashing import hex_of
from rwa.core.dates import NotAPeriod
from rwa.core.ids import LoanId
from rwa.pool.generator import generate_pool
from rwa.pool.loan_rows import row_of_loan
from rwa.pool.tape import LoanTape, UnknownLoan
from rwa.pool.tape_columns import FURTHER_COLUMNS

Shown = Callable[..., Disclosure]
Trees = dict[Leaves, TapeTree]
WORD = b"\x07" * 32


def changed(nodes: tuple[bytes, ...], at: int) -> tuple[bytes, ...]:
    return (*nodes[:at], WORD, *nodes[at + 1 :])


def with_opening(disclosure: Disclosure, **changes: Any) -> Disclosure:
    return replace(disclosure, opening=replace(disclosure.opening, **changes))


def with_value(disclosure: Disclosure, name: str, value: str) -> Disclosure:
    fields = tuple(
        replace(field, value=value) if field.name == name else field for field in disclosure.fields
    )
    return replace(disclosure, fields=fields)


# --- what is shown and what is not ---------------------------------------------------------------


def test_disclose__two_fields__shows_them_with_pool_and_month(
    shown: Shown, committed_tape: LoanTape, trees: Trees
) -> None:
    loan = committed_tape.loans[4]

    disclosure = shown("note_rate", "balance")

    assert [field.name for field in disclosure.fields] == [
        "pool_id",
        "as_of",
        "balance",
        "note_rate",
    ]
    assert disclosure.fields[2].value == loan.balance_cents.plain
    assert (disclosure.pool_id, disclosure.month) == (
        committed_tape.pool.pool_id,
        committed_tape.as_of,
    )
    assert disclosure.loan_id is None
    verify_disclosure(disclosure, trees[Leaves.FIELDS].root)


def test_disclose__loan_id_among_the_fields__says_which_loan(
    shown: Shown, committed_tape: LoanTape
) -> None:
    assert shown("loan_id").loan_id == committed_tape.loans[4].loan_id


def test_disclose__each_field_of_each_of_2000_loans__is_proved_alone() -> None:
    tape = generate_pool(seed=9, loan_count=2_000)
    tree = tape_tree(tape, salt=WORD)

    proved = 0
    for loan in tape.loans:
        for name, value in zip(FIELDS, field_values(row_of_loan(tape, loan)), strict=True):
            disclosure = disclose(tree, loan.loan_id, [name])
            verify_disclosure(disclosure, tree.root)
            assert DisclosedField(name, value) in disclosure.fields
            assert {field.name for field in disclosure.fields} == ALWAYS_SHOWN | {name}
            proved += 1
    assert proved == 2_000 * 18


def test_disclose__balance_alone__holds_no_byte_of_what_is_not_shown(
    shown: Shown, committed_tape: LoanTape, trees: Trees
) -> None:
    loan = committed_tape.loans[4]
    row, salt = trees[Leaves.FIELDS].row_and_salt(loan.loan_id)
    salts = field_salts(salt)

    text = disclosure_bytes(shown("balance")).decode()

    assert loan.balance_cents.plain in text
    assert salts[FIELDS.index("balance")].hex() in text
    assert salt.hex() not in text
    for name, hidden, value in zip(FIELDS, salts, row, strict=True):
        if name not in ALWAYS_SHOWN | {"balance"}:
            assert hidden.hex() not in text, name
            # Without its salt a hidden value is in no hash that can be tried out.
            guess = field_leaf(bytes(32), name=name, value=value)
            assert guess.hex() not in text, name
    assert loan.loan_id not in text


def test_disclose__unknown_field__is_refused_with_those_there_are(
    committed_tape: LoanTape, trees: Trees
) -> None:
    with pytest.raises(NotATapeField) as caught:
        disclose(trees[Leaves.FIELDS], committed_tape.loans[0].loan_id, ["balance", "colour"])

    assert (caught.value.name, caught.value.known) == ("colour", FIELDS)


def test_disclose__one_of_the_further_columns__is_refused_as_not_shown_alone(
    committed_tape: LoanTape, trees: Trees
) -> None:
    """Nobody shows all further columns by asking for one of them."""
    for column in FURTHER_COLUMNS:
        with pytest.raises(NotATapeField) as caught:
            disclose(trees[Leaves.FIELDS], committed_tape.loans[0].loan_id, [column.name])
        assert caught.value.known[-1] == "further"


def test_disclose__further__shows_every_further_column(shown: Shown) -> None:
    cells = {field.name: field.value for field in shown("further").fields}["further"]

    assert len(cells.split(",")) == len(FURTHER_COLUMNS)


@pytest.mark.parametrize("leaves", list(Leaves))
def test_disclose__unknown_loan__is_refused(trees: Trees, leaves: Leaves) -> None:
    with pytest.raises(UnknownLoan):
        disclose(trees[leaves], LoanId("L-nobody"), FIELDS)


def test_disclosure__shown_in_a_log__tells_no_salt(shown: Shown) -> None:
    for leaves in Leaves:
        disclosure = shown("balance", leaves=leaves)
        opening = disclosure.opening
        salts = opening.salts if isinstance(opening, FieldOpening) else (opening.salt,)
        for salt in salts:
            assert repr(salt) not in repr(disclosure)
            assert salt.hex() not in repr(disclosure)


# --- loans as one leaf ---------------------------------------------------------------------------


def test_disclose__loan_as_one_leaf__is_shown_whole(shown: Shown, trees: Trees) -> None:
    disclosure = shown(leaves=Leaves.LOAN)

    assert tuple(field.name for field in disclosure.fields) == FIELDS
    assert isinstance(disclosure.opening, WholeLoanOpening)
    verify_disclosure(disclosure, trees[Leaves.LOAN].root)


def test_disclose__part_of_a_loan_as_one_leaf__is_refused(
    committed_tape: LoanTape, trees: Trees
) -> None:
    with pytest.raises(WholeLoanOnly) as caught:
        disclose(trees[Leaves.LOAN], committed_tape.loans[0].loan_id, ["balance"])

    assert (caught.value.asked, caught.value.fields) == (3, 18)


# --- what was changed is refused -----------------------------------------------------------------


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("leaves", list(Leaves))
def test_verify_disclosure__one_value_changed__is_refused(
    shown: Shown, trees: Trees, name: str, leaves: Leaves
) -> None:
    other = "2031-05" if name == "as_of" else "999999"
    false = with_value(shown(*FIELDS, leaves=leaves), name, other)

    with pytest.raises(FieldsNotProved) as caught:
        verify_disclosure(false, trees[leaves].root)

    assert caught.value.fields == FIELDS
    assert caught.value.expected == hex_of(false.loan_hash) != caught.value.computed


@pytest.mark.parametrize("at", range(4))
def test_verify_disclosure__one_salt_changed__is_refused(
    shown: Shown, trees: Trees, at: int
) -> None:
    disclosure = shown("balance", "note_rate")
    false = with_opening(disclosure, salts=changed(disclosure.opening.salts, at))

    with pytest.raises(FieldsNotProved):
        verify_disclosure(false, trees[Leaves.FIELDS].root)


def test_verify_disclosure__salt_of_a_whole_loan_changed__is_refused(
    shown: Shown, trees: Trees
) -> None:
    with pytest.raises(FieldsNotProved):
        verify_disclosure(
            with_opening(shown(leaves=Leaves.LOAN), salt=WORD), trees[Leaves.LOAN].root
        )


def test_verify_disclosure__value_under_another_name__is_refused(
    shown: Shown, trees: Trees
) -> None:
    """Both escrow and advances are 0.00; a value alone does not say which it is."""
    disclosure = shown("advances_outstanding")
    fields = (*disclosure.fields[:2], DisclosedField("escrow_balance", disclosure.fields[2].value))

    with pytest.raises(FieldsNotProved):
        verify_disclosure(replace(disclosure, fields=fields), trees[Leaves.FIELDS].root)


def test_verify_disclosure__every_sibling_of_both_proofs_changed__is_refused(
    shown: Shown, trees: Trees
) -> None:
    disclosure = shown("balance")
    siblings, root = disclosure.opening.proof.siblings, trees[Leaves.FIELDS].root
    assert len(siblings) >= 4
    assert len(disclosure.loan_proof) >= 3

    for at in range(len(siblings)):
        proof = replace(disclosure.opening.proof, siblings=changed(siblings, at))
        with pytest.raises(FieldsNotProved):
            verify_disclosure(with_opening(disclosure, proof=proof), root)
    for at in range(len(disclosure.loan_proof)):
        loan_proof = changed(disclosure.loan_proof, at)
        with pytest.raises(LoanNotProved):
            verify_disclosure(replace(disclosure, loan_proof=loan_proof), root)
    with pytest.raises(LoanNotProved):
        verify_disclosure(replace(disclosure, loan_proof=disclosure.loan_proof[:-1]), root)


def test_verify_disclosure__against_another_months_root__is_refused(
    shown: Shown, committed_tape: LoanTape
) -> None:
    later = tape_tree(replace(committed_tape, as_of=committed_tape.as_of + 1), salt=b"\x2a" * 32)
    disclosure = shown("balance")

    with pytest.raises(RootDiffers) as caught:
        verify_disclosure(disclosure, later.root)
    assert caught.value.disclosed == hex_of(disclosure.root)
    assert caught.value.expected == hex_of(later.root)

    with pytest.raises(LoanNotProved):
        verify_disclosure(replace(disclosure, root=later.root), later.root)


def test_verify_disclosure__proof_of_another_loan__is_refused(
    shown: Shown, committed_tape: LoanTape, trees: Trees
) -> None:
    tree, disclosure = trees[Leaves.FIELDS], shown("balance", "loan_id")
    other = disclose(tree, committed_tape.loans[7].loan_id, ["balance", "loan_id"])

    with pytest.raises(LoanNotProved):
        verify_disclosure(replace(disclosure, loan_proof=other.loan_proof), tree.root)
    with pytest.raises(FieldsNotProved):
        verify_disclosure(replace(disclosure, opening=other.opening), tree.root)
    with pytest.raises(FieldsNotProved):
        verify_disclosure(with_value(disclosure, "loan_id", other.loan_id or ""), tree.root)
    with pytest.raises(FieldsNotProved):
        verify_disclosure(
            replace(other, fields=disclosure.fields, loan_hash=disclosure.loan_hash), tree.root
        )


def test_verify_disclosure__loan_hash_made_to_fit_false_fields__is_refused(
    shown: Shown, trees: Trees
) -> None:
    false = with_value(shown("balance"), "balance", "0.00")
    fitting = replace(false, loan_hash=false.opening.loan_hash(false.fields))

    with pytest.raises(LoanNotProved) as caught:
        verify_disclosure(fitting, trees[Leaves.FIELDS].root)

    assert caught.value.loan_hash == hex_of(fitting.loan_hash)


# --- what is no disclosure -----------------------------------------------------------------------


def malformed(change: Callable[[], Disclosure]) -> DisclosureMalformed:
    with pytest.raises(DisclosureMalformed) as caught:
        change()
    return caught.value


@pytest.mark.parametrize("name", sorted(ALWAYS_SHOWN))
def test_disclosure__without_pool_or_month__is_refused(shown: Shown, name: str) -> None:
    disclosure = shown("balance")
    fields = tuple(field for field in disclosure.fields if field.name != name)

    assert malformed(lambda: replace(disclosure, fields=fields)).found == f"no {name}"


def test_disclosure__fields_twice_misplaced_or_unknown__is_refused(shown: Shown) -> None:
    disclosure = shown("balance")
    pool, month, balance = disclosure.fields

    for fields, found in (
        ((pool, month, balance, balance), "balance after balance"),
        ((pool, balance, month), "as_of after balance"),
        ((pool, month, DisclosedField("colour", "red")), "colour"),
    ):
        refusal = malformed(lambda shown=fields: replace(disclosure, fields=shown))
        assert (refusal.field, refusal.found) == ("fields", found)


def test_disclosure__more_or_fewer_salts_or_leaves_than_fields__is_refused(shown: Shown) -> None:
    disclosure = shown("balance")
    salts, proof = disclosure.opening.salts, disclosure.opening.proof

    assert malformed(lambda: with_opening(disclosure, salts=salts[:2])).field == "salts"
    assert malformed(lambda: with_opening(disclosure, salts=(*salts, WORD))).field == "salts"
    one_join_less = list(proof.flags)
    one_join_less.remove(True)
    fewer = MultiProof(proof.siblings, tuple(one_join_less))
    assert malformed(lambda: with_opening(disclosure, proof=fewer)).field == "field_proof"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"root": bytes(31)}, "root"),
        ({"loan_hash": b""}, "loan_hash"),
        ({"loan_proof": (WORD, bytes(33))}, "loan_proof[1]"),
        ({"loan_proof": (WORD,) * (MOST_SIBLINGS + 1)}, "loan_proof"),
        ({"opening": WholeLoanOpening(WORD)}, "fields"),
    ],
)
def test_disclosure__hash_or_opening_that_cannot_be__is_refused(
    shown: Shown, change: dict[str, Any], field: str
) -> None:
    disclosure = shown("balance")

    assert malformed(lambda: replace(disclosure, **change)).field == field


def test_disclosure__salt_of_another_length__is_refused(shown: Shown) -> None:
    one, whole = shown("balance"), shown(leaves=Leaves.LOAN)
    short = (*one.opening.salts[:2], bytes(16))

    assert malformed(lambda: with_opening(one, salts=short)).field == "salts[2]"
    assert malformed(lambda: with_opening(whole, salt=bytes(33))).field == "salt"


def test_disclosure__of_no_month__is_refused(shown: Shown) -> None:
    with pytest.raises(NotAPeriod):
        with_value(shown("balance"), "as_of", "January")
