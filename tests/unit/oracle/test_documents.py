import stat
from pathlib import Path

import pytest

from oracle.documents import (
    DocumentDamaged,
    DocumentMissing,
    Documents,
    DocumentsInDirectory,
    DocumentsInMemory,
)
from rwa.core.ids import Sha256

EMPTY = Sha256("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
"""SHA-256 of nothing, as FIPS 180-4 examples give it."""


@pytest.fixture(params=["memory", "directory"])
def documents(request: pytest.FixtureRequest, tmp_path: Path) -> Documents:
    if request.param == "memory":
        return DocumentsInMemory()
    return DocumentsInDirectory(tmp_path / "documents")


def test_put__content__is_found_by_its_hash(documents: Documents) -> None:
    assert documents.put(b"") == EMPTY
    name = documents.put(b"a tape")

    assert documents.put(b"a tape") == name
    assert documents.get(name) == b"a tape"
    assert documents.get(EMPTY) == b""


def test_get__unknown__is_refused_with_name_and_place(documents: Documents) -> None:
    with pytest.raises(DocumentMissing) as caught:
        documents.get(EMPTY)
    assert caught.value.name == EMPTY
    assert caught.value.exit_code == 3


def test_get__a_changed_file__is_refused_with_both_hashes(tmp_path: Path) -> None:
    documents = DocumentsInDirectory(tmp_path)
    name = documents.put(b"a tape")
    (tmp_path / name).write_bytes(b"")

    with pytest.raises(DocumentDamaged) as caught:
        documents.get(name)
    assert (caught.value.name, caught.value.found) == (name, EMPTY)


def test_put__over_a_damaged_file__mends_it(tmp_path: Path) -> None:
    documents = DocumentsInDirectory(tmp_path)
    name = documents.put(b"a tape")
    (tmp_path / name).write_bytes(b"half")

    documents.put(b"a tape")

    assert documents.get(name) == b"a tape"
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_put__a_document__is_its_owners_alone(tmp_path: Path) -> None:
    place = tmp_path / "documents"
    name = DocumentsInDirectory(place).put(b"a tape")

    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert stat.S_IMODE((place / name).stat().st_mode) == 0o600


def test_put__cut_while_writing__leaves_no_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", power_cut)
    with pytest.raises(KeyboardInterrupt):
        DocumentsInDirectory(tmp_path).put(b"")
    monkeypatch.undo()

    with pytest.raises(DocumentMissing):
        DocumentsInDirectory(tmp_path).get(EMPTY)
    assert DocumentsInDirectory(tmp_path).put(b"") == EMPTY
