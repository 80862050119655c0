"""Reading tapes: what a user's own file may leave out, and what is refused."""

from dataclasses import replace

import pytest

from rwa.core.annuity import level_payment
from rwa.core.dates import Period
from rwa.core.ids import PoolId
from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm
from rwa.pool.files import (
    read_issue_tape,
    read_tape,
    tape_bytes,
    tape_hash,
    tape_parquet,
)
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.programme import PRIVATE_LABEL, UMBS, Programme
from rwa.pool.rejection import RowFault, TapeRejected
from rwa.pool.tape import LoanAdded, LoanMissing, LoanTape, TapeIncomplete

HEADER = "loan_id,original_balance,balance,note_rate,remaining_months,age_months"
GOOD = "A1,300000,299000.50,6.125,358,2"


def read(
    *lines: str, programme: Programme = UMBS, end: str = "\n", encoding: str = "utf-8"
) -> LoanTape:
    return read_issue_tape(
        (end.join(lines) + end).encode(encoding),
        pool_id=PoolId("MINE"),
        programme=programme,
        pass_through_rate=Ppm.percent("5.5"),
        issue=Period(2026, 12),
    )


def faults_of(*lines: str) -> tuple[RowFault, ...]:
    with pytest.raises(TapeRejected) as caught:
        read(*lines)
    return caught.value.faults


def places(faults: tuple[RowFault, ...]) -> set[tuple[int | None, str, str]]:
    return {(fault.row, fault.field, fault.value) for fault in faults}


def test_read_issue_tape__only_the_required_columns__the_rest_by_the_documented_defaults() -> None:
    tape = read(HEADER, GOOD, "A2,100000,50000,5.625,100,400")

    first, second = tape.loans
    assert first == Loan(
        loan_id=first.loan_id,
        original_balance_cents=Cents.dollars(300_000),
        balance_cents=Cents(29_900_050),
        note_rate_ppm=Ppm(61_250),
        servicing_fee_ppm=Ppm(2_500),
        guaranty_fee_ppm=Ppm(3_750),
        payment_cents=level_payment(balance=Cents(29_900_050), note_rate=Ppm(61_250), months=358),
        original_term_months=360,
        remaining_months=358,
        age_months=2,
        recasts=False,
        status=LoanStatus.CURRENT,
        advances_outstanding_cents=ZERO,
        escrow_balance_cents=ZERO,
        state=None,
    )
    assert second.original_term_months == 480
    assert (second.servicing_fee_ppm, second.guaranty_fee_ppm) == (Ppm(1_250), Ppm(0))
    assert tape.pool.original_balance_cents == tape.balance_cents == Cents(34_900_050)
    assert (tape.pool.original_loan_count, tape.as_of) == (2, Period(2026, 12))


def test_read_issue_tape__a_dollar_left_and_no_payment__a_payment_that_retires_it() -> None:
    loan = read(HEADER, "A1,300000,1.00,6.125,358,2").loans[0]

    assert loan.payment_cents == Cents(2)  # interest is a cent, and so is the level payment


@pytest.mark.parametrize(
    ("column", "cell", "fees"),
    [
        ("servicing_fee", "0.5", (5_000, 1_250)),
        ("servicing_fee", "0", (0, 6_250)),
        ("guaranty_fee", "0.5", (1_250, 5_000)),
        ("servicing_fee", "", (2_500, 3_750)),
    ],
)
def test_read_issue_tape__one_fee_given__the_other_takes_the_rest(
    column: str, cell: str, fees: tuple[int, int]
) -> None:
    loan = read(f"{HEADER},{column}", f"{GOOD},{cell}").loans[0]

    assert (loan.servicing_fee_ppm.count, loan.guaranty_fee_ppm.count) == fees
    assert loan.net_rate_ppm == Ppm.percent("5.5")


