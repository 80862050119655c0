"""The project's own nodes, asked one by one."""

from oracle.node import AcceptedMonth, Node
from oracle.package import MonthPackage, Objection, ReportTarget, SignedReport
from oracle.signing_log import SigningLog
from rwa.chain.accounts import LocalAccount
from rwa.core.errors import RwaError
from rwa.deal.terms import Deal

Answer = SignedReport | Objection | RwaError
"""What a node says: its signature, its objection, or why it says neither."""


def new_node(key: LocalAccount, deal: Deal) -> Node:
    """A node with a signing log that lasts as long as it does."""
    return Node(key, SigningLog(None), deal=deal)


def answer_of(
    node: Node, package: MonthPackage, target: ReportTarget, after: AcceptedMonth
) -> Answer:
    """What a node says of a month that should follow `after`."""
    try:
        return node.review(package, target, after)
    except RwaError as error:
        return error
