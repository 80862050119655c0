from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient

from oracle.documents import DocumentsInDirectory
from oracle.network import problems
from rwa.core.ids import Sha256

UNKNOWN = Sha256("0" * 64)


def test_install__a_document_is_missing__names_its_hash_and_not_the_directory(
    tmp_path: Path,
) -> None:
    app, documents = FastAPI(), DocumentsInDirectory(tmp_path)
    problems.install(app)
    app.get("/document")(lambda: documents.get(UNKNOWN))

    answer = TestClient(app, raise_server_exceptions=False).get("/document")

    assert answer.status_code == 404
    assert UNKNOWN in answer.json()["detail"]
    assert str(tmp_path) not in answer.text
