"""Files named by their content: tapes, activity, remittance documents."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from oracle.whole_files import write_whole
from rwa.core.errors import ConfigurationError
from rwa.core.ids import Sha256
from rwa.pool.canonical import sha256_of


class DocumentMissing(ConfigurationError):
    """A document that the chain names is not where documents are kept."""

    def __init__(self, name: Sha256, *, place: str) -> None:
        self.name = name
        self.place = place
        super().__init__(f"document {name} is not in {place}; copy it there from a backup")

    def told_elsewhere(self) -> str:
        """The same for whoever asks from elsewhere: without the place."""
        return f"document {self.name} is not here; the servicer has to publish it"


class DocumentDamaged(ConfigurationError):
    """A document's content is not what its name says."""

    def __init__(self, name: Sha256, *, found: Sha256, place: str) -> None:
        self.name = name
        self.found = found
        self.place = place
        super().__init__(f"document {name} in {place} hashes to {found}; restore it from a backup")


class Documents(Protocol):
    """Where documents are kept."""

    def put(self, content: bytes) -> Sha256:
        """Keep a document and return its name; keeping it again changes nothing."""
        ...

    def get(self, name: Sha256) -> bytes:
        """Return a document. Raises DocumentMissing and DocumentDamaged."""
        ...


@dataclass(frozen=True, slots=True)
class DocumentsInMemory:
    """Documents that end with the process."""

    contents: dict[Sha256, bytes] = field(default_factory=dict)
    """Every document by its name."""

    def put(self, content: bytes) -> Sha256:
        """See Documents."""
        name = sha256_of(content)
        self.contents[name] = content
        return name

    def get(self, name: Sha256) -> bytes:
        """See Documents."""
        if name not in self.contents:
            raise DocumentMissing(name, place="memory")
        return self.contents[name]


@dataclass(frozen=True, slots=True)
class DocumentsInDirectory:
    """A directory of files, each named by the SHA-256 of its content.

    They tell of every loan, so they are made for their owner alone: who publishes some of them
    publishes copies.
    """

    directory: Path
    """Where the files are."""

    def put(self, content: bytes) -> Sha256:
        """See Documents; a file appears whole or not at all, and a damaged one is mended."""
        name = sha256_of(content)
        path = self.directory / name
        if not path.exists() or sha256_of(path.read_bytes()) != name:
            write_whole(path, content, private=True)
        return name

    def get(self, name: Sha256) -> bytes:
        """See Documents."""
        path = self.directory / name
        if not path.exists():
            raise DocumentMissing(name, place=str(self.directory))
        content = path.read_bytes()
        if (found := sha256_of(content)) != name:
            raise DocumentDamaged(name, found=found, place=str(self.directory))
        return content
