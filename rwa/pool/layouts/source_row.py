"""One row of a file as text, whatever the file's shape."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row's cells in the order of the columns that are read, trimmed; empty where not given."""

    number: int
    """Line of a text, or number of an entry of an XML file, from 1."""
    cells: Sequence[str]
    """One for each of `FileLayout.read_columns`."""
