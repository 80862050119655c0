"""Each identity refuses by name: one change to a month that holds, one name."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from rwa.core.ids import LoanId, TrancheId
from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm
from rwa.remittance.bound_identities import PoolAccrual, ReportBounds
from rwa.remittance.classes import ClassDistributions
from rwa.remittance.errors import IdentityBroken
from rwa.remittance.identities import (
    IDENTITY_NAMES,
    SplitMonth,
    verify,
    verify_bounds,
    verify_loans,
    verify_split,
    verify_succession,
)
from rwa.remittance.loan_identities import SUMMED_FIELDS
from rwa.remittance.loan_month import LoanMonth
from rwa.remittance.remittance import AMOUNT_FIELDS, Remittance

CENT = Cents(1)
# 1,000,000 at 5% for 30 days is 4,166.67; 12 loans and 4 classes allow 0.28; 10.00 was owed.
BOUNDS = ReportBounds(
    max_rate_ppm=Ppm(50_000), max_fee_ppm=Ppm(6_000), accrual=PoolAccrual.THIRTY_360
)
LOANS = tuple(
    LoanMonth(
        loan_id=LoanId(loan_id),
        begin_cents=Cents(begin),
        capitalised_cents=ZERO,
        scheduled_cents=Cents(100),
        curtailed_cents=Cents(curtailed),
        paid_off_cents=ZERO,
        liquidated_cents=Cents(liquidated),
        forgiven_cents=ZERO,
        loss_cents=Cents(liquidated),
        expenses_cents=ZERO,
        end_cents=Cents(begin - 100 - curtailed - liquidated),
        gross_interest_cents=Cents(50),
        servicing_fee_cents=Cents(2),
        guaranty_fee_cents=Cents(3),
        cash_received_cents=Cents(150 + curtailed),
        advances_made_cents=ZERO,
        advances_recovered_cents=ZERO,
    )
    for loan_id, begin, curtailed, liquidated in (("L1", 10_000, 7, 0), ("L2", 20_000, 0, 19_900))
)


def summed(remittance: Remittance) -> Remittance:
    """The pool's month that LOANS sum to."""
    amounts = {
        name: Cents(0) for name in Remittance.__dataclass_fields__ if name.endswith("_cents")
    }
    sums = {
        "balance_begin_cents": 30_000,
        "scheduled_cents": 200,
        "curtailed_cents": 7,
        "liquidated_cents": 19_900,
        "loss_cents": 19_900,
        "balance_end_cents": 9_893,
        "gross_interest_cents": 100,
        "servicing_fee_cents": 4,
        "guaranty_fee_cents": 6,
        "cash_received_cents": 307,
        "payments_due_cents": 300,
    }
    amounts |= {name: Cents(count) for name, count in sums.items()}
    return replace(remittance, loan_count_begin=2, loan_count_end=1, **amounts)


def changed_row(
    distributions: ClassDistributions, tranche: str, **amounts: Cents
) -> ClassDistributions:
    rows = tuple(
        replace(row, **amounts) if row.tranche == TrancheId(tranche) else row
        for row in distributions.rows
    )
    return replace(distributions, rows=rows)


def test_verify__hand_made_month__holds(
    remittance: Remittance, distributions: ClassDistributions
) -> None:
    verify(remittance)
    verify_split(remittance, distributions)
    verify_bounds(remittance, distributions, BOUNDS)
    verify_loans(summed(remittance), LOANS)
    verify(summed(remittance))


POOL_BREAKS = {
    "balance_begin_cents": "balance-roll",
    "capitalised_cents": "balance-roll",
    "scheduled_cents": "balance-roll",
    "curtailed_cents": "balance-roll",
    "paid_off_cents": "balance-roll",
    "liquidated_cents": "balance-roll",
    "forgiven_cents": "balance-roll",
    "balance_end_cents": "balance-roll",
    "loss_cents": "cash-received",
    "recoveries_cents": "cash-received",
    "cash_received_cents": "cash-received",
    "gross_interest_cents": "payments-due",
    "payments_due_cents": "payments-due",
    "prepayment_interest_shortfall_cents": "payments-due",
    "compensating_interest_cents": "payments-due",
    "advances_made_cents": "cash-received",
    "advances_recovered_cents": "cash-received",
    "advances_begin_cents": "advances-roll",
    "advances_written_off_cents": "advances-roll",
    "advances_end_cents": "advances-roll",
    "escrow_begin_cents": "escrow-roll",
    "escrow_deposits_cents": "escrow-roll",
    "escrow_disbursements_cents": "escrow-roll",
    "escrow_advances_cents": "escrow-roll",
    "escrow_end_cents": "escrow-roll",
}


