from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rwa.core.dates import Period
from rwa.core.errors import ValueOutOfRange
from rwa.core.ids import LoanId, PoolId
from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm
from rwa.pool.activity import (
    ActivityMismatch,
    ActivityOutOfOrder,
    LoanActivity,
    Modification,
    MonthActivity,
    activity_bytes,
    activity_hash,
    check_activity_fits,
)
from rwa.pool.loan import LoanStatus
from rwa.pool.tape import LoanTape

MODIFICATION = Modification(
    note_rate_ppm=Ppm(45_000),
    payment_cents=Cents.dollars(1_500),
    remaining_months=300,
    balloon_months=60,
    capitalised_cents=Cents(10),
    forgiven_cents=Cents(20),
    deferred_cents=Cents(30),
)


def line(loan_id: str, **fields: Any) -> LoanActivity:
    usual = LoanActivity(
        loan_id=LoanId(loan_id),
        payments_made=1,
        curtailment_cents=ZERO,
        paid_off=False,
        liquidation_proceeds_cents=None,
    )
    return replace(usual, **fields)


@pytest.fixture
def month() -> MonthActivity:
    return MonthActivity(
        pool_id=PoolId("POOL-1"),
        period=Period(2027, 1),
        loans=(
            line("L1", curtailment_cents=Cents(12_345)),
            line("L2", payments_made=0, liquidation_proceeds_cents=ZERO),
            line("L3", paid_off=True),
        ),
    )


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"payments_made": -1}, "payments_made"),
        ({"payments_made": 481}, "payments_made"),
        ({"curtailment_cents": Cents(-1)}, "curtailment"),
        ({"curtailment_cents": Cents(1), "paid_off": True}, "curtailment"),
        ({"curtailment_cents": Cents(1), "liquidation_proceeds_cents": ZERO}, "curtailment"),
        ({"liquidation_proceeds_cents": Cents(-(10**13) - 1)}, "liquidation_proceeds"),
        ({"bought_out": True}, "bought_out"),
        ({"interest_shortfall_cents": Cents(-1)}, "interest_shortfall"),
        ({"recovery_cents": Cents(-1)}, "recovery"),
        ({"moved_to": LoanStatus.DELINQUENT_30}, "moved_to"),
        ({"moved_to": LoanStatus.PAID_OFF}, "moved_to"),
        ({"written_off_cents": Cents(-1)}, "written_off"),
        ({"escrow_deposit_cents": Cents(-1)}, "escrow_deposit"),
        ({"escrow_disbursement_cents": Cents(10**13 + 1)}, "escrow_disbursement"),
        ({"late_fee_cents": Cents(-1)}, "late_fee"),
        ({"liquidation_proceeds_cents": ZERO, "paid_off": True}, "liquidation_proceeds"),
    ],
)
def test_loan_activity__one_value_out_of_range__raises_naming_the_field(
    fields: dict[str, Any], named: str
) -> None:
    with pytest.raises(ValueOutOfRange) as caught:
        line("L1", **fields)

    assert caught.value.field == named


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"note_rate_ppm": Ppm(300_001)}, "modified_rate"),
        ({"payment_cents": Cents(-1)}, "modified_payment"),
        ({"remaining_months": 0}, "modified_months"),
        ({"remaining_months": 481}, "modified_months"),
        ({"balloon_months": -1}, "modified_balloon_months"),
        ({"remaining_months": 400, "balloon_months": 81}, "modified_balloon_months"),
        ({"capitalised_cents": Cents(-1)}, "capitalised"),
        ({"forgiven_cents": Cents(-1)}, "forgiven"),
        ({"deferred_cents": Cents(10**13 + 1)}, "deferred"),
    ],
)
def test_modification__one_value_out_of_range__raises_naming_the_column(
    fields: dict[str, Any], named: str
) -> None:
    with pytest.raises(ValueOutOfRange) as caught:
        replace(MODIFICATION, **fields)

    assert caught.value.field == named


def test_modification__longest_term_and_balloon_together__exists() -> None:
    longest = replace(MODIFICATION, remaining_months=400, balloon_months=80)

    assert longest.remaining_months + longest.balloon_months == 480


@pytest.mark.parametrize("index", [Ppm(-1), Ppm(300_001)])
def test_month_activity__index_out_of_range__raises(month: MonthActivity, index: Ppm) -> None:
    with pytest.raises(ValueOutOfRange) as caught:
        replace(month, index_ppm=index)

    assert caught.value.field == "index"


def test_month_activity__index_of_a_month_without_loans__has_no_place_in_the_file(
    month: MonthActivity,
) -> None:
    assert replace(month, index_ppm=Ppm(1)).index_ppm == Ppm(1)
    with pytest.raises(ValueOutOfRange) as caught:
        replace(month, loans=(), index_ppm=Ppm(1))

    assert caught.value.field == "index"


def test_month_activity__loan_repeated__refused(month: MonthActivity) -> None:
    with pytest.raises(ActivityOutOfOrder) as caught:
        replace(month, loans=(line("L1"), line("L1")))

    assert (caught.value.before, caught.value.after) == ("L1", "L1")


