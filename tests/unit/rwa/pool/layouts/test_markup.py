import pytest

from rwa.pool.layouts.examining import examine_loan_file, read_loan_file
from rwa.pool.layouts.fault import FaultKind, LoanFileRejected
from rwa.pool.layouts.registry import layout_named
from rwa.pool.layouts.unreadable import (
    DocumentTypeRefused,
    EncodingDiffers,
    LayoutDiffers,
    LoanFileEmpty,
    LoanFileTruncated,
    MarkupBroken,
)
from tests.unit.rwa.pool.layouts.written_files import file_of, row_of

XML = layout_named("abs-ee-cmbs")
ENTITIES = b"""<!DOCTYPE assetData [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>
"""
OUTSIDE = b"""<!DOCTYPE assetData SYSTEM "file:///etc/hostname">
"""


def data(**targets: str) -> bytes:
    return file_of(XML, [row_of(XML, **targets)])


def test_read__entries_of_single_properties__are_counted_and_passed_over() -> None:
    entry = b"<assets><assetTypeNumber>x</assetTypeNumber><assetNumber>1-001</assetNumber>"
    entry += b"<property><propertyState>NY</propertyState></property></assets>"

    examined = examine_loan_file(data().replace(b"</assetData>", entry + b"</assetData>"), XML)

    assert examined.property_entries == 1
    assert [month.loan_id for month in examined.usable] == ["L-1"]


@pytest.mark.parametrize(("states", "state"), [(("NY", "NY"), "NY"), (("NY", "CA"), None)])
def test_read__several_properties__say_a_state_when_it_is_one(
    states: tuple[str, ...], state: str | None
) -> None:
    properties = "".join(
        f"<property><propertyState>{each}</propertyState></property>" for each in states
    )
    one = b"<property><propertyState>A1</propertyState></property>"

    (month,) = read_loan_file(data().replace(one, properties.encode()), XML)

    assert month.state == state


@pytest.mark.parametrize("declaration", [ENTITIES, OUTSIDE, b"<!DOCTYPE assetData>\n"])
def test_read__a_document_type__refused_before_anything_is_read(declaration: bytes) -> None:
    head, _, rest = data().partition(b"\n")

    with pytest.raises(DocumentTypeRefused) as caught:
        read_loan_file(head + b"\n" + declaration + rest, XML)

    assert caught.value.line == 2


def test_read__cut_anywhere_behind_its_start__is_truncated() -> None:
    whole = data()
    start = whole.index(b"<assets>")

    for end in range(start, len(whole) - 2):
        with pytest.raises(LoanFileTruncated):
            read_loan_file(whole[:end], XML)


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        (b"</assets>", b"</asset>", "mismatched tag"),
        (b"<assets>", b"<assets><other:x/>", "unbound prefix"),
        (b"<assets>", b'<assets><x xmlns="other"/>', "another namespace"),
        (b"<propertyState>", b"<propertyState><deep/>", "nested deeper"),
        (b"L-1", b"L&nbsp;1", "undefined entity"),
    ],
)
def test_read__broken_markup__refused_with_the_line(old: bytes, new: bytes, cause: str) -> None:
    with pytest.raises(MarkupBroken) as caught:
        read_loan_file(data().replace(old, new), XML)

    assert cause in caught.value.cause
    assert caught.value.line == 3


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "UTF-16"])
def test_read__declared_in_another_encoding__refused(encoding: str) -> None:
    with pytest.raises(EncodingDiffers):
        read_loan_file(data().replace(b"UTF-8", encoding.encode()), XML)


@pytest.mark.parametrize("kind", ["rmbs", "autoloan"])
def test_read__an_exhibit_of_other_assets__refused_by_its_namespace(kind: str) -> None:
    with pytest.raises(LayoutDiffers) as caught:
        read_loan_file(data().replace(b"/cmbs/", f"/{kind}/".encode()), XML)

    assert kind in caught.value.looks_like[0]


def test_read__no_entry__refused() -> None:
    with pytest.raises(LoanFileEmpty):
        read_loan_file(file_of(XML, []), XML)


@pytest.mark.parametrize(
    ("old", "new", "value"),
    [
        (b"<maturityDate>", b"<maturityDat/><maturityDate>", "an unknown element"),
        (b"<maturityDate>", b"<maturityDate/><maturityDate>", "2 elements"),
    ],
)
def test_read__an_unknown_or_repeated_element__rejected(old: bytes, new: bytes, value: str) -> None:
    with pytest.raises(LoanFileRejected) as caught:
        read_loan_file(data().replace(old, new), XML)

    (fault,) = caught.value.faults
    assert (fault.row, fault.value, fault.kind) == (1, value, FaultKind.ROW)


def test_read__a_bad_cell__names_entry_and_element() -> None:
    rows = [row_of(XML), row_of(XML, loan_id="2", note_rate_ppb="6,05")]

    with pytest.raises(LoanFileRejected) as caught:
        read_loan_file(file_of(XML, rows), XML)

    (fault,) = caught.value.faults
    assert (fault.row, fault.field) == (2, "reportPeriodInterestRatePercentage")
