import io
import json
from collections.abc import Iterator

import pytest
import structlog

from oracle.network.journal import BLOT, keep_no_journal, write_journal

SECRET = "canary-of-this-test"  # noqa: S105 - it must not be found


@pytest.fixture
def journal() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    structlog.reset_defaults()
    write_journal(process="node-1", secrets=(SECRET, "ab"), stream=stream)
    yield stream
    structlog.reset_defaults()


def test_write_journal__a_line__is_one_json_object_with_the_process(journal: io.StringIO) -> None:
    structlog.get_logger().info("answered", period=3, hash=b"\x01\x02", nested={"a": [1, "x"]})

    (line,) = journal.getvalue().splitlines()
    said = json.loads(line)
    assert (said["event"], said["process"], said["level"]) == ("answered", "node-1", "info")
    assert (said["period"], said["hash"], said["nested"]) == (3, "0x0102", {"a": [1, "x"]})
    assert said["at"].endswith("Z")


def test_write_journal__a_secret_anywhere__is_blotted_out(journal: io.StringIO) -> None:
    log = structlog.get_logger()
    log.error("failed", url=f"https://user:{SECRET}@host", many=[{"k": SECRET}])
    log.error("raised", exc_info=ValueError(SECRET))

    assert SECRET not in journal.getvalue()
    assert journal.getvalue().count(BLOT) >= 3


def test_write_journal__a_secret_of_few_letters__leaves_lines_readable(
    journal: io.StringIO,
) -> None:
    structlog.get_logger().info("table")

    assert "table" in journal.getvalue()


def test_keep_no_journal__nothing_configured__says_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    structlog.reset_defaults()
    keep_no_journal()
    structlog.get_logger().error("unheard")
    structlog.get_logger().critical("unheard")
    structlog.reset_defaults()

    assert capsys.readouterr() == ("", "")


def test_keep_no_journal__a_journal_is_written__goes_on(journal: io.StringIO) -> None:
    keep_no_journal()
    structlog.get_logger().info("heard")

    assert "heard" in journal.getvalue()
