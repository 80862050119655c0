import gzip

import pytest

from rwa.core.dates import Period
from rwa.core.money import Cents
from rwa.core.rates import Ppb
from rwa.pool.layouts.cells import CellKind
from rwa.pool.layouts.examining import MOST_FAULTS, examine_loan_file, read_loan_file
from rwa.pool.layouts.fault import FaultKind, LoanFileRejected, report_csv
from rwa.pool.layouts.layout import FileLayout, Shape
from rwa.pool.layouts.packing import unpacked
from rwa.pool.layouts.registry import LAYOUTS, layout_named
from rwa.pool.layouts.unreadable import (
    DelimiterDiffers,
    EncodingDiffers,
    LayoutDiffers,
    LoanFileEmpty,
    LoanFileTooLarge,
    LoanFileTruncated,
    PackingBroken,
)
from tests.unit.rwa.pool.layouts.written_files import file_of, row_of

TEXTS = [layout for layout in LAYOUTS if layout.shape is not Shape.MARKUP]
FANNIE = layout_named("fannie-mae")
ORIGINATION = layout_named("freddie-mac-origination")
PERFORMANCE = layout_named("freddie-mac-performance")
CREFC = layout_named("crefc-periodic")
CSV = layout_named("abs-ee-cmbs-csv")
NATIVE = layout_named("native")

every_layout = pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
every_text = pytest.mark.parametrize("layout", TEXTS, ids=lambda layout: layout.name)


@every_layout
def test_read__an_ordinary_row__has_its_loan_and_balance(layout: FileLayout) -> None:
    (month,) = read_loan_file(file_of(layout, [row_of(layout)]), layout)

    assert month.loan_id
    assert month.reporting_period == (None if layout is ORIGINATION else Period(2024, 3))
    if layout is not ORIGINATION:
        assert month.balance_end_cents == Cents.dollars(1_000)
    assert Ppb(61_250_000) in (month.note_rate_ppb, month.original_note_rate_ppb)


@every_layout
def test_read__the_same_file_compressed__is_the_same(layout: FileLayout) -> None:
    data = file_of(layout, [row_of(layout)])

    assert read_loan_file(gzip.compress(data), layout) == read_loan_file(data, layout)


@every_layout
def test_read__a_byte_order_mark__is_passed_over(layout: FileLayout) -> None:
    data = file_of(layout, [row_of(layout)])

    assert read_loan_file(b"\xef\xbb\xbf" + data, layout) == read_loan_file(data, layout)


def test_read__fannie_mae__adds_up_expenses_and_knows_who_is_behind() -> None:
    row = row_of(FANNIE, payment_status="07") | {"Foreclosure Costs": "5.50"}
    row["Miscellaneous Holding Expenses and Credits"] = "-2000.00"

    (month,) = read_loan_file(file_of(FANNIE, [row]), FANNIE)

    assert month.expenses_cents == Cents(100_550)  # 5.50 - 2000.00 + three of 1000.00
    assert month.months_delinquent == 7


@pytest.mark.parametrize("width", [108, 110, 113])
def test_read__fannie_mae_of_every_edition__is_the_same(width: int) -> None:
    data = file_of(FANNIE, [row_of(FANNIE)], width=width)

    assert read_loan_file(data, FANNIE) == read_loan_file(file_of(FANNIE, [row_of(FANNIE)]), FANNIE)


def test_read__freddie_mac__turns_losses_around_and_leaves_unknown_proceeds_unsaid() -> None:
    row = row_of(PERFORMANCE, net_sale_proceeds_cents="C", payment_status="RA", is_modified="P")

    (month,) = read_loan_file(file_of(PERFORMANCE, [row]), PERFORMANCE)

    assert month.realized_loss_cents == Cents.dollars(1_000)
    assert month.expenses_cents == Cents.dollars(1_000)
    assert month.net_sale_proceeds_cents is None
    assert month.months_delinquent is None
    assert month.is_modified is True


@pytest.mark.parametrize("delimiter", [",", "|"])
def test_read__crefc_with_either_delimiter__is_the_same(delimiter: str) -> None:
    row = row_of(CREFC, loan_id="No. 1")

    (month,) = read_loan_file(file_of(CREFC, [row], delimiter=delimiter, width=154), CREFC)

    assert month.loan_id == "No. 1"
    assert month.liquidation_date is not None


def test_read__native_fees__add_up() -> None:
    (month,) = read_loan_file(file_of(NATIVE, [row_of(NATIVE)]), NATIVE)

    assert month.fee_rate_ppb == Ppb(122_500_000)


