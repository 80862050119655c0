"""What a user gives: files, numbers, and with them the pool at issue."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from rwa.core.dates import Period
from rwa.core.errors import UsageError
from rwa.core.ids import PoolId
from rwa.core.rates import Ppm
from rwa.pool.files import read_issue_tape
from rwa.pool.generator import ISSUE, PASS_THROUGH_RATE, POOL_ID, generate_pool
from rwa.pool.programme import UMBS, programme_named
from rwa.pool.tape import LoanTape


class FileNotThere(UsageError):
    """A file named on the command line does not exist or cannot be read."""

    def __init__(self, path: Path, *, cause: str) -> None:
        self.path = path
        self.cause = cause
        super().__init__(f"cannot read {path}: {cause}; name a file (docs/reference/tape.md)")


class NotANumber(UsageError):
    """An option wants a number of per cent."""

    def __init__(self, name: str, *, received: str) -> None:
        self.name = name
        self.received = received
        super().__init__(f"--{name} is {received!r}, expected a number such as 100; correct it")


@dataclass(frozen=True, slots=True)
class PoolRequest:
    """What is fixed about a pool besides its loans."""

    pool_id: str = POOL_ID
    """Name of the pool."""
    programme: str = UMBS.key
    """Key of its programme."""
    pass_through: str | None = None
    """Annual rate of the certificates, per cent; None takes the usual one."""
    issue: str = str(ISSUE)
    """Month of issue, YYYY-MM."""

    @property
    def rate(self) -> Ppm:
        """The pass-through rate. Raises NotARate."""
        return PASS_THROUGH_RATE if self.pass_through is None else Ppm.percent(self.pass_through)


def read_file(path: Path) -> bytes:
    """Return a user's file. Raises FileNotThere."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileNotThere(path, cause=error.strerror or str(error)) from error


def read_tape_file(path: Path, request: PoolRequest) -> LoanTape:
    """Read a user's tape at issue. Raises FileNotThere, TapeRejected with every bad row."""
    return read_issue_tape(
        read_file(path),
        pool_id=PoolId(request.pool_id),
        programme=programme_named(request.programme),
        pass_through_rate=request.rate,
        issue=Period.parse(request.issue),
    )


def made_up_tape(request: PoolRequest, *, seed: int, loan_count: int) -> LoanTape:
    """Generate a pool."""
    return generate_pool(
        seed=seed,
        loan_count=loan_count,
        pool_id=PoolId(request.pool_id),
        programme=programme_named(request.programme),
        pass_through_rate=request.rate,
        issue=Period.parse(request.issue),
    )


def percent(name: str, text: str) -> Decimal:
    """Read an option in per cent, zero or more. Raises NotANumber."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise NotANumber(name, received=text) from None
    if not value.is_finite() or value < 0:
        raise NotANumber(name, received=text)
    return value