@pytest.mark.parametrize("step", [CENT, -CENT], ids=["up", "down"])
@pytest.mark.parametrize(("field", "name"), POOL_BREAKS.items())
def test_verify__one_cent_off__refused_by_name(
    remittance: Remittance, field: str, name: str, step: Cents
) -> None:
    with pytest.raises(IdentityBroken) as caught:
        verify(replace(remittance, **{field: getattr(remittance, field) + step}))

    assert caught.value.name == name
    assert isinstance(caught.value.left, Cents)
    assert isinstance(caught.value.right, Cents)
    assert abs(caught.value.left - caught.value.right) == CENT


def test_verify__loss_above_what_was_removed__refused(remittance: Remittance) -> None:
    lost = remittance.liquidated_cents + remittance.forgiven_cents + remittance.expenses_cents

    with pytest.raises(IdentityBroken) as caught:
        verify(replace(remittance, loss_cents=lost + CENT))

    assert (caught.value.name, caught.value.left, caught.value.right) == (
        "loss-bound",
        lost + CENT,
        lost,
    )


@pytest.mark.parametrize(
    ("shortfall", "fee", "compensating", "most"),
    [("30", "208", "30.01", "30"), ("300", "208", "208.01", "208")],
)
def test_verify__compensation_above_shortfall_or_fee__refused(
    remittance: Remittance, shortfall: str, fee: str, compensating: str, most: str
) -> None:
    paid = Cents.parse(compensating)
    month = replace(
        remittance,
        prepayment_interest_shortfall_cents=Cents.parse(shortfall),
        servicing_fee_cents=Cents.parse(fee),
        compensating_interest_cents=paid,
        payments_due_cents=Cents.dollars(7_000) + Cents.parse(shortfall) - paid,
        cash_received_cents=Cents.dollars(52_725) - paid,
    )

    with pytest.raises(IdentityBroken) as caught:
        verify(month)

    assert (caught.value.name, caught.value.right) == ("compensation-bound", Cents.parse(most))


def test_verify__more_loans_than_before__refused(remittance: Remittance) -> None:
    with pytest.raises(IdentityBroken) as caught:
        verify(replace(remittance, loan_count_end=13))

    assert (caught.value.name, caught.value.left, caught.value.right) == ("count-roll", 13, 12)


@pytest.mark.parametrize(("begin", "end", "where"), [(0, 0, "the begin"), (12, 0, "the end")])
def test_verify__balance_without_loans__refused(
    remittance: Remittance, begin: int, end: int, where: str
) -> None:
    with pytest.raises(IdentityBroken) as caught:
        verify(replace(remittance, loan_count_begin=begin, loan_count_end=end))

    assert (caught.value.name, caught.value.where) == ("empty-pool", where)


LOAN_BREAKS = (
    ({"end_cents": Cents(9_894)}, "loan-roll"),
    ({"curtailed_cents": Cents(6)}, "loan-roll"),
    ({"loss_cents": CENT}, "loss-bound"),
    ({"cash_received_cents": Cents(158)}, "loan-cash"),
    ({"advances_made_cents": CENT}, "loan-cash"),
    ({"advances_recovered_cents": CENT}, "loan-cash"),
    ({"gross_interest_cents": Cents(49)}, "loan-cash"),
    ({"recoveries_cents": CENT}, "loan-cash"),
    ({"advances_begin_cents": CENT}, "loan-advances"),
    ({"advances_written_off_cents": CENT}, "loan-advances"),
    ({"advances_end_cents": CENT}, "loan-advances"),
    ({"escrow_begin_cents": CENT}, "loan-escrow"),
    ({"escrow_deposits_cents": CENT}, "loan-escrow"),
    ({"escrow_disbursements_cents": CENT}, "loan-escrow"),
    ({"escrow_advances_cents": CENT}, "loan-escrow"),
    ({"escrow_end_cents": CENT}, "loan-escrow"),
)