def test_read_issue_tape__private_label_without_fees__all_servicing() -> None:
    loan = read(HEADER, GOOD, programme=PRIVATE_LABEL).loans[0]

    assert (loan.servicing_fee_ppm, loan.guaranty_fee_ppm) == (Ppm(6_250), Ppm(0))


def test_read_issue_tape__fees_leave_another_rate__refused_under_a_guarantee() -> None:
    lines = (f"{HEADER},servicing_fee,guaranty_fee", f"{GOOD},0.25,0")

    with pytest.raises(TapeRejected) as caught:
        read(*lines)

    assert places(caught.value.faults) == {(2, "note_rate", "5.875% after fees")}
    assert read(*lines, programme=PRIVATE_LABEL).loans[0].net_rate_ppm == Ppm.percent("5.875")


@pytest.mark.parametrize(("fee", "net"), [("0.25", "5.875"), ("1", "5.125")])
def test_read_issue_tape__private_label_with_part_of_the_fees__rest_is_no_guaranty_fee(
    fee: str, net: str
) -> None:
    loan = read(f"{HEADER},servicing_fee", f"{GOOD},{fee}", programme=PRIVATE_LABEL).loans[0]

    assert (loan.guaranty_fee_ppm, loan.net_rate_ppm) == (Ppm(0), Ppm.percent(net))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_read_issue_tape__as_spreadsheets_save_it__the_same_loans(end: str, encoding: str) -> None:
    plain = read(HEADER, GOOD)

    assert read(HEADER, GOOD, end=end, encoding=encoding) == plain
    assert read(HEADER.upper().replace(",", " , "), GOOD.replace(",", " ,"), "") == plain
    assert read(HEADER, GOOD.replace("358,2", '"358.0",2.00')) == plain


def test_read_issue_tape__rows_in_any_order__sorted_by_loan_number() -> None:
    tape = read(HEADER, GOOD.replace("A1", "B"), GOOD.replace("A1", "a"), GOOD)

    assert [loan.loan_id for loan in tape.loans] == ["A1", "B", "a"]


@pytest.mark.parametrize(
    ("cell", "field", "value"),
    [
        ("A1,300000,-1,6.125,358,2", "balance", "-1"),
        ("A1,-300000,1,6.125,358,2", "original_balance", "-300000"),
        ("A1,300000,NaN,6.125,358,2", "balance", "NaN"),
        ("A1,300000,inf,6.125,358,2", "balance", "inf"),
        ("A1,300000,1e5,6.125,358,2", "balance", "1e5"),
        ("A1,300000,100.005,6.125,358,2", "balance", "100.005"),
        ("A1,300000,$100,6.125,358,2", "balance", "$100"),
        ('A1,300000,"299,000.50",6.125,358,2', "balance", "299,000.50"),
        ("A1,300000,400000,6.125,358,2", "balance", "400000"),
        ("A1,9" + "9" * 30 + ",1,6.125,358,2", "original_balance", "9" * 31),
        ("A1,300000,0,6.125,358,2", "remaining_months", "358"),
        ("A1,300000,0,6.125,0,2", "balance", "0"),
        ("A1,300000,1000,6.12345,358,2", "note_rate", "6.12345"),
        ("A1,300000,1000,61.25,358,2", "note_rate", "61.25"),
        ("A1,300000,1000,5.4999,358,2", "note_rate", "5.4999"),
        ("A1,300000,1000,6.125,481,2", "remaining_months", "481"),
        ("A1,300000,1000,6.125,0,2", "remaining_months", "0"),
        ("A1,300000,1000,6.125,12.5,2", "remaining_months", "12.5"),
        ("A1,300000,1000,6.125,358,-1", "age_months", "-1"),
        (",300000,1000,6.125,358,1", "loan_id", ""),
        ("A 1,300000,1000,6.125,358,1", "loan_id", "A 1"),
        ("A1,300000,1000,,358,1", "note_rate", ""),
        ("A1,300000,1000,6.125,358", "row", "5 fields"),
        ("A1,300000,299,000.50,6.125,358,2", "row", "7 fields"),
        ('A1,300000,"1000,6.125,358,1', "row", "unexpected end of data"),
    ],
)
def test_read_issue_tape__one_bad_row__refused_with_row_field_and_value(
    cell: str, field: str, value: str
) -> None:
    assert (3, field, value) in places(faults_of(HEADER, GOOD.replace("A1", "A0"), cell))


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("payment", "1526.14"),  # one month's interest: it would never amortise
        ("payment", "-5"),
        ("servicing_fee", "0.75"),
        ("servicing_fee", "-0.25"),
        ("guaranty_fee", "0.75"),
        ("status", "unknown"),
        ("status", "paid_off"),
        ("recasts", "maybe"),
        ("state", "California"),
        ("original_term_months", "0"),
        ("advances_outstanding", "-1"),
        ("escrow_balance", "1.001"),
        ("pool_id", "OTHER"),
        ("as_of", "2027-01"),
    ],
)
def test_read_issue_tape__bad_optional_cell__refused_with_its_row(column: str, cell: str) -> None:
    faults = faults_of(f"{HEADER},{column}", f"{GOOD},{cell}")

    assert {fault.row for fault in faults} == {2}
    assert {fault.field for fault in faults} <= {column, "note_rate", "guaranty_fee"}


