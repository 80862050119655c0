"""A month's document as the report that goes on-chain: the same figures under the same names."""

from dataclasses import fields

from rwa.chain.hashing import word_of_text
from rwa.chain.report import ClassRow, Content
from rwa.remittance import classes
from rwa.remittance.canonical import document_sha256
from rwa.remittance.classes import CLASS_AMOUNT_FIELDS, SPLIT_AMOUNT_FIELDS
from rwa.remittance.document import RemittanceDocument
from rwa.remittance.remittance import AMOUNT_FIELDS

REPORTED = frozenset(field.name for field in fields(Content))
"""Names that a report has; the document says more, such as escrow."""


def report_content(
    document: RemittanceDocument, *, tape_root: bytes, previous_report_hash: bytes
) -> Content:
    """Return the content that nodes sign; `tape_root` is that of the tape after the month."""
    remittance, split = document.remittance, document.distributions
    amounts = {
        name: getattr(record, name).count
        for record, names in ((remittance, AMOUNT_FIELDS), (split, SPLIT_AMOUNT_FIELDS))
        for name in REPORTED.intersection(names)
    }
    return Content(
        pool=word_of_text(remittance.pool_id),
        period=remittance.period.yyyymm,
        period_index=remittance.period_index,
        revision=remittance.revision,
        previous_report_hash=previous_report_hash,
        as_of=remittance.as_of,
        tape_root=tape_root,
        activity_hash=bytes.fromhex(document.activity_sha256),
        document_hash=bytes.fromhex(document_sha256(document)),
        loan_count_begin=remittance.loan_count_begin,
        loan_count_end=remittance.loan_count_end,
        class_rows=tuple(class_row(row) for row in split.rows),
        **amounts,
    )


def class_row(row: classes.ClassRow) -> ClassRow:
    """Return one class's row of a report."""
    amounts = {name: getattr(row, name).count for name in CLASS_AMOUNT_FIELDS}
    return ClassRow(notional=row.notional, **amounts)
