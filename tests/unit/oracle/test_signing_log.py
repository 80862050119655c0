import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from oracle.signing_log import (
    LAYOUT,
    SEEN_FINAL,
    AlreadySignedOther,
    ReportKey,
    SigningLog,
    SigningLogMissing,
    SigningLogTaken,
    SigningLogUnusable,
)
from rwa.chain.finality import BlockMark
from rwa.core.ids import PoolId

KEY = ReportKey(PoolId("RWA-2026-1"), 3, 0)
CONTENT, OTHER = b"\x01" * 32, b"\x02" * 32


@pytest.fixture(params=["memory", "file"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> SigningLog:
    return SigningLog(tmp_path / "node.sqlite" if request.param == "file" else None)


def test_record__same_content_again__is_fine(log: SigningLog) -> None:
    log.record(KEY, CONTENT)
    log.record(KEY, CONTENT)


def test_record__other_content_for_the_key__is_refused_with_both_sides(log: SigningLog) -> None:
    log.record(KEY, CONTENT)

    for _ in range(2):
        with pytest.raises(AlreadySignedOther) as caught:
            log.record(KEY, OTHER)
        assert (caught.value.key, caught.value.signed, caught.value.asked) == (KEY, CONTENT, OTHER)

    log.record(KEY, CONTENT)


@pytest.mark.parametrize(
    "other_key",
    [
        ReportKey(PoolId("RWA-2026-2"), 3, 0),
        ReportKey(PoolId("RWA-2026-1"), 4, 0),
        ReportKey(PoolId("RWA-2026-1"), 3, 1),
    ],
)
def test_record__other_pool_period_or_revision__is_another_key(
    log: SigningLog, other_key: ReportKey
) -> None:
    log.record(KEY, CONTENT)
    log.record(other_key, OTHER)

    with pytest.raises(AlreadySignedOther):
        log.record(other_key, CONTENT)


def test_record__after_reopening__still_binds(tmp_path: Path) -> None:
    first = SigningLog(tmp_path / "node.sqlite")
    first.record(KEY, CONTENT)
    first.close()

    again = SigningLog(tmp_path / "node.sqlite")

    again.record(KEY, CONTENT)
    with pytest.raises(AlreadySignedOther):
        again.record(KEY, OTHER)


def test_record__then_killed_before_signing__binds_the_next_process(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from oracle.signing_log import ReportKey, SigningLog\n"
        "log = SigningLog(Path(sys.argv[1]))\n"
        f"log.record(ReportKey('RWA-2026-1', 3, 0), {CONTENT!r})\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
        "print('signed')\n"
    )
    path = tmp_path / "node.sqlite"
    killed = subprocess.run(
        [sys.executable, "-c", script, path], capture_output=True, text=True, check=False
    )
    assert (killed.returncode, killed.stdout, killed.stderr) == (-signal.SIGKILL, "", "")

    log = SigningLog(path)

    log.record(KEY, CONTENT)
    with pytest.raises(AlreadySignedOther) as caught:
        log.record(KEY, OTHER)
    assert caught.value.signed == CONTENT


def test_record__in_two_processes__binds_both(tmp_path: Path) -> None:
    ours, theirs = SigningLog(tmp_path / "node.sqlite"), SigningLog(tmp_path / "node.sqlite")
    ours.record(KEY, CONTENT)

    with pytest.raises(AlreadySignedOther):
        theirs.record(KEY, OTHER)


def test_signing_log__directory_for_a_file__is_refused(tmp_path: Path) -> None:
    with pytest.raises(SigningLogUnusable) as caught:
        SigningLog(tmp_path)

    assert caught.value.path == tmp_path
    assert caught.value.exit_code == 3


def test_signing_log__not_a_database__is_refused(tmp_path: Path) -> None:
    path = tmp_path / "node.sqlite"
    path.write_text("not a database" * 100)

    with pytest.raises(SigningLogUnusable) as caught:
        SigningLog(path)

    assert "not a database" in caught.value.cause


def test_record__while_somebody_else_locks_the_file__is_refused_and_nothing_kept(
    tmp_path: Path,
) -> None:
    log = SigningLog(tmp_path / "node.sqlite")
    log._database.execute("PRAGMA busy_timeout = 10")
    blocker = sqlite3.connect(tmp_path / "node.sqlite", isolation_level=None)
    blocker.execute("BEGIN EXCLUSIVE")

    with pytest.raises(SigningLogUnusable) as caught:
        log.record(KEY, CONTENT)
    assert "locked" in caught.value.cause

    blocker.execute("ROLLBACK")
    log.record(KEY, OTHER)
    blocker.close()


def test_signing_log__every_commit__waits_for_the_disk(tmp_path: Path) -> None:
    log = SigningLog(tmp_path / "node.sqlite")

    assert log._database.execute("PRAGMA synchronous").fetchone() == (3,)
    assert (tmp_path / "node.sqlite").stat().st_size > 0


def test_note_final__higher_blocks__move_it_forward_and_lower_ones_never_back(
    tmp_path: Path,
) -> None:
    log = SigningLog(tmp_path / "node.sqlite")
    assert log.seen_final() is None
    for number in (3, 7, 5):
        log.note_final(BlockMark(number, bytes([number]) * 32))
    log.note_final(BlockMark(7, b"\xff" * 32))
    log.close()

    assert SigningLog(tmp_path / "node.sqlite").seen_final() == BlockMark(7, b"\x07" * 32)


@pytest.mark.parametrize("layout", [0, 1])
def test_signing_log__of_an_earlier_layout__keeps_what_was_signed(
    tmp_path: Path, layout: int
) -> None:
    path = tmp_path / "node.sqlite"
    old = sqlite3.connect(path)
    old.execute(
        "CREATE TABLE signed (pool TEXT, period INTEGER, revision INTEGER, content_hash BLOB"
        " NOT NULL, PRIMARY KEY (pool, period, revision)) WITHOUT ROWID"
    )
    row = (KEY.pool_id, KEY.period_index, KEY.revision, CONTENT)
    old.execute("INSERT INTO signed VALUES (?, ?, ?, ?)", row)
    if layout:
        old.execute(SEEN_FINAL)
    old.execute(f"PRAGMA user_version = {layout}")
    old.commit()
    old.close()

    SigningLog(path).close()
    again = SigningLog(path)

    assert again.signed(KEY) == CONTENT
    with pytest.raises(AlreadySignedOther):
        again.record(KEY, OTHER)
    again.note_final(BlockMark(1, CONTENT))
    assert again._database.execute("PRAGMA user_version").fetchone() == (LAYOUT,)


@pytest.mark.parametrize("change", ["period = 9", "content_hash = x'00'", "checksum = NULL"])
def test_signing_log__a_value_changed_on_the_disk__is_refused(tmp_path: Path, change: str) -> None:
    path = tmp_path / "node.sqlite"
    log = SigningLog(path)
    log.record(KEY, CONTENT)
    log._database.execute(f"UPDATE signed SET {change}")  # noqa: S608 - a test's own words
    log.close()

    with pytest.raises(SigningLogUnusable) as caught:
        SigningLog(path)

    assert "damaged" in caught.value.cause


def test_signing_log__of_a_later_version__is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "node.sqlite"
    log = SigningLog(path)
    log._database.execute(f"PRAGMA user_version = {LAYOUT + 1}")
    log.close()

    with pytest.raises(SigningLogUnusable) as caught:
        SigningLog(path)

    assert f"layout {LAYOUT + 1}" in caught.value.cause


def test_signing_log__a_page_overwritten_by_garbage__is_refused(tmp_path: Path) -> None:
    path = tmp_path / "node.sqlite"
    log = SigningLog(path)
    for period in range(1, 400):
        log.record(ReportKey(PoolId("RWA-2026-1"), period, 0), CONTENT)
    log.close()
    content = bytearray(path.read_bytes())
    content[4096 + 100 : 3 * 4096] = b"\xa5" * (2 * 4096 - 100)
    path.write_bytes(content)

    with pytest.raises(SigningLogUnusable):
        SigningLog(path)


def test_record__no_room_on_the_disk__is_refused_and_nothing_kept(tmp_path: Path) -> None:
    log = SigningLog(tmp_path / "node.sqlite")
    pages = log._database.execute("PRAGMA page_count").fetchone()[0]
    log._database.execute(f"PRAGMA max_page_count = {pages}")
    kept = 0

    def fill() -> None:
        nonlocal kept
        while True:
            log.record(ReportKey(PoolId("RWA-2026-1"), kept + 1, 0), CONTENT)
            kept += 1

    with pytest.raises(SigningLogUnusable) as caught:
        fill()

    assert "full" in caught.value.cause
    assert kept > 0
    assert log.signed(ReportKey(PoolId("RWA-2026-1"), kept, 0)) == CONTENT
    assert log.signed(ReportKey(PoolId("RWA-2026-1"), kept + 1, 0)) is None


@pytest.mark.parametrize("is_there", [True, False])
def test_existing__nothing_or_an_empty_file__is_refused_and_nothing_made(
    tmp_path: Path, is_there: bool
) -> None:
    path = tmp_path / "disk" / "node.sqlite"
    if is_there:
        path.parent.mkdir()
        path.touch()

    with pytest.raises(SigningLogMissing) as caught:
        SigningLog.existing(path)

    assert caught.value.path == path
    assert path.exists() == is_there
    assert not is_there or not path.stat().st_size


def test_new__then_existing__has_what_was_recorded(tmp_path: Path) -> None:
    path = tmp_path / "node.sqlite"
    log = SigningLog.new(path)
    log.record(KEY, CONTENT)
    log.close()

    assert SigningLog.existing(path).signed(KEY) == CONTENT
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(SigningLogTaken):
        SigningLog.new(path)
