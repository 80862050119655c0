"""A user's loan tape, or one made up: the pool at issue."""

from dataclasses import dataclass
from pathlib import Path

from rwa.cli.arguments import read_file
from rwa.core.dates import Period
from rwa.core.ids import PoolId
from rwa.core.rates import Ppm
from rwa.pool.files import read_issue_tape
from rwa.pool.generator import ISSUE, PASS_THROUGH_RATE, POOL_ID, generate_pool
from rwa.pool.programme import UMBS, programme_named
from rwa.pool.tape import LoanTape


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


def read_tape_file(path: Path, request: PoolRequest) -> LoanTape:
    """Read a user's tape at issue. Raises FileNotThere, TapeRejected with every bad row."""
    return read_issue_tape(
        read_file(path, layout="docs/reference/tape.md"),
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
