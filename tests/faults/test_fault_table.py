"""Every fault is survived, replays bit for bit, and shows once its protection is removed."""

import pytest

from tests.faults.rows import FAULTS, FaultRow, fault_rows

ROWS = fault_rows()


def named(row: FaultRow) -> str:
    return row.name


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_run__seeds_of_a_row__no_violation(row: FaultRow) -> None:
    tallies = [row.run(seed) for seed in range(row.seeds)]

    assert [violation for tally in tallies for violation in tally.violations] == []
    assert all(tally.attempts for tally in tallies)


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_run__the_same_seed__replays_bit_for_bit(row: FaultRow) -> None:
    once, again, other = row.run(1), row.run(1), row.run(2)

    assert (once.attempts, once.observed) == (again.attempts, again.observed)
    assert once.observed != other.observed


@pytest.mark.parametrize(
    ("row", "protection"),
    [pytest.param(row, name, id=f"{row.name}-{name}") for row in ROWS for name in row.protections],
)
def test_run__protection_removed__violation_is_seen(row: FaultRow, protection: str) -> None:
    with row.protections[protection]():
        assert any(row.run(seed).violations for seed in range(row.seeds_to_show))


def test_fault_table__every_fault__has_a_row_and_a_protection() -> None:
    assert [row.name for row in ROWS] == list(FAULTS)
    assert all(row.protections for row in ROWS)