@pytest.mark.parametrize(
    ("layout", "target", "text", "found", "allowed"),
    [
        (FANNIE, "reporting_period", "202403", "202403", "MMYYYY"),
        (FANNIE, "payment_status", "ZZ", "ZZ", "one of"),
        (FANNIE, "actual_balance_end_cents", "1,000.00", "1,000.00", "plain decimal"),
        (FANNIE, "loan_id", "", "", "required"),
        (PERFORMANCE, "actual_balance_end_cents", "", "", "required"),
        (PERFORMANCE, "note_rate_ppb", "101", "101.000%", "100%"),
        (CREFC, "scheduled_balance_end_cents", "-1", "-1.00", "0.00 to"),
        (CREFC, "note_rate_ppb", "6.05", "605.000%", "100%"),
        (CREFC, "scheduled_principal_cents", "1.005", "1.005", "two decimals"),
        (CSV, "accrual_basis", "9", "9", "one of"),
        (CSV, "is_modified", "perhaps", "perhaps", "true or false"),
        (CSV, "original_term_months", "1201", "1201", "1200"),
        (NATIVE, "reporting_period", "", "", "required"),
    ],
)
def test_read__a_bad_cell__rejected_with_row_name_value_and_what_is_allowed(
    layout: FileLayout, target: str, text: str, found: str, allowed: str
) -> None:
    rows = [row_of(layout, loan_id=f"F24Q1000000{number}") for number in range(3)]
    (source,) = [column.source for column in layout.read_columns if column.target == target]
    rows[1][source] = text
    row = 3 if layout.shape is Shape.NAMED else 2

    with pytest.raises(LoanFileRejected) as caught:
        read_loan_file(file_of(layout, rows), layout)

    (fault,) = caught.value.faults
    assert (fault.row, fault.field, fault.value) == (row, source, found)
    assert allowed in fault.expected
    assert f"row {row}, {source}" in str(caught.value)


def test_examine__one_bad_row_of_three__offers_the_other_two() -> None:
    rows = [row_of(CSV, loan_id=f"L{number}") for number in range(3)]
    rows[1]["originalLoanAmount"] = "much"

    examined = examine_loan_file(file_of(CSV, rows), CSV)

    assert [month.loan_id for month in examined.usable] == ["L0", "L2"]
    assert examined.row_count == 3
    assert report_csv(examined.faults).splitlines() == [
        "row,field,value,expected,kind",
        f'3,originalLoanAmount,much,"{CellKind.DOLLARS.wording}",cell',
    ]


def test_examine__a_file_of_nothing_but_faults__stops_reading() -> None:
    rows = [row_of(CSV, loan_id=f"L{number}") for number in range(MOST_FAULTS + 10)]
    for row in rows:
        row["originalLoanAmount"] = "much"

    examined = examine_loan_file(file_of(CSV, rows), CSV)

    assert len(examined.faults) == MOST_FAULTS + 1
    assert examined.faults[0].kind is FaultKind.FILE
    with pytest.raises(LoanFileRejected):
        examined.require_read_to_the_end()


@every_text
def test_read__cut_inside_the_last_row__is_truncated(layout: FileLayout) -> None:
    data = file_of(layout, [row_of(layout), row_of(layout)])

    with pytest.raises(LoanFileTruncated) as caught:
        read_loan_file(data[:-3], layout)

    assert caught.value.line == data.count(b"\n")


def test_read__cut_inside_a_character__is_truncated() -> None:
    row = row_of(CSV, loan_id="Ü")

    with pytest.raises(LoanFileTruncated):
        read_loan_file(file_of(CSV, [row]).split("Ü".encode())[0] + b"\xc3", CSV)


def test_read__a_compressed_file_cut_short__is_truncated() -> None:
    packed = gzip.compress(file_of(CSV, [row_of(CSV, loan_id=f"L{n}") for n in range(50)]))

    for cut in (4, 20):  # inside the checksum behind complete content, and inside the content
        with pytest.raises(LoanFileTruncated) as caught:
            read_loan_file(packed[:-cut], CSV)
        assert caught.value.end == "the compressed stream"


def test_read__a_damaged_compressed_file__refused() -> None:
    packed = bytearray(gzip.compress(file_of(CSV, [row_of(CSV)])))
    packed[15] ^= 0xFF

    with pytest.raises(PackingBroken):
        read_loan_file(bytes(packed), CSV)


@pytest.mark.parametrize(
    "data",
    [b"x" * 101, gzip.compress(b"x" * 101), gzip.compress(b"x" * 60) * 2],
    ids=["plain", "packed", "packed twice"],
)
def test_unpacked__larger_than_is_read__refused(data: bytes) -> None:
    with pytest.raises(LoanFileTooLarge) as caught:
        unpacked(data, most_bytes=100)

    assert caught.value.most_bytes == 100
    assert len(unpacked(data, most_bytes=130)) >= 101


