"""`rwa speeds`: one speed said in every measure, or the speed between two factors."""

from dataclasses import dataclass
from decimal import Decimal

from rwa.cashflow.default_rates import (
    cdr_from_mdr,
    cdr_from_sda,
    mdr_from_cdr,
    sda_from_cdr,
)
from rwa.cashflow.factor_speeds import scheduled_factor, smm_from_factors
from rwa.cashflow.speeds import (
    abs_from_smm,
    cpr_from_psa,
    cpr_from_smm,
    psa_from_cpr,
    smm_from_abs,
    smm_from_cpr,
)
from rwa.cli.arguments import percent
from rwa.cli.console import Output, Row
from rwa.core.errors import UsageError, ValueOutOfRange
from rwa.core.rates import FINEST_PER_CENT, Ppm

PREPAYMENTS = ("smm", "cpr", "psa", "abs")
DEFAULTS = ("mdr", "cdr", "sda")
ON_A_CURVE = ("psa", "sda")
HIGHEST_RATE = 100
"""Per cent a year."""


class OneSpeed(UsageError):
    """`rwa speeds` was given no speed, or several."""

    def __init__(self, given: tuple[str, ...]) -> None:
        self.given = given
        said = " and ".join(f"--{name}" for name in given) or "none"
        known = ", ".join(f"--{name}" for name in (*PREPAYMENTS, *DEFAULTS, "from-factors"))
        super().__init__(
            f"speeds given: {said}, expected exactly one of {known}; leave out the rest"
        )


class ForFactorsAlone(UsageError):
    """An option of --from-factors was given with a speed."""

    def __init__(self, option: str) -> None:
        self.option = option
        super().__init__(f"--{option} belongs to --from-factors; leave it out")


class FactorsNeed(UsageError):
    """The speed between two factors needs the note rate and the remaining months."""

    def __init__(self, option: str) -> None:
        self.option = option
        super().__init__(f"--from-factors needs --{option}; add it")


@dataclass(frozen=True, slots=True)
class FactorPair:
    """Two published factors, a month apart, as texts."""

    begin: str
    """The earlier."""
    end: str
    """The later."""
    gross: str | None
    """Note rate, per cent."""
    remaining: int | None
    """Months left at the later."""


def refuse_all_but(only: str, given: dict[str, str | None]) -> None:
    """Raise OneSpeed when another speed is given beside `only`."""
    named = tuple(name for name, text in given.items() if text is not None)
    if named != (only,):
        raise OneSpeed(named)


def convert(
    given: dict[str, str | None],
    *,
    gross: str | None,
    remaining: int | None,
    age: int,
    as_json: bool,
) -> None:
    """Say one speed in every measure of its kind.

    Raises OneSpeed, ForFactorsAlone, ValueOutOfRange and SpeedOutOfRange.
    """
    for option, value in (("gross", gross), ("remaining", remaining)):
        if value is not None:
            raise ForFactorsAlone(option)
    named = {name: text for name, text in given.items() if text is not None}
    if len(named) != 1:
        raise OneSpeed(tuple(named))
    ((name, text),) = named.items()
    speed = percent(name, text)
    if name not in ON_A_CURVE and speed > HIGHEST_RATE:
        raise ValueOutOfRange(name, value=speed, allowed=f"0 to {HIGHEST_RATE} per cent")
    speeds = _prepayments(name, speed, age) if name in PREPAYMENTS else _defaults(name, speed, age)
    _show(Output(as_json), speeds, age=age)


def between_factors(pair: FactorPair, *, age: int, as_json: bool) -> None:
    """Say the speed between two factors, `age` being the loans' month at the later one."""
    if pair.gross is None:
        raise FactorsNeed("gross")
    if pair.remaining is None:
        raise FactorsNeed("remaining")
    begin, end = percent("from-factors", pair.begin), percent("from-factors", pair.end)
    rate, left = _gross_rate(pair.gross), pair.remaining + 1
    scheduled = scheduled_factor(begin, note_rate=rate, months_left=left, term=left)
    smm = smm_from_factors(
        factor_begin=begin, factor_end=end, note_rate=rate, months_left=left, term=left
    )
    factors = {
        "scheduled_factor": scheduled,
        "amortized": begin - scheduled,
        "prepaid": scheduled - end,
    }
    _show(Output(as_json), _from_smm(smm, age), age=age, factors=factors)


def _gross_rate(text: str) -> Ppm:
    rate = percent("gross", text)
    if rate > HIGHEST_RATE or rate % FINEST_PER_CENT:
        allowed = f"0 to {HIGHEST_RATE} per cent, with at most four decimals"
        raise ValueOutOfRange("gross", value=rate, allowed=allowed)
    return Ppm.percent(rate)


def _prepayments(name: str, speed: Decimal, age: int) -> dict[str, Decimal]:
    share = speed / 100
    if name == "psa":
        return _from_smm(smm_from_cpr(cpr_from_psa(speed, month=age)), age)
    if name == "cpr":
        return _from_smm(smm_from_cpr(share), age)
    return _from_smm(smm_from_abs(share, month=age) if name == "abs" else share, age)


def _from_smm(smm: Decimal, age: int) -> dict[str, Decimal]:
    cpr = cpr_from_smm(smm)
    return {
        "smm": 100 * smm,
        "cpr": 100 * cpr,
        "psa": psa_from_cpr(cpr, month=age),
        "abs": 100 * abs_from_smm(smm, month=age),
    }


def _defaults(name: str, speed: Decimal, age: int) -> dict[str, Decimal]:
    if name == "sda":
        cdr = cdr_from_sda(speed, month=age)
    else:
        cdr = cdr_from_mdr(speed / 100) if name == "mdr" else speed / 100
    return {
        "mdr": 100 * mdr_from_cdr(cdr),
        "cdr": 100 * cdr,
        "sda": sda_from_cdr(cdr, month=age),
    }


def _show(
    output: Output,
    speeds: dict[str, Decimal],
    *,
    age: int,
    factors: dict[str, Decimal] | None = None,
) -> None:
    factors = factors or {}
    rows: list[Row] = [
        {"what": name.replace("_", " "), "value": f"{value:.8f}"} for name, value in factors.items()
    ]
    rows += [{"what": name.upper(), "value": f"{value:.6f} %"} for name, value in speeds.items()]
    output.table(("", f"in month {age} of a loan's life"), rows)
    output.result(
        {"age": age} | {name: float(value) for name, value in {**factors, **speeds}.items()}
    )
