"""Published files by their SHA-256, from a directory or from anywhere over HTTP."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import urllib3

from oracle.documents import DocumentDamaged, DocumentsInDirectory
from rwa.core.errors import ConfigurationError, DataRejected, RwaError
from rwa.core.ids import Sha256
from rwa.pool.canonical import sha256_of
from rwa.remittance.document import SHA256_FORM

URL_PREFIXES = ("http://", "https://")
MOST_BYTES = 512 * 1024 * 1024
"""No file is read beyond this; a tape of a million loans is about a third of it."""
CONNECT_SECONDS, READ_SECONDS = 10.0, 60.0
CHUNK_BYTES = 1024 * 1024


class FileUnpublished(ConfigurationError):
    """A file that the chain names is not where files are published."""

    def __init__(self, name: Sha256, *, place: str, cause: str) -> None:
        self.name = name
        self.place = place
        self.cause = cause
        super().__init__(
            f"file {name} is not published in {place}: {cause}; ask the publisher for it"
        )


class FileAltered(DataRejected):
    """A published file is not what its name says."""

    def __init__(self, name: Sha256, *, found: Sha256, place: str) -> None:
        self.name = name
        self.found = found
        self.place = place
        super().__init__(
            f"file {name} in {place} hashes to {found}; ask its publisher for it again"
        )


class Published(Protocol):
    """Where files are published."""

    def get(self, name: Sha256) -> bytes:
        """Return a file. Raises an RwaError when it is not there, or another."""
        ...


@dataclass(frozen=True, slots=True)
class PublishedAtUrl:
    """A web address under which each file is found by the SHA-256 of its content."""

    base: str
    """The address; a file's is this, a slash and its name."""
    pool: urllib3.PoolManager
    """Connections to it."""

    @classmethod
    def of(cls, base: str) -> "PublishedAtUrl":
        """Files under an address."""
        timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
        return cls(base.rstrip("/"), urllib3.PoolManager(timeout=timeout, retries=2))

    def get(self, name: Sha256) -> bytes:
        """See Published. Raises FileUnpublished and FileAltered."""
        try:
            answer = self.pool.request(
                "GET", f"{self.base}/{_file_name(name)}", preload_content=False
            )
            content = _body(answer)
        except urllib3.exceptions.HTTPError as error:
            raise FileUnpublished(name, place=self.base, cause=type(error).__name__) from None
        if answer.status != 200:
            raise FileUnpublished(name, place=self.base, cause=f"status {answer.status}")
        return _checked(name, content, place=self.base)


def published_in(place: str) -> Published:
    """Return the files of a directory or a URL."""
    if place.startswith(URL_PREFIXES):
        return PublishedAtUrl.of(place)
    return DocumentsInDirectory(Path(place))


def _body(answer: urllib3.BaseHTTPResponse) -> bytes:
    """At most one chunk above the limit, so that an endless answer ends."""
    content = bytearray()
    for chunk in answer.stream(CHUNK_BYTES):
        content += chunk
        if len(content) > MOST_BYTES:
            break
    answer.close()
    return bytes(content)


def _file_name(name: Sha256) -> str:
    """The name as the last part of a path, and nothing that leads elsewhere."""
    if not SHA256_FORM.fullmatch(name):
        raise FileUnpublished(name, place="any place", cause="the name is no SHA-256")
    return name


def _checked(name: Sha256, content: bytes, *, place: str) -> bytes:
    found = sha256_of(content)
    if found != name:
        raise FileAltered(name, found=found, place=place)
    return content


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that was asked for."""

    name: Sha256
    """Its name."""
    content: bytes | None
    """What is in it; None when it could not be had."""
    error: str
    """Why it could not be had; empty when it could."""
    found: Sha256 | None = None
    """What the file of that name hashes to when it is another; None when there is none."""


def fetch(published: Published, name: Sha256) -> Fetched:
    """Ask for a file; what goes wrong is kept, not raised, whichever place it is."""
    try:
        return Fetched(name, _checked(name, published.get(name), place="its place"), "")
    except (FileAltered, DocumentDamaged) as error:
        return Fetched(name, None, str(error), error.found)
    except RwaError as error:
        return Fetched(name, None, str(error))
