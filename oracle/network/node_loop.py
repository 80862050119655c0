"""A node at work: ask what is to be answered, answer each once, and go on whatever fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import structlog

from oracle.failpoints import reached
from oracle.network.client import NodesCollector
from oracle.network.messages import Notice
from oracle.network.node_service import MonthSettled, NodeService
from oracle.node import NoPriorMonth
from oracle.package import SignedReport
from oracle.signing_log import AlreadySignedOther
from rwa.chain.finality import ChainHalted
from rwa.core.errors import DataRejected, RwaError, TieOutBroken

NEVER_ANSWERED = (MonthSettled, AlreadySignedOther)
"""What no later try can change."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Backoff:
    """How long to wait: evenly while all goes well, ever longer while it does not."""

    poll_seconds: float
    """Between two looks."""
    longest_seconds: float
    """Most that a failing node waits."""

    def seconds(self, failures: int, random: Random) -> float:
        """Wait after so many failures in a row; never two nodes in step."""
        wait = min(self.poll_seconds * 2.0 ** min(failures, 30), self.longest_seconds)
        return wait * (0.5 + random.random() / 2)


@dataclass
class NodeLoop:
    """One node's work, a step at a time."""

    service: NodeService
    """The node."""
    collector: NodesCollector
    """Whom it answers."""
    backoff: Backoff
    """How long it waits."""
    random: Random
    """Source of its irregular waits."""
    failures: int = 0
    """Steps in a row in which something failed."""
    _answered: set[Notice] = field(default_factory=set)
    _early: set[Notice] = field(default_factory=set)
    """Notices whose turn has not come, as the journal says once."""

    def run(self, *, is_stopped: Callable[[], bool], sleep: Callable[[float], object]) -> None:
        """Work until told to stop; the answer in progress is finished first. Raises ChainHalted."""
        while not is_stopped():
            self.step()
            if not is_stopped():
                sleep(self.backoff.seconds(self.failures, self.random))

    def step(self) -> None:
        """Answer what is open and not answered yet. Raises ChainHalted."""
        try:
            # Also with nothing to answer: what is final is remembered, and a wrong chain noticed.
            self.service.look()
            notices = self.collector.notices()
        except ChainHalted as halt:
            raise _told(halt) from None
        except RwaError as error:
            self._failed("looking", error)
            return
        self._answered.intersection_update(notices)
        self._early.intersection_update(notices)
        waiting = [notice for notice in notices if notice not in self._answered]
        went_well = True
        for notice in waiting:
            went_well &= self._answer(notice)
        if went_well:
            self.failures = 0

    def _answer(self, notice: Notice) -> bool:
        try:
            answer = self.service.answer(notice)
            self.collector.send(answer)
        except ChainHalted as halt:
            raise _told(halt) from None
        except NEVER_ANSWERED as error:
            _log.warning("not answered", document=notice.document_sha256, cause=_words(error))
        except NoPriorMonth as error:
            self._wait_for_turn(notice, error)
            return True
        except RwaError as error:
            self._failed("answering", error, document=notice.document_sha256)
            return False
        else:
            reached("node.posted")
            says = "report" if isinstance(answer, SignedReport) else "objection"
            _log.info("answered", document=notice.document_sha256, says=says)
        self._answered.add(notice)
        return True

    def _wait_for_turn(self, notice: Notice, error: NoPriorMonth) -> None:
        """Nothing failed, and what else is open must not be looked for any later."""
        if notice not in self._early:
            _log.info("not yet", document=notice.document_sha256, cause=_words(error))
        self._early.add(notice)

    def _failed(self, doing: str, error: RwaError, **about: object) -> None:
        self.failures += 1
        _log.warning("failed", doing=doing, cause=_words(error), failures=self.failures, **about)


def _told(halt: ChainHalted) -> ChainHalted:
    _log.critical("halted", cause=str(halt))
    return halt


def _words(error: RwaError) -> str:
    """An error as the journal may have it: that of bad data repeats a borrower's figures."""
    name = type(error).__name__
    return name if isinstance(error, DataRejected | TieOutBroken) else f"{name}: {error}"
