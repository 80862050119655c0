"""Whatever tape or activity exists can be written and read back, and rows can be shuffled."""

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rwa.core.dates import Period
from rwa.core.ids import LoanId, PoolId
from rwa.core.money import ZERO, Cents, total
from rwa.core.rates import Ppm, monthly_interest
from rwa.pool.activity import LoanActivity, Modification, MonthActivity, activity_bytes
from rwa.pool.activity_file import read_activity
from rwa.pool.bounds import MAX_BALANCE
from rwa.pool.files import read_tape, tape_bytes, tape_hash, tape_parquet
from rwa.pool.loan import Accrual, Loan, LoanStatus, RateReset
from rwa.pool.loan_activity import MOVES
from rwa.pool.programme import PROGRAMMES
from rwa.pool.tape import LoanTape
from rwa.pool.terms import PoolTerms

LOAN_IDS = st.from_regex(r"[A-Za-z0-9._-]{1,32}", fullmatch=True).map(LoanId)
AMOUNTS = st.integers(0, 10**11).map(Cents)
SIGNED_AMOUNTS = st.integers(-(10**11), 10**11).map(Cents)
RATES = st.integers(0, 300_000).map(Ppm)
TERMS = st.integers(1, 480)
PERIODS = st.builds(Period, st.integers(1990, 2200), st.integers(1, 12))
OWING = [status for status in LoanStatus if not status.is_final]
FINAL = [status for status in LoanStatus if status.is_final]


@st.composite
def resets(draw: st.DrawFn, *, fees: int) -> RateReset:
    ceiling = draw(RATES.filter(lambda rate: rate.count >= fees))
    return RateReset(
        margin_ppm=draw(RATES),
        months_to_reset=draw(TERMS),
        interval_months=draw(TERMS),
        periodic_cap_ppm=draw(RATES),
        floor_ppm=Ppm(draw(st.integers(fees, ceiling.count))),
        ceiling_ppm=ceiling,
        step_ppm=draw(RATES.filter(lambda rate: rate.count > 0)),
    )


