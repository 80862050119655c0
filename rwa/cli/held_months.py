"""A month's document and activity, whether its report is in force or waits outside a bound."""

from rwa.chain.held_reports import WaitingReport, held_content, held_reports
from rwa.cli.operations import Operations
from rwa.core.ids import Sha256
from rwa.pool.activity import MonthActivity
from rwa.pool.activity_file import read_activity
from rwa.remittance.canonical import parse_document
from rwa.remittance.document import RemittanceDocument


def held_now(operations: Operations) -> tuple[WaitingReport, ...]:
    """Return what is held, by period."""
    return held_reports(operations.oracle, first_block=operations.deployment.first_block)


def is_held(operations: Operations, period: int) -> bool:
    """Tell whether a report of a month is held."""
    return any(report.period == period for report in held_now(operations))


def document_in(operations: Operations, period: int) -> RemittanceDocument:
    """Return what was reported of a month: the report in force, else the one that is held.

    Raises HeldFiguresUnknown, DocumentMissing and DocumentDamaged.
    """
    if period <= operations.months.last:
        return operations.months.document(period)
    (report,) = (each for each in held_now(operations) if each.period == period)
    content = held_content(operations.oracle, report)
    name = Sha256(content.document_hash.hex())
    return parse_document(operations.months.documents.get(name))


def activity_in(operations: Operations, period: int) -> MonthActivity:
    """Return what borrowers did in such a month. Raises as `document_in`."""
    document = document_in(operations, period)
    return read_activity(
        operations.months.documents.get(document.activity_sha256),
        pool_id=operations.pool.pool_id,
        period=document.remittance.period,
    )
