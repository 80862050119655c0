"""Any fields of any loan are proved, and nothing that was changed is."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle.commitment.disclosure import ALWAYS_SHOWN, disclose, verify_disclosure
from oracle.commitment.disclosure_file import disclosure_bytes, read_disclosure
from oracle.commitment.field_leaves import FIELDS, field_values
from oracle.commitment.tape_tree import Leaves, TapeTree, tape_tree
from rwa.core.errors import CheckFailed, DataRejected
from rwa.pool.generator import generate_pool
from rwa.pool.loan_rows import row_of_loan

LOANS = 13
SALT = b"\x77" * 32
TREES = {
    leaves: tape_tree(generate_pool(seed=3, loan_count=LOANS), salt=SALT, leaves=leaves)
    for leaves in Leaves
}


def shown(leaves: Leaves, loan: int, names: set[str]) -> tuple[TapeTree, bytes]:
    tree = TREES[leaves]
    wanted = FIELDS if leaves is Leaves.LOAN else names
    return tree, disclosure_bytes(disclose(tree, tree.tape.loans[loan].loan_id, wanted))


WHICH = {
    "leaves": st.sampled_from(Leaves),
    "loan": st.integers(0, LOANS - 1),
    "names": st.sets(st.sampled_from(FIELDS)),
}


@given(**WHICH)
def test_disclosure__any_fields_of_any_loan__are_proved_from_their_file(
    leaves: Leaves, loan: int, names: set[str]
) -> None:
    tree, content = shown(leaves, loan, names)

    disclosure = read_disclosure(content)

    verify_disclosure(disclosure, tree.root)
    cells = row_of_loan(tree.tape, tree.tape.loans[loan])
    row = dict(zip(FIELDS, field_values(cells), strict=True))
    values = {field.name: field.value for field in disclosure.fields}
    expected = set(FIELDS) if leaves is Leaves.LOAN else names | ALWAYS_SHOWN
    assert values == {name: row[name] for name in expected}


@given(**WHICH, data=st.data())
def test_disclosure__one_character_of_its_file_changed__is_refused(
    leaves: Leaves, loan: int, names: set[str], data: st.DataObject
) -> None:
    tree, content = shown(leaves, loan, names)
    at = data.draw(st.integers(0, len(content) - 1))
    other = data.draw(st.sampled_from(string.printable).filter(lambda one: ord(one) != content[at]))
    false = content[:at] + other.encode() + content[at + 1 :]

    with pytest.raises((DataRejected, CheckFailed)):
        verify_disclosure(read_disclosure(false), tree.root)


@given(**WHICH, data=st.data())
def test_disclosure__a_line_of_its_file_left_out_or_doubled__is_refused(
    leaves: Leaves, loan: int, names: set[str], data: st.DataObject
) -> None:
    tree, content = shown(leaves, loan, names)
    lines = content.splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 1))
    times = data.draw(st.sampled_from([0, 2]))
    false = b"".join([*lines[:at], *[lines[at]] * times, *lines[at + 1 :]])

    with pytest.raises((DataRejected, CheckFailed)):
        verify_disclosure(read_disclosure(false), tree.root)


@given(content=st.binary(max_size=300) | st.text().map(str.encode))
def test_read_disclosure__any_bytes__are_refused_as_data(content: bytes) -> None:
    with pytest.raises(DataRejected):
        read_disclosure(content)