@pytest.mark.parametrize(("change", "name"), LOAN_BREAKS)
def test_verify_loans__one_cent_off_in_a_loan__refused_with_the_loan(
    remittance: Remittance, change: dict[str, Cents], name: str
) -> None:
    first, second = LOANS

    with pytest.raises(IdentityBroken) as caught:
        verify_loans(summed(remittance), (replace(first, **change), second))

    assert (caught.value.name, caught.value.where) == (name, "loan L1")


@pytest.mark.parametrize("field", [of_pool for of_pool, _ in SUMMED_FIELDS])
def test_verify_loans__pool_is_not_their_sum__refused_with_the_field(
    remittance: Remittance, field: str
) -> None:
    pool = summed(remittance)

    with pytest.raises(IdentityBroken) as caught:
        verify_loans(replace(pool, **{field: getattr(pool, field) + CENT}), LOANS)

    assert (caught.value.name, caught.value.where) == ("pool-sum", field.removesuffix("_cents"))


UNSUMMED = {
    "gross_interest_cents": "the loans' and what the servicer compensated",
    "compensating_interest_cents": "of the pool alone",
    "payments_due_cents": "of the pool alone",
}


def test_summed_fields__with_what_the_pool_adds__are_all_amounts() -> None:
    assert {of_pool for of_pool, _ in SUMMED_FIELDS} == {*AMOUNT_FIELDS} - UNSUMMED.keys()
    assert all(of_loan in LoanMonth.__dataclass_fields__ for _, of_loan in SUMMED_FIELDS)


def test_verify_loans__compensated_shortfall__is_in_the_pools_interest_alone(
    remittance: Remittance,
) -> None:
    """The first loan was repaid 30 short, of which the servicer made its fee of 4 good."""
    first, second = LOANS
    short = replace(
        first,
        gross_interest_cents=first.gross_interest_cents - Cents(30),
        cash_received_cents=first.cash_received_cents - Cents(30),
        interest_shortfall_cents=Cents(30),
    )
    whole = summed(remittance)
    pool = replace(
        whole,
        gross_interest_cents=whole.gross_interest_cents - Cents(30) + Cents(4),
        cash_received_cents=whole.cash_received_cents - Cents(30),
        prepayment_interest_shortfall_cents=Cents(30),
        compensating_interest_cents=Cents(4),
    )

    verify(pool)
    verify_loans(pool, (short, second))
    for wrong in (pool.gross_interest_cents - Cents(4), pool.gross_interest_cents + CENT):
        with pytest.raises(IdentityBroken) as caught:
            verify_loans(replace(pool, gross_interest_cents=wrong), (short, second))
        assert (caught.value.name, caught.value.where) == ("pool-sum", "gross_interest")


def test_verify_loans__recovery_on_a_loan_that_ended__is_cash_of_no_loan_counted(
    remittance: Remittance,
) -> None:
    nothing = {name: ZERO for name in LoanMonth.__dataclass_fields__ if name.endswith("_cents")}
    recovered = LoanMonth(
        loan_id=LoanId("L0"),
        **nothing | {"recoveries_cents": Cents(9), "cash_received_cents": Cents(9)},
    )
    whole = summed(remittance)
    pool = replace(
        whole,
        recoveries_cents=Cents(9),
        cash_received_cents=whole.cash_received_cents + Cents(9),
    )

    verify(pool)
    verify_loans(pool, (recovered, *LOANS))


@pytest.mark.parametrize("field", ["loan_count_begin", "loan_count_end"])
def test_verify_loans__counts_differ__refused_with_the_field(
    remittance: Remittance, field: str
) -> None:
    with pytest.raises(IdentityBroken) as caught:
        verify_loans(replace(summed(remittance), **{field: 5}), LOANS)

    assert (caught.value.name, caught.value.where) == ("pool-sum", field)


SPLIT_BREAKS = {
    "reserve_change_cents": "cash",
    "leftover_cents": "cash",
    "overcollateralisation_begin_cents": "class-sum",
    "overcollateralisation_end_cents": "class-sum",
}
ROW_BREAKS = (
    ("A", {"interest_cents": CENT}, "interest-sum"),
    ("IO", {"interest_cents": CENT}, "interest-sum"),
    ("A", {"principal_cents": CENT}, "principal-sum"),
    ("B", {"loss_cents": CENT}, "class-roll"),
    ("B", {"write_up_cents": CENT}, "class-roll"),
    ("Z", {"accrued_cents": CENT}, "class-roll"),
    ("A", {"begin_cents": CENT}, "class-roll"),
    ("A", {"end_cents": CENT}, "class-roll"),
    ("B", {"loss_cents": CENT, "begin_cents": CENT}, "class-sum"),
    ("B", {"loss_cents": CENT, "end_cents": -CENT}, "class-sum"),
    ("IO", {"end_cents": Cents.dollars(40_000) + CENT}, "notional-bound"),
)


