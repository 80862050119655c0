"""A small pool's tape, committed in both ways."""

from collections.abc import Callable

import pytest

from oracle.commitment.disclosure import Disclosure, disclose
from oracle.commitment.field_leaves import FIELDS
from oracle.commitment.tape_tree import Leaves, TapeTree, tape_tree
from rwa.pool.generator import generate_pool
from rwa.pool.tape import LoanTape

Shown = Callable[..., Disclosure]


@pytest.fixture(scope="session")
def committed_tape() -> LoanTape:
    return generate_pool(seed=8, loan_count=11)


@pytest.fixture(scope="session")
def trees(committed_tape: LoanTape) -> dict[Leaves, TapeTree]:
    return {
        leaves: tape_tree(committed_tape, salt=b"\x2a" * 32, leaves=leaves) for leaves in Leaves
    }


@pytest.fixture(scope="session")
def shown(committed_tape: LoanTape, trees: dict[Leaves, TapeTree]) -> Shown:
    """Some fields of the fifth loan, or with `leaves=Leaves.LOAN` the whole of it."""

    def show(*names: str, leaves: Leaves = Leaves.FIELDS) -> Disclosure:
        wanted = FIELDS if leaves is Leaves.LOAN else names
        return disclose(trees[leaves], committed_tape.loans[4].loan_id, wanted)

    return show
