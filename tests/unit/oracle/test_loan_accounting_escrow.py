"""The escrow account, and what is no part of holders' cash."""

import pytest

from rwa.core.money import Cents
from tests.unit.oracle.one_loan import Accounted, accounted

MOVED = ("escrow_begin", "escrow_deposits", "escrow_disbursements", "escrow_advances", "escrow_end")


def month(held: str, owed: str, deposit: str, bill: str, *, paid_off: bool = False) -> Accounted:
    return accounted(
        {"escrow_balance_cents": Cents.parse(held), "escrow_advances_cents": Cents.parse(owed)},
        {
            "escrow_deposit_cents": Cents.parse(deposit),
            "escrow_disbursement_cents": Cents.parse(bill),
            "paid_off": paid_off,
        },
    )


@pytest.mark.parametrize(
    ("begin", "reported", "moved", "owed_after"),
    [
        # Held and owed to the servicer; deposited and billed; the month: begin, in, out, put in, end.
        (("500", "0"), ("100", "0"), ("500.00", "100.00", "0.00", "0.00", "600.00"), "0.00"),
        (("500", "0"), ("100", "450"), ("500.00", "100.00", "450.00", "0.00", "150.00"), "0.00"),
        # 600.00 is there of a bill of 900.00: 300.00 is put in.
        (("500", "0"), ("100", "900"), ("500.00", "100.00", "900.00", "300.00", "0.00"), "300.00"),
        # Of 100.00 the servicer is repaid 40.00 first, the account gets 60.00.
        (("0", "40"), ("100", "0"), ("0.00", "100.00", "40.00", "0.00", "60.00"), "0.00"),
        (("0", "140"), ("100", "0"), ("0.00", "100.00", "100.00", "0.00", "0.00"), "40.00"),
        # Repaid 40.00, 60.00 left of a bill of 200.00: 140.00 is put in anew.
        (("0", "40"), ("100", "200"), ("0.00", "100.00", "240.00", "140.00", "0.00"), "140.00"),
        # Below zero for another reason: filled by deposits, and a bill is put in whole.
        (("-70", "0"), ("50", "30"), ("-70.00", "50.00", "30.00", "30.00", "-20.00"), "30.00"),
        (("-70", "0"), ("100", "50"), ("-70.00", "100.00", "50.00", "20.00", "0.00"), "20.00"),
    ],
)
def test_escrow__loan_goes_on__repays_first_then_pays_what_it_holds(
    begin: tuple[str, str], reported: tuple[str, str], moved: tuple[str, ...], owed_after: str
) -> None:
    after = month(*begin, *reported)

    assert after.said(*MOVED) == moved
    assert after.loan.escrow_advances_cents.plain == owed_after
    assert after.loan.escrow_balance_cents == after.month.escrow_end_cents
    assert after.said("cash_received") == ("1500.00",)


@pytest.mark.parametrize(
    ("begin", "reported", "moved"),
    [
        (("500", "0"), ("0", "0"), ("500.00", "0.00", "500.00", "0.00", "0.00")),
        (("-70", "0"), ("0", "0"), ("-70.00", "70.00", "0.00", "0.00", "0.00")),
        # 40.00 owed to the servicer is paid in and out; the 500.00 held goes back on its own.
        (("500", "40"), ("0", "0"), ("500.00", "40.00", "540.00", "0.00", "0.00")),
        # The bill of 30.00 is put in, paid in and paid out; and what was below zero is paid in.
        (("-70", "0"), ("0", "30"), ("-70.00", "100.00", "60.00", "30.00", "0.00")),
    ],
)
def test_escrow__loan_ends__account_is_closed(
    begin: tuple[str, str], reported: tuple[str, str], moved: tuple[str, ...]
) -> None:
    ended = month(*begin, *reported, paid_off=True)

    assert ended.said(*MOVED) == moved
    assert (ended.loan.escrow_balance_cents.count, ended.loan.escrow_advances_cents.count) == (0, 0)
    assert ended.said("cash_received") == ("100500.00",)


def test_late_fee__collected__is_no_cash_of_holders() -> None:
    assert accounted(line={"late_fee_cents": Cents.dollars(25)}).month == accounted().month
