"""Loans and months with every feature of servicing, drawn from a seed.

`case_of(seed)` gives a tape and its next month; `next_month(tape, draw)` any later one. Most lines
fit their loan; some are drawn at random and may be refused. Nothing here accounts: what fits is
chosen with room to spare.
"""

from dataclasses import replace
from random import Random
from typing import Any

from rwa.core.annuity import level_payment
from rwa.core.dates import Period
from rwa.core.ids import LoanId, PoolId
from rwa.core.money import ZERO, Cents, total
from rwa.core.rates import Ppm, monthly_interest
from rwa.pool.activity import LoanActivity, Modification, MonthActivity
from rwa.pool.loan import Accrual, Loan, LoanStatus, RateReset
from rwa.pool.programme import PROGRAMMES, Programme, RemittanceType
from rwa.pool.tape import LoanTape
from rwa.pool.terms import PoolTerms

ISSUES = (Period(2026, 12), Period(2027, 2), Period(2028, 2), Period(2027, 6))
"""Months of issue, so that the days of a month are 28, 29, 30 and 31."""
LADDER = (LoanStatus.CURRENT, LoanStatus.DELINQUENT_30, LoanStatus.DELINQUENT_60)
LEGAL = (LoanStatus.FORECLOSURE, LoanStatus.REO)
CUTS_RATE = 5_000
"""By how much a modification cuts the rate where it may, in parts per million."""


def case_of(seed: int, *, programme: Programme | None = None) -> tuple[LoanTape, MonthActivity]:
    """A tape of one to six loans, and its next month."""
    draw = Random(seed)
    tape = tape_drawn(draw, programme or draw.choice(PROGRAMMES), count=draw.randint(1, 6))
    return tape, next_month(tape, draw)


def tape_drawn(draw: Random, programme: Programme, *, count: int) -> LoanTape:
    """A tape at issue, some of its loans behind, special or ended."""
    net_rate = draw.choice([0, 1, 32_500, 55_000, 60_000])
    loans = tuple(_loan(draw, f"L{number:03}", programme, net_rate) for number in range(count))
    if not any(loan.is_active for loan in loans):
        loans = (*loans[:-1], _ordinary(draw, loans[-1].loan_id, net_rate))
    issue = draw.choice(ISSUES)
    pool = PoolTerms(
        pool_id=PoolId("POOL-1"),
        programme=programme,
        pass_through_rate_ppm=Ppm(net_rate),
        issue=issue,
        original_balance_cents=total(loan.balance_cents for loan in loans),
        original_loan_count=count,
    )
    return LoanTape(pool=pool, as_of=issue, loans=loans)


def _loan(draw: Random, loan_id: str, programme: Programme, net_rate: int) -> Loan:
    loan = _ordinary(draw, loan_id, net_rate)
    kind = draw.random()
    if kind < 0.08:
        return replace(
            loan,
            balance_cents=ZERO,
            remaining_months=0,
            status=draw.choice([LoanStatus.LIQUIDATED, LoanStatus.PAID_OFF]),
        )
    if kind < 0.16:
        return replace(loan, recasts=True, balloon_months=0)
    for special in (_by_days, _interest_only, _adjustable, _deferred):
        if draw.random() < 0.25:
            loan = special(draw, loan, programme)
    if draw.random() < 0.45:
        loan = _behind(draw, loan, programme)
    return _with_escrow(draw, loan)


