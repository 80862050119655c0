"""`oracle verify` and `POST /v1/verify`, as their users run them."""

import hashlib
import json
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx2
import pytest

from rwa.cli.console import LINE_WIDTH
from rwa.cli.operations import demo_salt

Rwa = Callable[..., Any]
SALT_FILE = "salt.txt"
PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "verify-a-month.md"


@pytest.fixture
def published(issued: Rwa, tmp_path: Path) -> Path:
    """What a servicer publishes of a pool with two months."""
    assert issued("simulate", "--months", "2").code == 0
    home, place = tmp_path / ".rwa", tmp_path / "published"
    place.mkdir()
    shutil.copy(home / "pool.json", place)
    for name in ("deployments", "documents"):
        shutil.copytree(home / name, place / name)
    return place


def test_verify__of_the_servicers_own_home__proves_every_line(published: Path, oracle: Rwa) -> None:
    told = oracle("verify", "--period", "2027-02", "--strict")

    assert told.code == 0, told.err
    assert " 0 failed, 0 not checked" in told.out
    assert "FAIL" not in told.out
    assert re.search("^ ok +signatures: quorum +4 of 4 signed", told.out, flags=re.MULTILINE)
    lines = told.out.splitlines()
    assert [line for line in lines if line != line.rstrip()] == []
    # Only a hash, which is one word, may reach beyond.
    assert [line for line in lines if len(line) > LINE_WIDTH and "0x" not in line] == []


def test_verify__with_json__is_one_document_with_every_holder(published: Path, oracle: Rwa) -> None:
    found = oracle("verify", "--period", "2027-02", "--pool", "RWA-2026-1", "--json").document

    assert (found["failed"], found["not_checked"]) == (0, 0)
    assert found["proved"] == len(found["lines"])
    assert [report["revision"] for report in found["revisions"]] == [0]
    assert len(found["holders"]) == 3
    assert all(holder["earned"] == holder["credited"] for holder in found["holders"])
    assert all(float(holder["paid"]) > 0 for holder in found["holders"])


def test_verify__by_somebody_without_the_secret__the_root_alone_is_open(
    published: Path, oracle: Rwa, tmp_path: Path
) -> None:
    asked = ("verify", "--period", "2027-01", "--home", "published")
    asked += ("--chain", f"file:{tmp_path / '.rwa' / 'chain.sqlite'}")

    found = oracle(*asked, "--json").document
    strict = oracle(*asked, "--strict")
    (tmp_path / SALT_FILE).write_text("5a" * 32)
    wrong = oracle(*asked, "--salt-file", SALT_FILE)

    open_lines = [line for line in found["lines"] if line["outcome"] == "not checked"]
    assert [line["check"] for line in open_lines] == ["tape root"]
    assert strict.code == 1
    assert "not checked: files: tape root" in strict.err
    assert wrong.code == 1
    assert "failed: files: tape root" in wrong.err
    assert "5a5a5a" not in wrong.out + wrong.err


def test_verify__with_the_salt_that_the_published_seed_gives__proves_the_root_as_the_page_warns(
    published: Path, oracle: Rwa, tmp_path: Path
) -> None:
    """Whoever has a demo's `pool.json` has its secret."""
    seed = json.loads((published / "pool.json").read_text())["seed"]
    (tmp_path / SALT_FILE).write_text(demo_salt(seed).hex())
    asked = ("verify", "--period", "2027-01", "--home", "published", "--salt-file", SALT_FILE)

    found = oracle(*asked, "--chain", f"file:{tmp_path / '.rwa' / 'chain.sqlite'}", "--strict")

    assert found.code == 0, found.err
    assert "A demo's secret is none" in PAGE.read_text()


def test_verify__a_file_altered__fails_and_says_which(
    published: Path, oracle: Rwa, tmp_path: Path
) -> None:
    found = oracle("verify", "--period", "2027-02", "--json").document
    tape = next(line["found"] for line in found["lines"] if line["check"] == "tape")
    path = published / "documents" / tape
    path.write_bytes(path.read_bytes().replace(b"1", b"2", 1))

    told = oracle("verify", "--period", "2027-02", "--documents", "published/documents")
    as_json = oracle(
        "verify", "--period", "2027-02", "--documents", "published/documents", "--json"
    )

    assert (told.code, as_json.code) == (1, 1)
    altered = hashlib.sha256(path.read_bytes()).hexdigest()
    assert f"FAIL files: tape\n  expected {tape}\n  found    {altered}\n" in told.out
    assert "not to be had" not in told.out
    assert told.err == "error: failed: files: tape. See what each expected and found\n"
    assert '"failed": 1,' in as_json.out


def test_verify__files_from_a_web_server__are_fetched_by_their_hash(
    published: Path, oracle: Rwa
) -> None:
    with web_server(published / "documents") as url:
        told = oracle("verify", "--period", "2027-02", "--documents", url)
        assert told.code == 0, told.err

    gone = oracle("verify", "--period", "2027-02", "--documents", url)
    assert gone.code == 1
    assert "FAIL files: document" in gone.out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--period", "2027-03"), 1, "the last is 2027-02"),
        (("--period", "2026-12"), 2, "name a month of it"),
        (("--period", "02/2027"), 5, "expected YYYY-MM"),
        (("--period", "2027-02", "--pool", "RWA-9"), 2, "asked is RWA-9"),
        (("--period", "2027-02", "--home", "nowhere"), 3, "holds no pool"),
    ],
)
def test_verify__nothing_to_verify__is_refused(
    published: Path, oracle: Rwa, arguments: tuple[str, ...], code: int, said: str
) -> None:
    told = oracle("verify", *arguments)

    assert (told.code, said in told.err) == (code, True), told.err


def test_verify__on_anvil__proves_the_same_lines(
    rwa: Rwa, oracle: Rwa, published: Path, anvil_url: str
) -> None:
    ours = oracle("verify", "--period", "2027-01", "--json").document
    on_anvil = {"RWA_CHAIN": anvil_url, "RWA_HOME": "anvil"}
    rwa("init", "--loans", "12", "--holders", "3", **on_anvil)
    rwa("deploy", **on_anvil)
    simulated = rwa("simulate", "--months", "2", **on_anvil)
    assert simulated.code == 0, simulated.err

    theirs = oracle("verify", "--period", "2027-01", "--json", **on_anvil).document

    assert theirs["failed"] == theirs["not_checked"] == 0
    assert [line["check"] for line in theirs["lines"]] == [line["check"] for line in ours["lines"]]
    assert theirs["holders"] == ours["holders"]


def test_serve__asked_to_verify__answers_what_the_command_prints(
    published: Path, oracle: Rwa, tmp_path: Path
) -> None:
    ours = oracle("verify", "--period", "2027-02", "--json").document

    with served(tmp_path) as url:
        question = {"pool": "RWA-2026-1", "period": "2027-02"}
        answer = httpx2.post(f"{url}/v1/verify", json=question, timeout=60)

    assert answer.status_code == 200
    assert answer.json()["data"]["lines"] == ours["lines"]
    assert answer.json()["as_of"]["as_of_block"] == ours["as_of_block"]


@contextmanager
def served(home: Path) -> Iterator[str]:
    """`rwa serve` on a free loopback port, stopped as a person would."""
    command = [sys.executable, "-m", "rwa.cli.app", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=home, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        line = next(line for line in server.stderr if line.startswith("serving"))
        yield line.split()[1].removesuffix("/v1/pools")
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=20) == 0


@contextmanager
def web_server(directory: Path) -> Iterator[str]:
    """Any web server that has the files."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    handler = partial(Quiet, directory=str(directory))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
