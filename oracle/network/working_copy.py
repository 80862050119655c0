"""A process's own copy of published files: fetched once, named and checked by their hashes."""

from dataclasses import dataclass
from typing import Protocol

from oracle.documents import DocumentDamaged, DocumentMissing, Documents
from rwa.core.errors import DataRejected
from rwa.core.ids import Sha256
from rwa.pool.canonical import sha256_of


class FetchedAnother(DataRejected):
    """What was fetched under a name is another file; it was not kept."""

    def __init__(self, name: Sha256, *, found: Sha256) -> None:
        self.name = name
        self.found = found
        super().__init__(f"fetched {name}, received a file that hashes to {found}; fetch it again")


class DocumentSource(Protocol):
    """Where files can be fetched."""

    def document(self, name: Sha256) -> bytes:
        """Return what is said to be the file of that name."""
        ...


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """Files this process has; what is missing or damaged is fetched."""

    own: Documents
    """What it has."""
    source: DocumentSource
    """Where it fetches."""

    def get(self, name: Sha256) -> bytes:
        """Return a file. Raises FetchedAnother and what the source raises."""
        try:
            return self.own.get(name)
        except (DocumentMissing, DocumentDamaged):
            content = self.source.document(name)
        if (found := sha256_of(content)) != name:
            raise FetchedAnother(name, found=found)
        self.own.put(content)
        return content
