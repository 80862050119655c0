"""Which answers the collector keeps: asked for, of its pool, and no more than are of use."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection

from oracle.network import gathering_rows as rows
from oracle.network.chain_view import ChainView
from oracle.network.gathering_errors import (
    AnswerUnasked,
    ReportOfAnother,
    ReportUnasked,
    TooManyAnswers,
)
from oracle.network.messages import Answer
from oracle.package import Objection
from rwa.chain.calendar import RecordCalendar
from rwa.chain.report import Content, hash_content

MOST_ANSWERS = 64
"""Objections of one node to one document that are kept, and its signatures under one content."""
MOST_CONTENTS = 2
"""Contents of one node about one period and revision that are kept: two convict it."""


@dataclass
class Admission:
    """What the contract was built with, read once and remembered."""

    view: ChainView
    """The collector's own connection."""
    _known: dict[str, object] = field(default_factory=dict)

    def require_ours(self, content: Content, *, block: int) -> None:
        """Check pool, classes and month of an opened period as of a block.

        What fits has a bounded size, and any two contents of a node about one period and revision
        convict it. Raises ReportOfAnother and what reading the chain raises.
        """
        contract = self.view.contract.at(block)
        if "pool" not in self._known:
            self._known |= {"pool": contract.pool(), "class count": contract.tranche_count()}
        month = f"month of period {content.period_index}"
        if month not in self._known:
            calendar = RecordCalendar(contract.chain, contract.calendar(), block)
            self._known[month] = calendar.yyyymm(content.period_index)
        found = {
            "pool": content.pool,
            "class count": len(content.class_rows),
            month: content.period,
        }
        for what, value in found.items():
            if value != self._known[what]:
                raise ReportOfAnother(what, expected=self._known[what], found=value)


def require_asked(connection: Connection, answer: Answer) -> None:
    """Check that a notice was opened for what is answered. Raises AnswerUnasked, ReportUnasked."""
    if isinstance(answer, Objection):
        document = answer.finding.document_sha256
        if not rows.is_known_document(connection, document):
            raise AnswerUnasked(document)
        return
    period, revision = answer.content.period_index, answer.content.revision
    if not rows.is_opened(connection, period=period, revision=revision):
        raise ReportUnasked(period=period, revision=revision)


def require_room(connection: Connection, answer: Answer) -> None:
    """Check that one more answer of its node is of use. Raises TooManyAnswers."""
    node, most = answer.node, MOST_ANSWERS
    if isinstance(answer, Objection):
        kept = rows.objection_count(connection, node, answer.finding.document_sha256)
    else:
        content = answer.content
        counts = rows.content_counts(
            connection, node, period=content.period_index, revision=content.revision
        )
        # A second content is kept however often the first was signed: it is the evidence.
        known = counts.get(hash_content(content))
        kept, most = (len(counts), MOST_CONTENTS) if known is None else (known, most)
    if kept >= most:
        raise TooManyAnswers(node, most=most)