def test_read_issue_tape__many_bad_rows__every_one_is_reported() -> None:
    rows = [f"L{n},300000,{'oops' if n % 3 else 1000},6.125,358,2" for n in range(1, 301)]

    faults = faults_of(HEADER, *rows)

    assert [fault.row for fault in faults] == [n + 1 for n in range(1, 301) if n % 3]
    assert {fault.value for fault in faults} == {"oops"}


def test_tape_rejected__many_faults__message_shows_some_and_counts_all() -> None:
    with pytest.raises(TapeRejected) as caught:
        read(HEADER, *(f"L{n},300000,x,6.125,358,2" for n in range(50)))

    message = str(caught.value)
    assert message.startswith("tape has 50 faults, nothing of it was loaded:\n  row 2, balance: ")
    assert message.endswith("  and 30 more\ncorrect the file and load it again")
    assert caught.value.exit_code == 5


def test_read_issue_tape__loan_twice__refused_naming_both_rows() -> None:
    (fault,) = faults_of(HEADER, GOOD, GOOD.replace("A1", "A2"), GOOD)

    assert (fault.row, fault.field, fault.value) == (4, "loan_id", "A1")
    assert "row 2" in fault.expected


@pytest.mark.parametrize(
    ("header", "field", "value"),
    [
        (HEADER.replace("note_rate", "note_rat"), "header", "note_rat"),
        (HEADER.replace("note_rate", "note_rat"), "note_rate", "no such column"),
        (HEADER.replace(",balance", ""), "balance", "no such column"),
        (f"{HEADER},credit_score", "header", "credit_score"),
        (f"{HEADER},balance", "balance", "2 columns"),
        (HEADER.replace(",", ";"), "header", HEADER.replace(",", ";")),
        (f"{HEADER},", "header", ""),
    ],
)
def test_read_issue_tape__wrong_columns__refused_before_any_row(
    header: str, field: str, value: str
) -> None:
    assert (1, field, value) in places(faults_of(header, "anything"))


def test_read_issue_tape__misspelt_column__the_likely_name_is_suggested() -> None:
    faults = faults_of(f"{HEADER},servicing_fe", f"{GOOD},0.25")

    assert [fault.expected for fault in faults] == ["'servicing_fee'"]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (b"", "content"),
        (b"\n \n", "content"),
        (f"{HEADER}\n".encode(), "content"),
        (f"{HEADER}\n{GOOD}"[:-3].encode(), "end of file"),
        (f"{HEADER}\n{GOOD}\n".encode("utf-16"), "encoding"),
        (f"{HEADER}\n{GOOD}\xff\n".encode("latin-1"), "encoding"),
        (b'"\n', "row"),
    ],
)
def test_read_issue_tape__no_readable_file__refused_as_a_whole(data: bytes, field: str) -> None:
    with pytest.raises(TapeRejected) as caught:
        read_issue_tape(
            data,
            pool_id=PoolId("MINE"),
            programme=UMBS,
            pass_through_rate=Ppm.percent("5.5"),
            issue=Period(2026, 12),
        )

    assert [fault.field for fault in caught.value.faults] == [field]