def _ordinary(draw: Random, loan_id: str, net_rate: int) -> Loan:
    servicing, guaranty = draw.choice([0, 2_500, 3_333]), draw.choice([0, 1, 3_750])
    rate = Ppm(net_rate + servicing + guaranty)
    balance = Cents(draw.choice([draw.randint(1, 2_000), draw.randint(1, 10**8), 30_000_000]))
    months = draw.choice([1, 2, 3, draw.randint(1, 12), draw.randint(1, 360)])
    balloon = draw.choice([0, 0, 0, draw.randint(0, 480 - months)])
    level = level_payment(balance=balance, note_rate=rate, months=months + balloon)
    interest = monthly_interest(balance=balance, rate=rate)
    return Loan(
        loan_id=LoanId(loan_id),
        original_balance_cents=Cents(balance.count * draw.choice([1, 1, 2])),
        balance_cents=balance,
        note_rate_ppm=rate,
        servicing_fee_ppm=Ppm(servicing),
        guaranty_fee_ppm=Ppm(guaranty),
        payment_cents=max(level, interest + Cents(1)),
        original_term_months=480,
        remaining_months=months,
        age_months=draw.randint(0, 300),
        recasts=False,
        status=LoanStatus.CURRENT,
        advances_outstanding_cents=ZERO,
        escrow_balance_cents=ZERO,
        state=draw.choice(["CA", None]),
        balloon_months=balloon,
    )


def _by_days(_draw: Random, loan: Loan, _programme: Programme) -> Loan:
    return replace(loan, accrual=Accrual.ACTUAL_360)


def _interest_only(draw: Random, loan: Loan, _programme: Programme) -> Loan:
    months = draw.choice([1, 1, 2, loan.remaining_months])
    interest = monthly_interest(balance=loan.balance_cents, rate=loan.note_rate_ppm)
    return replace(
        loan,
        interest_only_months=min(months, loan.remaining_months),
        payment_cents=draw.choice([interest, loan.payment_cents]),
    )


def _adjustable(draw: Random, loan: Loan, programme: Programme) -> Loan:
    if not programme.net_rates_vary:
        return loan
    fees = loan.servicing_fee_ppm.count + loan.guaranty_fee_ppm.count
    return replace(
        loan,
        reset=RateReset(
            margin_ppm=Ppm(draw.choice([0, 22_500, 27_777])),
            months_to_reset=draw.choice([1, 1, 2, 12]),
            interval_months=draw.choice([1, 6, 12]),
            periodic_cap_ppm=Ppm(draw.choice([0, 10_000, 300_000])),
            floor_ppm=Ppm(fees + draw.choice([0, 20_000])),
            ceiling_ppm=Ppm(draw.choice([90_000, 300_000])),
            step_ppm=Ppm(draw.choice([1, 1_250, 1_000])),
        ),
    )


