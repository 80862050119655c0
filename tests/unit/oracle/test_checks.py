from dataclasses import replace
from decimal import Decimal

import pytest

from oracle.checks import Difference, differences
from oracle.recompute import Recomputation, recompute
from rwa.core.ids import LoanId, Sha256, TrancheId
from rwa.core.money import Cents
from rwa.core.rates import Ppm
from rwa.deal.terms import pass_through_deal
from rwa.pool.generator import generate_pool
from rwa.pool.loan import Accrual, Loan, RateReset
from rwa.pool.tape import LoanTape
from rwa.remittance.document import RemittanceDocument
from rwa.remittance.remittance import AMOUNT_FIELDS
from rwa.servicing.life import simulate_activity
from rwa.servicing.simulation import Behaviour

CENT = Cents(1)


@pytest.fixture(scope="module")
def recomputed() -> Recomputation:
    tape = generate_pool(seed=2, loan_count=30)
    activity = simulate_activity(
        tape, Behaviour(psa=Decimal(2_000), curtailment_chance=Decimal("0.2")), seed=2
    )
    return recompute(tape, activity, pass_through_deal(tape.pool, tranche=TrancheId("A")), None)


@pytest.fixture
def document(recomputed: Recomputation) -> RemittanceDocument:
    return RemittanceDocument(
        remittance=recomputed.remittance,
        distributions=recomputed.distributions,
        prior_tape_sha256=Sha256("1" * 64),
        activity_sha256=Sha256("2" * 64),
        tape_sha256=Sha256("3" * 64),
        reason=None,
    )


def with_loan(tape: LoanTape, loan: Loan) -> LoanTape:
    loans = tuple(loan if loan.loan_id == other.loan_id else other for other in tape.loans)
    return replace(tape, loans=loans)


def test_differences__honest_report__are_none(
    recomputed: Recomputation, document: RemittanceDocument
) -> None:
    assert list(differences(recomputed, document=document, tape=recomputed.tape)) == []


def test_differences__a_cent_in_one_loan__names_the_loan_before_the_pool(
    recomputed: Recomputation, document: RemittanceDocument
) -> None:
    loan = recomputed.tape.loans[17]
    tampered = with_loan(recomputed.tape, replace(loan, balance_cents=loan.balance_cents + CENT))
    month = document.remittance
    totals = replace(month, balance_end_cents=month.balance_end_cents + CENT)

    reported = replace(document, remittance=totals)
    first, *_ = differences(recomputed, document=reported, tape=tampered)

    assert first == Difference(
        "balance_cents", loan.balance_cents, loan.balance_cents + CENT, LoanId("L0000018")
    )
    assert str(first).startswith("loan L0000018 balance_cents: expected ")


RESET = RateReset(
    margin_ppm=Ppm(20_000),
    months_to_reset=3,
    interval_months=12,
    periodic_cap_ppm=Ppm(20_000),
    floor_ppm=Ppm(30_000),
    ceiling_ppm=Ppm(110_000),
    step_ppm=Ppm(1_250),
)
REPORTED_OTHERWISE: dict[str, object] = {
    "interest_only_months": 7,
    "balloon_months": 8,
    "reset": RESET,
    "accrual": Accrual.ACTUAL_360,
    "months_behind": 2,
    "deferred_cents": Cents(9),
    "escrow_advances_cents": Cents(10),
}


@pytest.mark.parametrize("field", REPORTED_OTHERWISE)
def test_differences__servicing_feature_of_one_loan__names_loan_and_field(
    recomputed: Recomputation, document: RemittanceDocument, field: str
) -> None:
    loan = next(loan for loan in recomputed.tape.loans[5:] if loan.is_active)
    changed = replace(loan, **{field: REPORTED_OTHERWISE[field]})  # type: ignore[arg-type]

    found = list(
        differences(recomputed, document=document, tape=with_loan(recomputed.tape, changed))
    )

    assert found == [
        Difference(field, getattr(loan, field), REPORTED_OTHERWISE[field], loan.loan_id)
    ]