@pytest.mark.parametrize("data", [b"", b"\n\n", b"  \r\n"])
@every_layout
def test_read__nothing__refused(layout: FileLayout, data: bytes) -> None:
    with pytest.raises(LoanFileEmpty):
        read_loan_file(data, layout)


@pytest.mark.parametrize("layout", [CSV, NATIVE], ids=lambda layout: layout.name)
def test_read__names_alone__refused(layout: FileLayout) -> None:
    with pytest.raises(LoanFileEmpty):
        read_loan_file(file_of(layout, []), layout)


@every_layout
@pytest.mark.parametrize("other", LAYOUTS, ids=lambda layout: layout.name)
def test_read__as_another_layout__refused_by_name(layout: FileLayout, other: FileLayout) -> None:
    data = file_of(other, [row_of(other)])
    if layout is other:
        assert read_loan_file(data, layout)
        return

    with pytest.raises(LayoutDiffers) as caught:
        read_loan_file(data, layout)

    assert caught.value.expected == layout.name
    assert caught.value.looks_like == (other.name,)


@pytest.mark.parametrize(
    ("layout", "delimiter"),
    [(FANNIE, ","), (PERFORMANCE, ";"), (CSV, ";"), (NATIVE, "\t"), (CREFC, ";")],
)
def test_read__another_delimiter__refused_by_name(layout: FileLayout, delimiter: str) -> None:
    data = file_of(layout, [row_of(layout)], delimiter=delimiter)

    with pytest.raises(DelimiterDiffers) as caught:
        read_loan_file(data, layout)

    assert caught.value.found == delimiter
    assert caught.value.expected == layout.delimiters


@every_text
@pytest.mark.parametrize(
    ("encoding", "found"), [("utf-16", "UTF-16"), ("utf-32", "UTF-32"), ("utf-16-le", "NUL")]
)
def test_read__another_encoding__refused(layout: FileLayout, encoding: str, found: str) -> None:
    text = file_of(layout, [row_of(layout)]).decode()

    with pytest.raises(EncodingDiffers) as caught:
        read_loan_file(text.encode(encoding), layout)

    assert found in caught.value.found


def test_read__mixed_encodings__refused_with_the_line() -> None:
    one, other = row_of(CSV, loan_id="Ü1"), row_of(CSV, loan_id="Ü2")
    data = file_of(CSV, [one, other])
    mixed = data.replace("Ü2".encode(), "Ü2".encode("latin-1"))

    with pytest.raises(EncodingDiffers) as caught:
        read_loan_file(mixed, CSV)

    assert caught.value.line == 3
    assert "0xdc" in caught.value.found


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("loanID", "loanId2", "loanID"),
        ("originalLoanAmount", "orignalLoanAmount", "header"),
        ("originalLoanAmount", "originationDate", "originationDate"),
    ],
)
def test_read__names_missing_unknown_or_repeated__rejected(old: str, new: str, field: str) -> None:
    data = file_of(CSV, [row_of(CSV)]).replace(old.encode(), new.encode())

    with pytest.raises(LoanFileRejected) as caught:
        read_loan_file(data, CSV)

    assert field in {fault.field for fault in caught.value.faults}
    assert {(fault.row, fault.kind) for fault in caught.value.faults} == {(1, FaultKind.FILE)}


@every_text
def test_read__a_row_of_another_width__rejected(layout: FileLayout) -> None:
    data = file_of(layout, [row_of(layout), row_of(layout, loan_id="F24Q10000002")])
    delimiter = layout.delimiters[0].encode()

    with pytest.raises(LoanFileRejected) as caught:
        read_loan_file(data[:-1] + delimiter + b"\n", layout)

    (fault,) = caught.value.faults
    assert (fault.field, fault.kind) == ("row", FaultKind.ROW)
    assert fault.row == data.count(b"\n")


def test_read__an_open_quote__rejected() -> None:
    data = file_of(CSV, [row_of(CSV)])[:-1] + b',"open\n'

    with pytest.raises(LoanFileRejected) as caught:
        examine_loan_file(data, CSV).require_read_to_the_end()

    assert caught.value.faults[-1].kind is FaultKind.FILE


def test_read__a_line_of_delimiters_alone__rejected() -> None:
    data = file_of(PERFORMANCE, [row_of(PERFORMANCE)]) + b"|" * 31 + b"\n"

    with pytest.raises(LoanFileRejected) as caught:
        read_loan_file(data, PERFORMANCE)

    assert len(caught.value.faults) == 3
