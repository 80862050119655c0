"""Random lines and assumptions, over everything that a projection allows."""

from decimal import Decimal

from hypothesis import strategies as st

from rwa.cashflow.projection.assumptions import (
    NEVER,
    Assumptions,
    ConstantSpeed,
    DefaultBasis,
    Defaults,
    Measure,
    Speed,
    SpeedVector,
)
from rwa.cashflow.projection.line import Line

PPM = st.integers(0, 300_000).map(lambda count: Decimal(count) / 1_000_000)
SHARES = st.decimals(0, 1, places=4)
SLOW_SHARES = st.decimals(0, Decimal("0.05"), places=5)


@st.composite
def lines(draw: st.DrawFn, *, longest: int = 60) -> Line:
    """A line, now and then with a balloon, an interest-only start or a moving rate."""
    months = draw(st.integers(1, longest))
    wac = draw(PPM)
    fee = min(wac, draw(st.sampled_from((Decimal(0), Decimal("0.0025"), Decimal("0.005")))))
    rates = None
    if draw(st.booleans()):
        moves = st.integers(0, 200_000).map(lambda count: fee + Decimal(count) / 1_000_000)
        rates = tuple(draw(st.lists(moves, min_size=months, max_size=months)))
    return Line(
        balance=Decimal(draw(st.integers(1, 10**13))) / 100,
        wac=wac,
        pass_through_rate=wac - fee,
        remaining_months=months,
        age_months=draw(st.integers(0, 100)),
        amortization_months=draw(st.none() | st.integers(months, 480)),
        interest_only_months=draw(st.just(0) | st.integers(0, months - 1)),
        note_rates=rates,
    )


def speeds(
    draw: st.DrawFn, months: int, measures: dict[Measure, st.SearchStrategy[Decimal]]
) -> Speed:
    monthly = Measure.SMM if Measure.SMM in measures else Measure.MDR
    if draw(st.booleans()):
        shares = st.lists(SHARES, min_size=months, max_size=months)
        return SpeedVector(monthly, tuple(draw(shares)))
    measure = draw(st.sampled_from(tuple(measures)))
    return ConstantSpeed(measure, draw(measures[measure]))


@st.composite
def assumptions(draw: st.DrawFn, line: Line, *, with_defaults: bool = True) -> Assumptions:
    """Any speeds that fit a line, everything at once included."""
    months = line.remaining_months
    curve = st.decimals(0, 3_000, places=1)
    prepayments = {
        Measure.PSA: curve,
        Measure.CPR: SHARES,
        Measure.SMM: SLOW_SHARES,
        Measure.ABS: SLOW_SHARES,
    }
    defaults = {Measure.SDA: curve, Measure.CDR: SHARES, Measure.MDR: SLOW_SHARES}
    curtailments = {Measure.SMM: SLOW_SHARES}
    chosen = speeds(draw, months, defaults) if with_defaults else NEVER
    return Assumptions(
        prepayment=speeds(draw, months, prepayments),
        curtailment=draw(st.just(NEVER))
        if draw(st.booleans())
        else speeds(draw, months, curtailments),
        defaults=Defaults(
            speed=chosen,
            months_to_liquidation=draw(st.integers(0, 24)),
            loss_severity=draw(SHARES),
            advance=draw(st.booleans()),
            basis=draw(st.sampled_from(DefaultBasis)),
        ),
    )


@st.composite
def cases(draw: st.DrawFn, *, longest: int = 60) -> tuple[Line, Assumptions]:
    """A line and what is assumed about it."""
    line = draw(lines(longest=longest))
    return line, draw(assumptions(line))
