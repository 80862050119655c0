from dataclasses import fields

from oracle.content import report_content
from oracle.package import MonthPackage
from rwa.chain.report import ClassRow, Content
from rwa.core.dates import new_york_time
from rwa.core.money import Cents
from rwa.pool.canonical import sha256_of
from rwa.remittance.canonical import document_bytes

ROOT, PREVIOUS = b"\x0a" * 32, b"\x0b" * 32


def content_of(package: MonthPackage) -> Content:
    return report_content(package.document, tape_root=ROOT, previous_report_hash=PREVIOUS)


def test_report_content__every_amount__is_the_documents_under_the_same_name(
    first_month: MonthPackage,
) -> None:
    content = content_of(first_month)
    remittance, split = first_month.document.remittance, first_month.document.distributions
    amounts = [field.name for field in fields(Content) if field.name.endswith("_cents")]
    split_amounts = {field.name for field in fields(split)}

    assert len(amounts) == 24
    for name in amounts:
        owner = split if name in split_amounts else remittance
        assert Cents(getattr(content, name)) == getattr(owner, name), name
    assert content.balance_begin_cents > content.balance_end_cents > 0


def test_report_content__class_rows__are_the_splits_in_order(first_month: MonthPackage) -> None:
    content = content_of(first_month)
    rows = first_month.document.distributions.rows

    assert len(content.class_rows) == len(rows) == 2
    for ours, theirs in zip(content.class_rows, rows, strict=True):
        for field in fields(ClassRow):
            reported = getattr(theirs, field.name)
            count = reported.count if isinstance(reported, Cents) else reported
            assert getattr(ours, field.name) == count, field.name


def test_report_content__names_and_dates__are_as_contracts_write_them(
    first_month: MonthPackage,
) -> None:
    content = content_of(first_month)

    assert content.pool == b"RWA-2026-1".ljust(32, b"\0")
    assert (content.period, content.period_index, content.revision) == (202701, 1, 0)
    assert f"{new_york_time(content.as_of):%Y-%m-%d %H:%M:%S}" == "2027-01-01 00:00:00"
    assert (content.tape_root, content.previous_report_hash) == (ROOT, PREVIOUS)
    assert content.document_hash.hex() == sha256_of(document_bytes(first_month.document))
    assert content.activity_hash.hex() == first_month.document.activity_sha256
    assert (content.loan_count_begin, content.loan_count_end) == (12, 12)