def test_activity_bytes__a_month__one_canonical_form(month: MonthActivity) -> None:
    assert activity_bytes(month) == (
        b"pool_id,period,loan_id,payments_made,curtailment,paid_off,liquidation_proceeds,"
        b"bought_out,interest_shortfall,recovery,modified_rate,modified_payment,modified_months,"
        b"modified_balloon_months,capitalised,forgiven,deferred,moved_to,stops_advances,"
        b"written_off,escrow_deposit,escrow_disbursement,late_fee,index\n"
        b"POOL-1,2027-01,L1,1,123.45,false,,false,0.00,0.00,,,,,,,,,false,0.00,0.00,0.00,0.00,\n"
        b"POOL-1,2027-01,L2,0,0.00,false,0.00,false,0.00,0.00,,,,,,,,,false,0.00,0.00,0.00,0.00,\n"
        b"POOL-1,2027-01,L3,1,0.00,true,,false,0.00,0.00,,,,,,,,,false,0.00,0.00,0.00,0.00,\n"
    )


def test_activity_bytes__everything_happened_to_a_loan__one_canonical_form() -> None:
    everything = line(
        "L1",
        payments_made=0,
        liquidation_proceeds_cents=Cents(-1),
        interest_shortfall_cents=Cents(2),
        recovery_cents=Cents(3),
        modification=MODIFICATION,
        moved_to=LoanStatus.REO,
        stops_advances=True,
        written_off_cents=Cents(4),
        escrow_deposit_cents=Cents(5),
        escrow_disbursement_cents=Cents(6),
        late_fee_cents=Cents(7),
    )
    bought = line("L2", paid_off=True, bought_out=True)
    month = MonthActivity(
        pool_id=PoolId("POOL-1"),
        period=Period(2027, 1),
        loans=(everything, bought),
        index_ppm=Ppm(43_125),
    )

    assert activity_bytes(month).split(b"\n", 1)[1] == (
        b"POOL-1,2027-01,L1,0,0.00,false,-0.01,false,0.02,0.03,4.5000,1500.00,300,60,0.10,0.20,"
        b"0.30,reo,true,0.04,0.05,0.06,0.07,4.3125\n"
        b"POOL-1,2027-01,L2,1,0.00,true,,true,0.00,0.00,,,,,,,,,false,0.00,0.00,0.00,0.00,4.3125\n"
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda month: replace(month, period=Period(2027, 2)),
        lambda month: replace(month, pool_id=PoolId("POOL-2")),
        lambda month: replace(month, loans=month.loans[:2]),
        lambda month: replace(month, loans=(line("L1"), *month.loans[1:])),
        lambda month: replace(month, index_ppm=Ppm(0)),
    ],
)
def test_activity_hash__anything_changed__changes(
    month: MonthActivity, change: Callable[[MonthActivity], MonthActivity]
) -> None:
    assert activity_hash(change(month)) != activity_hash(month)
    assert len(activity_hash(month)) == 64


def test_check_activity_fits__next_month_loan_for_loan__passes(
    month: MonthActivity, tape: LoanTape
) -> None:
    check_activity_fits(month, tape)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda month: replace(month, period=Period(2027, 2)), "period"),
        (lambda month: replace(month, pool_id=PoolId("POOL-2")), "pool"),
        (lambda month: replace(month, loans=month.loans[:2]), "loan"),
        (lambda month: replace(month, loans=(*month.loans, line("L4"))), "loan"),
    ],
)
def test_check_activity_fits__not_the_next_month_of_the_tape__raises_naming_what(
    month: MonthActivity,
    tape: LoanTape,
    change: Callable[[MonthActivity], MonthActivity],
    field: str,
) -> None:
    with pytest.raises(ActivityMismatch) as caught:
        check_activity_fits(change(month), tape)

    assert caught.value.field == field


def ended(tape: LoanTape, status: LoanStatus) -> LoanTape:
    """The tape a month on, its last loan ended."""
    *others, last = tape.loans
    gone = replace(last, balance_cents=ZERO, remaining_months=0, status=status)
    return replace(tape, as_of=tape.as_of + 1, loans=(*others, gone))


def month_after(tape: LoanTape, *lines: LoanActivity) -> MonthActivity:
    return MonthActivity(pool_id=tape.pool.pool_id, period=tape.next_period, loans=lines)


@pytest.mark.parametrize("status", [LoanStatus.LIQUIDATED, LoanStatus.PAID_OFF])
def test_check_activity_fits__recovery_on_an_ended_loan__passes(
    tape: LoanTape, status: LoanStatus
) -> None:
    """Accounting, not the fit, refuses one on a loan that was not liquidated."""
    later = ended(tape, status)
    recovered = line("L3", payments_made=0, recovery_cents=Cents(1))

    check_activity_fits(month_after(later, line("L1"), line("L2"), recovered), later)
    check_activity_fits(month_after(later, line("L1"), line("L2")), later)


def test_check_activity_fits__ended_loan_without_a_recovery__raises(tape: LoanTape) -> None:
    later = ended(tape, LoanStatus.LIQUIDATED)
    lines = (line("L1"), line("L2"), line("L3", payments_made=0))

    with pytest.raises(ActivityMismatch) as caught:
        check_activity_fits(month_after(later, *lines), later)

    assert (caught.value.field, caught.value.activity) == ("loan", "L3")


def test_check_activity_fits__recovery_on_a_loan_of_no_tape__raises(tape: LoanTape) -> None:
    lines = (line("L1"), line("L2"), line("L3"), line("L4", recovery_cents=Cents(1)))

    with pytest.raises(ActivityMismatch) as caught:
        check_activity_fits(month_after(tape, *lines), tape)

    assert (caught.value.field, caught.value.activity) == ("loan", "L4")
