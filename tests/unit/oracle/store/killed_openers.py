"""Open a store in processes that are killed after each statement, then open it for good.

Arguments: the revision that the store has before, and URLs of empty databases, one for each
statement and some more. Prints a JSON list of the statements after which one was killed.
"""

import json
import os
import signal
import sys

from sqlalchemy import event
from sqlalchemy.engine import Engine

from oracle.store.database import open_store
from oracle.store.metadata import METADATA
from oracle.store.outbox_tables import JOBS

ROW = {"natural_key": "k", "kind": "accept report", "oracle": "0x", "body": b"\x01\x02"}
EMPTY = "base"


def main(revision: str, urls: list[str]) -> None:
    killed = []
    for number, url in enumerate(urls, start=1):
        if revision != EMPTY:
            _prepare(url, revision)
        child = os.fork()
        if child == 0:
            event.listen(Engine, "after_cursor_execute", _killer(number))
            open_store(url).close()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        ended = os.waitstatus_to_exitcode(status)
        assert ended in (0, -signal.SIGKILL), ended
        _require_whole(url, rows=0 if revision == EMPTY else 1)
        if ended == 0:
            sys.stdout.write(json.dumps(killed))
            return
        killed.append(number)
    raise AssertionError("every process was killed: give more URLs")


def _prepare(url: str, revision: str) -> None:
    with open_store(url, revision=revision) as store, store.writing() as connection:
        connection.execute(JOBS.insert().values(**ROW, state="waiting", reason=""))


def _killer(number: int) -> object:
    left = number

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return count


def _require_whole(url: str, *, rows: int) -> None:
    with open_store(url) as store, store.writing() as connection:
        for table in METADATA.sorted_tables:
            connection.execute(table.select()).all()
        assert len(connection.execute(JOBS.select()).all()) == rows


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
