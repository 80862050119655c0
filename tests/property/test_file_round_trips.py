"""Whatever tape or activity exists can be written and read back, and rows can be shuffled."""

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rwa.core.dates import Period
from rwa.core.ids import LoanId, PoolId
from rwa.core.money import ZERO, Cents, total
from rwa.core.rates import Ppm, monthly_interest
from rwa.pool.activity import LoanActivity, MonthActivity, activity_bytes
from rwa.pool.activity_file import read_activity
from rwa.pool.bounds import MAX_BALANCE
from rwa.pool.files import read_tape, tape_bytes, tape_hash, tape_parquet
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.programme import PROGRAMMES
from rwa.pool.tape import LoanTape
from rwa.pool.terms import PoolTerms

LOAN_IDS = st.from_regex(r"[A-Za-z0-9._-]{1,32}", fullmatch=True).map(LoanId)
AMOUNTS = st.integers(0, 10**11).map(Cents)
PERIODS = st.builds(Period, st.integers(1990, 2200), st.integers(1, 12))
OWING = [status for status in LoanStatus if not status.is_final]
FINAL = [status for status in LoanStatus if status.is_final]


@st.composite
def loans(draw: st.DrawFn, *, loan_id: LoanId, pass_through: int) -> Loan:
    original = draw(st.integers(100, MAX_BALANCE.count // 10**4))
    balance = Cents(draw(st.one_of(st.just(0), st.integers(1, original))))
    servicing, guaranty = draw(st.integers(0, 10_000)), draw(st.integers(0, 10_000))
    note_rate = Ppm(pass_through + servicing + guaranty)
    least = monthly_interest(balance=balance, rate=note_rate) + Cents(1)
    return Loan(
        loan_id=loan_id,
        original_balance_cents=Cents(original),
        balance_cents=balance,
        note_rate_ppm=note_rate,
        servicing_fee_ppm=Ppm(servicing),
        guaranty_fee_ppm=Ppm(guaranty),
        payment_cents=least + draw(AMOUNTS),
        original_term_months=draw(st.integers(1, 480)),
        remaining_months=draw(st.integers(1, 480)) if balance else 0,
        age_months=draw(st.integers(0, 1_200)),
        recasts=draw(st.booleans()),
        status=draw(st.sampled_from(OWING if balance else FINAL)),
        advances_outstanding_cents=draw(AMOUNTS),
        escrow_balance_cents=draw(AMOUNTS.flatmap(lambda cents: st.sampled_from([cents, -cents]))),
        state=draw(st.sampled_from(["CA", "NY", None])),
    )


@st.composite
def tapes(draw: st.DrawFn) -> LoanTape:
    pass_through = draw(st.integers(0, 200_000))
    loan_ids = sorted(draw(st.lists(LOAN_IDS, min_size=1, max_size=6, unique=True)))
    lines = tuple(draw(loans(loan_id=loan_id, pass_through=pass_through)) for loan_id in loan_ids)
    issue = draw(PERIODS)
    pool = PoolTerms(
        pool_id=PoolId("POOL-1"),
        programme=draw(st.sampled_from(PROGRAMMES)),
        pass_through_rate_ppm=Ppm(pass_through),
        issue=issue,
        original_balance_cents=total(loan.original_balance_cents for loan in lines),
        original_loan_count=len(lines),
    )
    return LoanTape(pool=pool, as_of=issue + draw(st.integers(1, 400)), loans=lines)


@st.composite
def months(draw: st.DrawFn) -> MonthActivity:
    loan_ids = sorted(draw(st.lists(LOAN_IDS, max_size=6, unique=True)))
    lines = [
        LoanActivity(
            loan_id=loan_id,
            payments_made=draw(st.integers(0, 480)),
            curtailment_cents=draw(AMOUNTS),
            paid_off=False,
            liquidation_proceeds_cents=None,
        )
        for loan_id in loan_ids
    ]
    for number, line in enumerate(lines):
        gone = replace(line, curtailment_cents=ZERO)
        liquidated = replace(gone, liquidation_proceeds_cents=draw(AMOUNTS))
        ends = [line, replace(gone, paid_off=True), liquidated]
        lines[number] = draw(st.sampled_from(ends))
    return MonthActivity(pool_id=PoolId("POOL-1"), period=draw(PERIODS), loans=tuple(lines))


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