@st.composite
def loans(draw: st.DrawFn, *, loan_id: LoanId, pass_through: int) -> Loan:
    """Any loan: real or of a pool, owing or ended, with something in every field."""
    original = draw(st.integers(100, MAX_BALANCE.count // 10**4))
    balance = Cents(draw(st.one_of(st.just(0), st.integers(1, original))))
    servicing, guaranty = draw(st.integers(0, 10_000)), draw(st.integers(0, 10_000))
    note_rate = Ppm(pass_through + servicing + guaranty)
    least = monthly_interest(balance=balance, rate=note_rate) + Cents(1)
    plain = Loan(
        loan_id=loan_id,
        original_balance_cents=Cents(original),
        balance_cents=balance,
        note_rate_ppm=note_rate,
        servicing_fee_ppm=Ppm(servicing),
        guaranty_fee_ppm=Ppm(guaranty),
        payment_cents=least + draw(AMOUNTS),
        original_term_months=draw(TERMS),
        remaining_months=draw(TERMS) if balance else 0,
        age_months=draw(st.integers(0, 1_200)),
        recasts=draw(st.booleans()),
        status=draw(st.sampled_from(OWING if balance else FINAL)),
        advances_outstanding_cents=draw(AMOUNTS) if balance else ZERO,
        escrow_balance_cents=draw(SIGNED_AMOUNTS) if balance else ZERO,
        state=draw(st.sampled_from(["CA", "NY", None])),
        accrual=draw(st.sampled_from(Accrual)),
        escrow_advances_cents=draw(AMOUNTS) if balance else ZERO,
    )
    if plain.recasts:
        return plain
    reset = draw(st.none() | resets(fees=servicing + guaranty))
    return draw(of_one_loan(replace(plain, reset=reset)))


@st.composite
def of_one_loan(draw: st.DrawFn, loan: Loan) -> Loan:
    """The loan with what no line of a pool has."""
    balloon = draw(st.integers(0, 480 - loan.remaining_months))
    behind = draw(st.integers(0, 480)) if loan.is_active else 0
    return replace(
        loan,
        interest_only_months=draw(st.integers(0, loan.remaining_months)),
        balloon_months=balloon,
        months_behind=behind,
        months_advanced=draw(st.integers(0, behind)),
        advances_stopped=bool(behind) and draw(st.booleans()),
        deferred_cents=Cents(draw(st.integers(0, loan.balance_cents.count))),
    )


@st.composite
def tapes(draw: st.DrawFn) -> LoanTape:
    pass_through = draw(st.integers(0, 200_000))
    loan_ids = sorted(draw(st.lists(LOAN_IDS, min_size=1, max_size=6, unique=True)))
    made = tuple(draw(loans(loan_id=loan_id, pass_through=pass_through)) for loan_id in loan_ids)
    issue = draw(PERIODS)
    pool = PoolTerms(
        pool_id=PoolId("POOL-1"),
        programme=draw(st.sampled_from(PROGRAMMES)),
        pass_through_rate_ppm=Ppm(pass_through),
        issue=issue,
        original_balance_cents=total(loan.original_balance_cents for loan in made),
        original_loan_count=len(made),
    )
    return LoanTape(pool=pool, as_of=issue + draw(st.integers(1, 400)), loans=made)


@st.composite
def modifications(draw: st.DrawFn) -> Modification:
    months = draw(TERMS)
    return Modification(
        note_rate_ppm=draw(RATES),
        payment_cents=draw(AMOUNTS),
        remaining_months=months,
        balloon_months=draw(st.integers(0, 480 - months)),
        capitalised_cents=draw(AMOUNTS),
        forgiven_cents=draw(AMOUNTS),
        deferred_cents=draw(AMOUNTS),
    )


@st.composite
def lines(draw: st.DrawFn, *, loan_id: LoanId) -> LoanActivity:
    """Anything that can happen to a loan, and all of it at once."""
    proceeds = draw(st.none() | SIGNED_AMOUNTS)
    paid_off = proceeds is None and draw(st.booleans())
    stays = proceeds is None and not paid_off
    return LoanActivity(
        loan_id=loan_id,
        payments_made=draw(st.integers(0, 480)),
        curtailment_cents=draw(AMOUNTS) if stays else ZERO,
        paid_off=paid_off,
        liquidation_proceeds_cents=proceeds,
        bought_out=paid_off and draw(st.booleans()),
        interest_shortfall_cents=draw(AMOUNTS),
        recovery_cents=draw(AMOUNTS),
        modification=draw(st.none() | modifications()),
        moved_to=draw(st.sampled_from([None, *MOVES])),
        stops_advances=draw(st.booleans()),
        written_off_cents=draw(AMOUNTS),
        escrow_deposit_cents=draw(AMOUNTS),
        escrow_disbursement_cents=draw(AMOUNTS),
        late_fee_cents=draw(AMOUNTS),
    )


@st.composite
def months(draw: st.DrawFn) -> MonthActivity:
    loan_ids = sorted(draw(st.lists(LOAN_IDS, max_size=6, unique=True)))
    return MonthActivity(
        pool_id=PoolId("POOL-1"),
        period=draw(PERIODS),
        loans=tuple(draw(lines(loan_id=loan_id)) for loan_id in loan_ids),
        index_ppm=draw(st.none() | RATES) if loan_ids else None,
    )


@given(tapes())
def test_tape__written_and_read_back__the_same_tape(tape: LoanTape) -> None:
    for data in (tape_bytes(tape), tape_parquet(tape)):
        read_back = read_tape(data, pool=tape.pool, as_of=tape.as_of)
        assert read_back == tape
        assert tape_hash(read_back) == tape_hash(tape)


@given(tapes(), st.randoms(use_true_random=False))
def test_tape__rows_shuffled_and_saved_by_a_spreadsheet__the_same_tape(
    tape: LoanTape, chance: random.Random
) -> None:
    header, *rows = tape_bytes(tape).decode().splitlines()
    chance.shuffle(rows)
    data = "\r\n".join([header, *rows, ""]).encode("utf-8-sig")

    assert read_tape(data, pool=tape.pool, as_of=tape.as_of) == tape


@given(months())
def test_activity__written_and_read_back__the_same_month(month: MonthActivity) -> None:
    data = activity_bytes(month)

    assert read_activity(data, pool_id=month.pool_id, period=month.period) == month
