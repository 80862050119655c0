"""Files by their hash, over real HTTP on loopback and from a directory."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from oracle.documents import DocumentMissing, DocumentsInDirectory
from oracle.verification import published
from oracle.verification.published import (
    FileAltered,
    FileUnpublished,
    PublishedAtUrl,
    fetch,
    published_in,
)
from rwa.core.ids import Sha256
from rwa.pool.canonical import sha256_of

CONTENT = b"what borrowers did"
NAME = sha256_of(CONTENT)
UNKNOWN = Sha256("0" * 64)


@dataclass
class WebServer:
    """A web server of the outside, and what it was asked for."""

    url: str
    files: dict[str, bytes]
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def web() -> Iterator[WebServer]:
    found: WebServer

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            content = found.files.get(self.path)
            self.send_response(404 if content is None else 200)
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found = WebServer(f"http://127.0.0.1:{server.server_port}", {f"/files/{NAME}": CONTENT})
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield found
        server.shutdown()
        thread.join()


def test_get__file_under_its_name__is_what_it_says(web: WebServer) -> None:
    for base in (f"{web.url}/files", f"{web.url}/files/"):
        assert published_in(base).get(NAME) == CONTENT

    assert web.asked == [f"/files/{NAME}"] * 2


def test_get__another_content__is_refused_with_both_hashes(web: WebServer) -> None:
    web.files[f"/files/{NAME}"] = b"something else"

    with pytest.raises(FileAltered) as refused:
        published_in(f"{web.url}/files").get(NAME)

    assert (refused.value.name, refused.value.found) == (NAME, sha256_of(b"something else"))


def test_get__not_there__says_so(web: WebServer) -> None:
    with pytest.raises(FileUnpublished) as refused:
        published_in(f"{web.url}/files").get(UNKNOWN)

    assert refused.value.cause == "status 404"


def test_get__nobody_answers__says_so() -> None:
    with pytest.raises(FileUnpublished):
        published_in("http://127.0.0.1:9/files").get(NAME)


def test_get__answer_without_an_end__is_cut_off_and_refused(
    web: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published, "MOST_BYTES", 10)
    monkeypatch.setattr(published, "CHUNK_BYTES", 4)

    with pytest.raises(FileAltered):
        published_in(f"{web.url}/files").get(NAME)


@pytest.mark.parametrize("name", ["../secret", "A" * 64, "", "0" * 63])
def test_get__name_that_is_no_hash__is_never_asked_for(web: WebServer, name: str) -> None:
    with pytest.raises(FileUnpublished):
        PublishedAtUrl.of(web.url).get(Sha256(name))

    assert web.asked == []


def test_published_in__a_directory__reads_its_files(tmp_path: Path) -> None:
    DocumentsInDirectory(tmp_path).put(CONTENT)

    found = published_in(str(tmp_path))

    assert found.get(NAME) == CONTENT
    with pytest.raises(DocumentMissing):
        found.get(UNKNOWN)


def test_fetch__whatever_the_place_does__is_checked_and_never_raised(tmp_path: Path) -> None:
    class Careless:
        """Hands out what it has without looking."""

        def get(self, name: Sha256) -> bytes:
            return CONTENT

    assert fetch(Careless(), NAME).content == CONTENT
    altered = fetch(Careless(), UNKNOWN)
    missing = fetch(published_in(str(tmp_path)), UNKNOWN)

    assert (altered.content, missing.content) == (None, None)
    assert "hashes to" in altered.error
    assert (altered.found, missing.found) == (sha256_of(CONTENT), None)
    assert "is not in" in missing.error
