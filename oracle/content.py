"""A month's document as the report that goes on-chain: the same figures under the same names."""

from dataclasses import fields

from rwa.chain.report import ClassRow, Content
from rwa.core.ids import PoolId
from rwa.core.money import Cents
from rwa.pool.tape import LoanTape
from rwa.remittance.canonical import document_sha256
from rwa.remittance.document import RemittanceDocument

SHORT_NAME_BYTES = 32


def pool_word(pool_id: PoolId) -> bytes:
    """A pool's name as the 32-byte word contracts know it by, zeros behind it."""
    return pool_id.encode().ljust(SHORT_NAME_BYTES, b"\0")


def report_content(
    document: RemittanceDocument,
    *,
    tape: LoanTape,
    tape_root: bytes,
    previous_report_hash: bytes,
) -> Content:
    """Return the content that nodes sign; `tape` is the tape after the month."""
    remittance, split = document.remittance, document.distributions
    money = {
        name: value.count
        for record in (remittance, split)
        for name in _amounts_of(record)
        if isinstance(value := getattr(record, name), Cents)
    }
    rows = tuple(
        ClassRow(
            begin_cents=row.begin_cents.count,
            interest_cents=row.interest_cents.count,
            principal_cents=row.principal_cents.count,
            accrued_cents=row.accrued_cents.count,
            loss_cents=row.loss_cents.count,
            write_up_cents=row.write_up_cents.count,
            end_cents=row.end_cents.count,
            notional=row.notional,
        )
        for row in split.rows
    )
    wanted = {field.name for field in fields(Content)}
    return Content(
        pool=pool_word(remittance.pool_id),
        period=remittance.period.yyyymm,
        period_index=remittance.period_index,
        revision=remittance.revision,
        previous_report_hash=previous_report_hash,
        as_of=tape.pool.programme.as_of_time(remittance.period),
        tape_root=tape_root,
        activity_hash=bytes.fromhex(document.activity_sha256),
        document_hash=bytes.fromhex(document_sha256(document)),
        loan_count_begin=remittance.loan_count_begin,
        loan_count_end=remittance.loan_count_end,
        class_rows=rows,
        **{name: count for name, count in money.items() if name in wanted},
    )


def _amounts_of(record: object) -> tuple[str, ...]:
    return tuple(field.name for field in fields(record) if field.name.endswith("_cents"))  # type: ignore[arg-type]