@pytest.mark.parametrize("step", [CENT, -CENT], ids=["up", "down"])
@pytest.mark.parametrize(("field", "name"), SPLIT_BREAKS.items())
def test_verify_split__one_cent_off__refused_by_name(
    remittance: Remittance,
    distributions: ClassDistributions,
    field: str,
    name: str,
    step: Cents,
) -> None:
    with pytest.raises(IdentityBroken) as caught:
        verify_split(
            remittance, replace(distributions, **{field: getattr(distributions, field) + step})
        )

    assert caught.value.name == name


@pytest.mark.parametrize(("tranche", "steps", "name"), ROW_BREAKS)
def test_verify_split__one_cent_off_in_a_class__refused_by_name(
    remittance: Remittance,
    distributions: ClassDistributions,
    tranche: str,
    steps: dict[str, Cents],
    name: str,
) -> None:
    row = distributions.row(TrancheId(tranche))
    amounts = {field: getattr(row, field) + step for field, step in steps.items()}

    with pytest.raises(IdentityBroken) as caught:
        verify_split(remittance, changed_row(distributions, tranche, **amounts))

    assert caught.value.name == name


def test_verify_split__principal_to_a_notional_class__refused(
    remittance: Remittance, distributions: ClassDistributions
) -> None:
    moved = changed_row(distributions, "IO", principal_cents=CENT)
    moved = changed_row(
        moved, "A", principal_cents=Cents.parse("48899.99"), end_cents=Cents.parse("651100.01")
    )
    moved = replace(moved, overcollateralisation_end_cents=Cents.parse("18924.99"))

    with pytest.raises(IdentityBroken) as caught:
        verify_split(remittance, moved)

    assert (caught.value.name, caught.value.where) == ("notional-principal", "class IO")


@pytest.mark.parametrize("sign", [1, -1])
def test_verify_split__leftover_above_the_roundings__refused(
    remittance: Remittance, distributions: ClassDistributions, sign: int
) -> None:
    allowed = 2 * 12 + 4

    def with_leftover(count: int) -> ClassDistributions:
        rest = Cents.dollars(267) - Cents(sign * count)
        return replace(distributions, leftover_cents=Cents(sign * count), reserve_change_cents=rest)

    verify_split(remittance, with_leftover(allowed))
    with pytest.raises(IdentityBroken) as caught:
        verify_split(remittance, with_leftover(allowed + 1))

    assert (caught.value.name, caught.value.left, caught.value.right) == (
        "leftover-bound",
        Cents(allowed + 1),
        Cents(allowed),
    )


@pytest.mark.parametrize(
    ("accrual", "most"),
    [(PoolAccrual.THIRTY_360, "4176.95"), (PoolAccrual.ACTUAL_360, "3899.17")],
)
def test_verify_bounds__interest_at_and_above_the_bound__held_and_refused(
    remittance: Remittance, distributions: ClassDistributions, accrual: PoolAccrual, most: str
) -> None:
    bounds = replace(BOUNDS, accrual=accrual)
    at_bound = replace(
        distributions,
        interest_to_investors_cents=Cents.parse(most),
        shortfall_end_cents=ZERO,
    )

    verify_bounds(remittance, at_bound, bounds)
    with pytest.raises(IdentityBroken) as caught:
        verify_bounds(
            remittance,
            replace(at_bound, interest_to_investors_cents=Cents.parse(most) + CENT),
            bounds,
        )
    assert (caught.value.name, caught.value.right) == ("interest-bound", Cents.parse(most))

    with pytest.raises(IdentityBroken) as caught:
        verify_bounds(remittance, replace(at_bound, shortfall_end_cents=CENT), bounds)
    assert (caught.value.name, caught.value.right) == ("shortfall-bound", ZERO)


