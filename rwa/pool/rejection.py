"""What is said about a file that is refused: every fault, with row, field and value."""

from dataclasses import dataclass

from rwa.core.errors import DataRejected

_FAULTS_SHOWN = 20
"""Faults spelled out in a message; all of them are in the error's attribute."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """One thing wrong with one row of a file."""

    row: int | None
    """Row number: the header of a CSV file is row 1, the first loan of a Parquet file is row 1;
    None where the whole file is at fault."""
    field: str
    """Name of the column, or what part of the file it is about."""
    value: str
    """What was found, as written."""
    expected: str
    """What is allowed there."""

    def __str__(self) -> str:
        place = "file" if self.row is None else f"row {self.row}"
        return f"{place}, {self.field}: found {self.value!r}, expected {self.expected}"


class FileRejected(DataRejected):
    """A file has faults, so nothing of it was loaded."""

    def __init__(self, kind: str, faults: tuple[RowFault, ...]) -> None:
        self.kind = kind
        self.faults = faults
        lines = [f"  {fault}" for fault in faults[:_FAULTS_SHOWN]]
        if len(faults) > _FAULTS_SHOWN:
            lines.append(f"  and {len(faults) - _FAULTS_SHOWN} more")
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__(
            "\n".join(
                (
                    f"{kind} has {count}, nothing of it was loaded:",
                    *lines,
                    "correct the file and load it again",
                )
            )
        )


class TapeRejected(FileRejected):
    """A loan tape has faults, so no loan of it was loaded."""

    def __init__(self, faults: tuple[RowFault, ...]) -> None:
        super().__init__("tape", faults)


class ActivityRejected(FileRejected):
    """A file of activity has faults, so no line of it was loaded."""

    def __init__(self, faults: tuple[RowFault, ...]) -> None:
        super().__init__("activity", faults)