def test_read_tape__later_month_with_a_paid_off_loan__the_same_tape(tape: LoanTape) -> None:
    first, *rest = tape.loans
    gone = replace(first, balance_cents=ZERO, remaining_months=0, status=LoanStatus.PAID_OFF)
    later = replace(tape, as_of=tape.next_period, loans=(gone, *rest))

    for data in (tape_bytes(later), tape_parquet(later)):
        assert read_tape(data, pool=tape.pool, as_of=later.as_of) == later


def test_read_tape__rows_cut_off_at_a_line_end__refused_by_the_loan_count(tape: LoanTape) -> None:
    data = b"".join(tape_bytes(tape).splitlines(keepends=True)[:-1])

    with pytest.raises(TapeIncomplete):
        read_tape(data, pool=tape.pool, as_of=tape.as_of)


def test_read_tape__a_loan_of_the_tape_before_is_gone__refused_by_its_number(
    tape: LoanTape,
) -> None:
    header, _, *rest = tape_bytes(tape).splitlines(keepends=True)

    with pytest.raises(LoanMissing) as caught:
        read_tape(b"".join([header, *rest]), pool=tape.pool, as_of=tape.as_of, before=tape)

    assert caught.value.loan_id == tape.loans[0].loan_id


def test_read_tape__a_loan_the_tape_before_had_not__refused_by_its_number(tape: LoanTape) -> None:
    row = tape_bytes(tape).splitlines(keepends=True)[-1]
    added = row.replace(tape.loans[-1].loan_id.encode(), b"ZZ-9")

    with pytest.raises(LoanAdded) as caught:
        read_tape(tape_bytes(tape) + added, pool=tape.pool, as_of=tape.as_of, before=tape)

    assert caught.value.loan_id == "ZZ-9"


def test_read_tape__the_loans_of_the_tape_before__the_same_tape(tape: LoanTape) -> None:
    data = tape_bytes(tape)

    assert read_tape(data, pool=tape.pool, as_of=tape.as_of, before=tape) == tape


def test_read_tape__of_another_month__every_row_is_refused(tape: LoanTape) -> None:
    with pytest.raises(TapeRejected) as caught:
        read_tape(tape_bytes(tape), pool=tape.pool, as_of=tape.next_period)

    assert places(caught.value.faults) == {(row, "as_of", "2026-12") for row in (2, 3, 4)}


def test_tape_bytes__a_tape__one_canonical_form(tape: LoanTape) -> None:
    lines = tape_bytes(tape).decode().split("\n")

    assert lines[0].startswith("pool_id,as_of,loan_id,original_balance,balance,note_rate,")
    assert lines[1] == (
        "POOL-1,2026-12,L1,300000.00,299727.62,6.1250,0.2500,0.3750,1822.83,360,359,1,"
        "false,current,0.00,0.00,CA,30/360,0,0,,,,,,,,0,0,false,0.00,0.00"
    )
    assert lines[3].endswith(",true,current,0.00,0.00,CA,30/360,0,0,,,,,,,,0,0,false,0.00,0.00")
    assert lines[4:] == [""]


def test_tape_hash__one_cent_more__changes(tape: LoanTape) -> None:
    first, *rest = tape.loans
    richer = replace(first, escrow_balance_cents=Cents(1))

    assert tape_hash(replace(tape, loans=(richer, *rest))) != tape_hash(tape)
    assert tape_hash(replace(tape)) == tape_hash(tape)