def test_verify_bounds__fees_above_the_bound__refused(
    remittance: Remittance, distributions: ClassDistributions
) -> None:
    most = Cents.parse("500.28")
    at_bound = replace(remittance, servicing_fee_cents=most - remittance.guaranty_fee_cents)

    verify_bounds(at_bound, distributions, BOUNDS)
    with pytest.raises(IdentityBroken) as caught:
        verify_bounds(
            replace(at_bound, servicing_fee_cents=at_bound.servicing_fee_cents + CENT),
            distributions,
            BOUNDS,
        )

    assert (caught.value.name, caught.value.left, caught.value.right) == (
        "fee-bound",
        most + CENT,
        most,
    )


def continued(distributions: ClassDistributions) -> ClassDistributions:
    return replace(
        distributions,
        rows=tuple(replace(row, begin_cents=row.end_cents) for row in distributions.rows),
        overcollateralisation_begin_cents=distributions.overcollateralisation_end_cents,
        shortfall_begin_cents=distributions.shortfall_end_cents,
    )


def test_verify_succession__month_that_continues__holds(
    remittance: Remittance,
    distributions: ClassDistributions,
    month_after: Callable[..., Remittance],
) -> None:
    verify_succession(
        SplitMonth(remittance, distributions), SplitMonth(month_after(), continued(distributions))
    )


@pytest.mark.parametrize(
    ("field", "where"),
    [
        ("period_index", "period_index"),
        ("loan_count_begin", "loan_count"),
        ("balance_begin_cents", "balance"),
        ("advances_begin_cents", "advances"),
        ("escrow_begin_cents", "escrow"),
    ],
)
def test_verify_succession__pool_begins_elsewhere__refused(
    remittance: Remittance,
    distributions: ClassDistributions,
    month_after: Callable[..., Remittance],
    field: str,
    where: str,
) -> None:
    this = month_after()
    step = CENT if field.endswith("_cents") else 1
    broken = replace(this, **{field: getattr(this, field) + step})

    with pytest.raises(IdentityBroken) as caught:
        verify_succession(
            SplitMonth(remittance, distributions), SplitMonth(broken, continued(distributions))
        )

    assert (caught.value.name, caught.value.where) == ("chain", where)


@pytest.mark.parametrize(
    ("break_split", "where"),
    [
        (lambda split: changed_row(split, "B", begin_cents=CENT), "class B"),
        (lambda split: replace(split, rows=split.rows[:3]), "number of classes"),
        (lambda split: replace(split, rows=split.rows[::-1]), "name of class A"),
        (lambda split: replace(split, shortfall_begin_cents=ZERO), "shortfall"),
        (
            lambda split: replace(split, overcollateralisation_begin_cents=ZERO),
            "overcollateralisation",
        ),
        (
            lambda split: replace(
                split, rows=(replace(split.rows[0], notional=True), *split.rows[1:])
            ),
            "kind of class A",
        ),
    ],
)
def test_verify_succession__classes_begin_elsewhere__refused(
    remittance: Remittance,
    distributions: ClassDistributions,
    month_after: Callable[..., Remittance],
    break_split: Callable[[ClassDistributions], ClassDistributions],
    where: str,
) -> None:
    with pytest.raises(IdentityBroken) as caught:
        verify_succession(
            SplitMonth(remittance, distributions),
            SplitMonth(month_after(), break_split(continued(distributions))),
        )

    assert (caught.value.name, caught.value.where) == ("chain", where)


def test_identity_broken__message__names_both_sides_and_what_to_do(
    remittance: Remittance,
) -> None:
    with pytest.raises(IdentityBroken) as caught:
        verify(replace(remittance, balance_end_cents=Cents.parse("948000.01")))

    assert str(caught.value) == (
        "identity balance-roll: left is 948,000.01, right is 948,000.00, but end = begin + "
        "capitalised - scheduled - curtailed - paid off - liquidated - forgiven; "
        "do not sign or post this month, find the line that is wrong"
    )
    assert caught.value.exit_code == 6


def test_identity_names__every_one__broken_by_a_test_above() -> None:
    broken = {*POOL_BREAKS.values(), *SPLIT_BREAKS.values(), *(name for *_, name in ROW_BREAKS)}
    broken |= {name for *_, name in LOAN_BREAKS}
    broken |= {"loss-bound", "compensation-bound", "count-roll", "empty-pool", "pool-sum"}
    broken |= {"notional-principal", "leftover-bound", "chain"}
    broken |= {"interest-bound", "shortfall-bound", "fee-bound"}

    assert broken == set(IDENTITY_NAMES)
    assert len(set(IDENTITY_NAMES)) == len(IDENTITY_NAMES)
