"""A forked child that works over a chain in its parent until it is done, or kills itself.

Where it dies is counted, not timed: at the n-th time that it reaches a failpoint, or at the n-th of
all moments, which are each failpoint, SQL statement, file written or renamed, and both sides of
each call to the chain. So a death is repeated bit for bit.
"""

import json
import os
import signal
import sqlite3
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from sqlite3 import dbapi2
from typing import Any

from oracle import failpoints
from tests.faults.piped_chain import PipedChain, serve_chain
from tests.faults.working_network import Saying

ANY = "any moment"
FINISHED, NOT_FINISHED, BROKEN = 0, 3, 4


@dataclass(frozen=True, slots=True)
class Kill:
    """When the child dies."""

    where: str
    """Name of a failpoint, or `ANY`."""
    times: int
    """At the so-manieth time, from 1; 0 is never."""


NEVER = Kill(ANY, 0)


@dataclass(frozen=True, slots=True)
class Life:
    """What a child did."""

    exit_code: int
    """-9 when it was killed."""
    said: tuple[tuple[Any, ...], ...]
    """What it said, in order."""

    @property
    def killed_at(self) -> str | None:
        """Where it died."""
        return self.said[-1][1] if self.exit_code == -signal.SIGKILL else None


@dataclass
class Reaper:
    """Counts moments in the child, and kills it when its time has come."""

    kill: Kill
    say: Saying
    left: int = 0

    def __post_init__(self) -> None:
        self.left = self.kill.times

    def reached(self, name: str) -> None:
        """A failpoint."""
        if name == self.kill.where:
            self._count(name)
        self.passes(name)

    def passes(self, what: str) -> None:
        """Any moment."""
        if self.kill.where == ANY:
            self._count(what)

    def watch(self, directory: Path) -> None:
        """Count from now on, for the rest of this process's life."""
        failpoints.listen(self.reached)
        connect = sqlite3.connect

        def watched(*given: Any, **named: Any) -> Any:
            connection = connect(*given, **named)
            connection.set_trace_callback(lambda said: self.passes(f"SQL {said.split()[0]}"))
            return connection

        sqlite3.connect = dbapi2.connect = watched
        within = str(directory)

        def audited(event: str, given: tuple[Any, ...]) -> None:
            if event == "os.rename" and str(given[0]).startswith(within):
                self.passes("file renamed")
            if event == "open" and isinstance(given[0], str) and given[0].startswith(within):
                self.passes("file opened")

        sys.addaudithook(audited)

    def _count(self, what: str) -> None:
        self.left -= 1
        if self.left == 0:
            self.say(("killed", what))
            os.kill(os.getpid(), signal.SIGKILL)


class WatchedChain(PipedChain):
    """Counts both sides of each call: before it is made, and when its answer has come."""

    def __init__(self, connection: Connection, reaper: Reaper) -> None:
        super().__init__(connection)
        self._reaper = reaper

    def _ask(self, name: str, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        self._reaper.passes(f"before {name}")
        answer = super()._ask(name, args, named)
        self._reaper.passes(f"after {name}")
        return answer


def live(
    chain: Any,
    work: Callable[[Any, Saying], bool],
    kill: Kill,
    directory: Path,
    *,
    before: Callable[[str], None],
) -> Life:
    """Fork a child that does `work` over `chain`, and serve it until it ends."""
    ours, theirs = Pipe()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        ours.close()
        _live_and_exit(theirs, writing, work, kill, directory)
    theirs.close()
    os.close(writing)
    serve_chain(chain, ours, before=before)
    ours.close()
    with os.fdopen(reading) as lines:
        said = tuple(tuple(json.loads(line)) for line in lines)
    _, status = os.waitpid(child, 0)
    return Life(os.waitstatus_to_exitcode(status), said)


def _live_and_exit(
    connection: Connection,
    writing: int,
    work: Callable[[Any, Saying], bool],
    kill: Kill,
    directory: Path,
) -> None:
    """Work and end the process, whatever happens."""

    def say(what: tuple[object, ...]) -> None:
        os.write(writing, json.dumps(what).encode() + b"\n")

    code = BROKEN
    try:
        reaper = Reaper(kill, say)
        reaper.watch(directory)
        code = FINISHED if work(WatchedChain(connection, reaper), say) else NOT_FINISHED
    except BaseException:  # noqa: BLE001 - nothing may return from here
        say(("broke", traceback.format_exc(limit=-3)))
    finally:
        os._exit(code)