@pytest.mark.parametrize("field", ["months_advanced", "advances_stopped"])
def test_differences__standing_of_advances__names_loan_and_field(
    recomputed: Recomputation, document: RemittanceDocument, field: str
) -> None:
    active = next(loan for loan in recomputed.tape.loans if loan.is_active)
    behind = replace(active, months_behind=1)
    ours = replace(recomputed, tape=with_loan(recomputed.tape, behind))
    reported = with_loan(recomputed.tape, replace(behind, **{field: 1}))

    found = list(differences(ours, document=document, tape=reported))

    assert [(one.field, one.loan_id) for one in found] == [(field, active.loan_id)]


def test_differences__term_of_a_rate_reset__names_the_term(
    recomputed: Recomputation, document: RemittanceDocument
) -> None:
    active = next(loan for loan in recomputed.tape.loans if loan.is_active)
    ours = replace(recomputed, tape=with_loan(recomputed.tape, replace(active, reset=RESET)))
    other = replace(RESET, months_to_reset=2, step_ppm=Ppm(1))

    found = list(
        differences(
            ours,
            document=document,
            tape=with_loan(recomputed.tape, replace(active, reset=other)),
        )
    )

    assert found == [
        Difference("reset.months_to_reset", 3, 2, active.loan_id),
        Difference("reset.step_ppm", Ppm(1_250), Ppm(1), active.loan_id),
    ]


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        (lambda loans: loans[:3] + loans[4:], ("present", None)),
        (
            lambda loans: (*loans[:3], replace(loans[3], loan_id=LoanId("L0000003x")), *loans[4:]),
            (None, "present"),
        ),
    ],
)
def test_differences__loan_dropped_or_renamed__names_it(
    recomputed: Recomputation,
    document: RemittanceDocument,
    change: object,
    difference: tuple[str | None, str | None],
) -> None:
    assert callable(change)
    loans = change(recomputed.tape.loans)
    pool = replace(recomputed.tape.pool, original_loan_count=len(loans))

    found = list(
        differences(
            recomputed, document=document, tape=replace(recomputed.tape, loans=loans, pool=pool)
        )
    )

    of_loans = [one for one in found if one.field == "loan"]
    assert difference in [(one.expected, one.reported) for one in of_loans]
    assert {one.loan_id for one in of_loans} <= {LoanId("L0000004"), LoanId("L0000003x")}


@pytest.mark.parametrize("field", AMOUNT_FIELDS)
def test_differences__a_cent_in_the_pool__names_the_field(
    recomputed: Recomputation, document: RemittanceDocument, field: str
) -> None:
    amount = getattr(document.remittance, field)
    totals = replace(document.remittance, **{field: amount + CENT})

    found = list(
        differences(recomputed, document=replace(document, remittance=totals), tape=recomputed.tape)
    )

    assert found == [Difference(field, amount, amount + CENT, None)]


def test_differences__a_cent_in_a_class__names_class_and_field(
    recomputed: Recomputation, document: RemittanceDocument
) -> None:
    (row,) = document.distributions.rows
    split = replace(
        document.distributions,
        rows=(replace(row, interest_cents=row.interest_cents + CENT),),
        leftover_cents=document.distributions.leftover_cents - CENT,
    )

    found = list(
        differences(
            recomputed, document=replace(document, distributions=split), tape=recomputed.tape
        )
    )

    assert [(one.field, one.loan_id) for one in found] == [
        ("leftover_cents", None),
        ("class A.interest_cents", None),
    ]


def test_differences__other_classes__names_both_lists(
    recomputed: Recomputation, document: RemittanceDocument
) -> None:
    (row,) = document.distributions.rows
    split = replace(document.distributions, rows=(replace(row, tranche=TrancheId("B")),))

    found = list(
        differences(
            recomputed, document=replace(document, distributions=split), tape=recomputed.tape
        )
    )

    assert found == [Difference("classes", ("A",), ("B",), None)]