def _deferred(draw: Random, loan: Loan, _programme: Programme) -> Loan:
    return replace(loan, deferred_cents=Cents(draw.randint(0, loan.balance_cents.count // 2)))


def _behind(draw: Random, loan: Loan, programme: Programme) -> Loan:
    behind = draw.choice([1, 2, 3, draw.randint(1, 7)])
    advanced = draw.choice([behind, behind, draw.randint(0, behind)])
    if programme.remittance_type is RemittanceType.ACTUAL_ACTUAL:
        advanced = 0
    worth = loan.payment_cents
    if programme.remittance_type is RemittanceType.SCHEDULED_ACTUAL:
        worth = monthly_interest(balance=loan.bearing_cents, rate=loan.note_rate_ppm)
    odd = draw.choice([0, 0, 0, 7]) if advanced else 0
    rung = LADDER[behind] if behind < 3 else LoanStatus.DELINQUENT_90
    return replace(
        loan,
        months_behind=behind,
        months_advanced=advanced,
        advances_stopped=draw.random() < 0.35,
        advances_outstanding_cents=Cents(advanced * worth.count + odd),
        status=draw.choice([rung, rung, *LEGAL]),
    )


def _with_escrow(draw: Random, loan: Loan) -> Loan:
    return replace(
        loan,
        escrow_balance_cents=Cents(draw.choice([0, 0, 123_456, 5_000, -700])),
        escrow_advances_cents=Cents(draw.choice([0, 0, 0, 4_321])),
    )


def next_month(tape: LoanTape, draw: Random, *, odd: float = 0.06) -> MonthActivity:
    """What is reported of the month after `tape`; a share `odd` of lines may not fit."""
    lines = tuple(
        _odd_line(draw, loan) if draw.random() < odd else _line(draw, loan, tape.pool.programme)
        for loan in tape.active_loans
    )
    recovered = tuple(
        replace(
            _nothing(loan),
            recovery_cents=Cents(draw.randint(1, 10**6)),
            late_fee_cents=Cents(int(draw.random() < odd)),
        )
        for loan in tape.loans
        if (loan.status is LoanStatus.LIQUIDATED and draw.random() < 0.5)
        or (loan.status is LoanStatus.PAID_OFF and draw.random() < odd / 4)
    )
    index = Ppm(draw.choice([0, 31_234, 55_555, 250_000]))
    return MonthActivity(
        pool_id=tape.pool.pool_id,
        period=tape.next_period,
        loans=tuple(sorted((*lines, *recovered), key=lambda line: line.loan_id)),
        index_ppm=index if lines and draw.random() >= odd / 2 else None,
    )


def _nothing(loan: Loan) -> LoanActivity:
    return LoanActivity(
        loan_id=loan.loan_id,
        payments_made=0,
        curtailment_cents=ZERO,
        paid_off=False,
        liquidation_proceeds_cents=None,
    )


def _line(draw: Random, loan: Loan, programme: Programme) -> LoanActivity:
    """A line that fits, but for loans whose schedule ends behind."""
    pays = replace(_nothing(loan), payments_made=1)
    if loan.recasts:
        return replace(pays, curtailment_cents=_little(draw, loan))
    events = [_pays, _pays, _misses, _cures, _ends, _is_liquidated, _is_modified]
    if _may_end(loan) and draw.random() < 0.8:
        events = [_ends, _is_liquidated] if loan.months_behind else [_pays, _ends]
    line = draw.choice(events)(draw, pays, loan, programme)
    if draw.random() < 0.4:
        line = replace(
            line,
            escrow_deposit_cents=Cents(draw.randint(0, 90_000)),
            escrow_disbursement_cents=Cents(draw.choice([0, 0, draw.randint(0, 400_000)])),
            late_fee_cents=Cents(draw.choice([0, 2_500])),
        )
    return line


def _may_end(loan: Loan) -> bool:
    """Whether the month's installment may be the last, which holders get paid or not."""
    return loan.remaining_months == 1 or loan.balance_cents <= loan.payment_cents


def _pays(draw: Random, line: LoanActivity, loan: Loan, _programme: Programme) -> LoanActivity:
    if loan.months_behind or loan.remaining_months == 1:
        return line
    if draw.random() < 0.5:
        return line
    curtailed = _little(draw, loan)
    interest = monthly_interest(balance=loan.bearing_cents, rate=loan.note_rate_ppm)
    short = draw.randint(0, interest.count // 2) if curtailed else 0
    return replace(line, curtailment_cents=curtailed, interest_shortfall_cents=Cents(short))


def _little(draw: Random, loan: Loan) -> Cents:
    """A curtailment that the installments leave room for, in a loan not about to end."""
    room = loan.balance_cents.count - 2 * loan.payment_cents.count
    return Cents(draw.randint(0, room)) if room > 0 and loan.remaining_months > 1 else ZERO


def _misses(draw: Random, line: LoanActivity, loan: Loan, _programme: Programme) -> LoanActivity:
    advances = loan.advances_outstanding_cents.count
    return replace(
        line,
        payments_made=0,
        moved_to=draw.choice([None, None, *LEGAL]),
        stops_advances=draw.random() < 0.3,
        written_off_cents=Cents(draw.choice([0, 0, advances // 2, advances])),
    )


def _cures(draw: Random, line: LoanActivity, loan: Loan, _programme: Programme) -> LoanActivity:
    return replace(line, payments_made=draw.randint(1, loan.months_behind + 1))


def _ends(draw: Random, line: LoanActivity, loan: Loan, programme: Programme) -> LoanActivity:
    needed = programme.buyout_missed_payments
    ripe = needed is not None and loan.months_behind >= needed
    interest = monthly_interest(balance=loan.bearing_cents, rate=loan.note_rate_ppm)
    short = Cents(draw.choice([0, interest.count // 3])) if not loan.months_behind else ZERO
    return replace(
        line,
        paid_off=True,
        bought_out=ripe and draw.random() < 0.5,
        interest_shortfall_cents=short,
    )


def _is_liquidated(
    draw: Random, line: LoanActivity, loan: Loan, programme: Programme
) -> LoanActivity:
    if programme.guarantee is not None:
        return replace(line, paid_off=True)
    proceeds = draw.choice([0, loan.balance_cents.count, -12_345, loan.balance_cents.count // 3])
    return replace(line, payments_made=0, liquidation_proceeds_cents=Cents(proceeds))


def _is_modified(
    draw: Random, line: LoanActivity, loan: Loan, programme: Programme
) -> LoanActivity:
    """New terms; the advances that payments leave are capitalised or written off."""
    if loan.remaining_months == 1 or loan.balance_cents.count <= 2 * loan.payment_cents.count:
        return line
    advances = loan.advances_outstanding_cents.count
    as_scheduled = programme.remittance_type is RemittanceType.SCHEDULED_SCHEDULED
    made = 1 if as_scheduled and not loan.advances_stopped else draw.choice([0, 0, 1])
    written_off = draw.choice([0, 0, advances // 3])
    cut = CUTS_RATE if programme.net_rates_vary and loan.note_rate_ppm.count > 20_000 else 0
    rate = Ppm(loan.note_rate_ppm.count - cut)
    months = draw.choice([loan.remaining_months, 240, 480])
    left = Cents(loan.balance_cents.count + advances)
    payment = level_payment(balance=left, note_rate=rate, months=months)
    terms = Modification(
        note_rate_ppm=rate,
        payment_cents=max(payment, monthly_interest(balance=left, rate=rate) + Cents(1)),
        remaining_months=months,
        balloon_months=draw.choice([0, (480 - months) // 2]),
        capitalised_cents=Cents(advances - written_off),
        forgiven_cents=Cents(draw.choice([0, 0, loan.balance_cents.count // 8])),
        deferred_cents=Cents(draw.choice([0, 0, loan.balance_cents.count // 5])),
    )
    return replace(
        line, payments_made=made, modification=terms, written_off_cents=Cents(written_off)
    )


def _odd_line(draw: Random, loan: Loan) -> LoanActivity:
    """A line that may break any rule."""
    around = Cents(max(loan.balance_cents.count + draw.randint(-2, 2), 0))
    odd: list[dict[str, Any]] = [
        {"payments_made": draw.randint(0, loan.months_behind + 3)},
        {"curtailment_cents": around},
        {"payments_made": 0, "curtailment_cents": Cents(1)},
        {"paid_off": True, "payments_made": draw.randint(0, 2)},
        {"paid_off": True, "bought_out": True},
        {"interest_shortfall_cents": Cents(draw.randint(1, 100))},
        {"paid_off": True, "interest_shortfall_cents": around},
        {"liquidation_proceeds_cents": around, "payments_made": draw.randint(0, 1)},
        {"liquidation_proceeds_cents": around + around, "payments_made": 0},
        {"recovery_cents": Cents(1)},
        {"moved_to": draw.choice(LEGAL), "payments_made": draw.randint(0, 1)},
        {"written_off_cents": loan.advances_outstanding_cents + Cents(1)},
        {"modification": _odd_terms(draw, loan), "payments_made": draw.randint(0, 1)},
        {"modification": _odd_terms(draw, loan), "paid_off": True},
        {"stops_advances": True, "payments_made": draw.randint(0, 1)},
    ]
    return replace(_nothing(loan), **({"payments_made": 1} | draw.choice(odd)))


def _odd_terms(draw: Random, loan: Loan) -> Modification:
    advances, balance = loan.advances_outstanding_cents, loan.balance_cents
    return Modification(
        note_rate_ppm=loan.note_rate_ppm,
        payment_cents=loan.payment_cents,
        remaining_months=max(loan.remaining_months, 1),
        capitalised_cents=draw.choice([ZERO, advances, advances + Cents(1)]),
        forgiven_cents=draw.choice([ZERO, ZERO, balance]),
        deferred_cents=draw.choice([ZERO, ZERO, balance, balance + balance]),
    )
