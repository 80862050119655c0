"""A small pool's published months, each with another document of the same month beside it."""

from dataclasses import dataclass
from functools import cache
from random import Random

from oracle.network.node_service import PoolSecrets
from oracle.node import AcceptedMonth
from oracle.package import MonthPackage
from rwa.core.ids import Sha256
from rwa.pool.activity import activity_bytes
from rwa.pool.canonical import sha256_of
from rwa.pool.files import tape_bytes, tape_hash
from rwa.remittance.canonical import document_bytes
from tests.faults.honest_months import SALT, HonestServicer, drawn_servicer, month_of
from tests.faults.reported_pool import ReportedPool, open_pool

REPORTED = ((1, 0), (2, 0), (2, 1), (3, 0))
"""Period and revision of each report, in order."""
NODES = 4


@dataclass(frozen=True, slots=True)
class PublishedMonth:
    """A report as the servicer publishes it, and what it must not be exchanged for."""

    period: int
    revision: int
    files: tuple[bytes, ...]
    """Activity, tape, and the document, which comes last."""
    rival_files: tuple[bytes, ...]
    """Another honest account of the same month and revision."""
    principal_cents: int
    """What the month takes from the pool."""

    @property
    def document(self) -> Sha256:
        return sha256_of(self.files[-1])

    @property
    def rival(self) -> Sha256:
        return sha256_of(self.rival_files[-1])


@dataclass(frozen=True, slots=True)
class PublishedPool:
    """A pool on its chain before the first report, and what is published of it."""

    pool: ReportedPool
    servicer: HonestServicer
    months: tuple[PublishedMonth, ...]

    @property
    def secrets(self) -> PoolSecrets:
        issue = self.servicer.issue
        return PoolSecrets(terms=issue.pool, issue_tape_sha256=tape_hash(issue), salt=SALT)

    @property
    def issue_file(self) -> bytes:
        return tape_bytes(self.servicer.issue)


@cache
def published_pool() -> PublishedPool:
    """Built once; its chain is forked by every seed."""
    servicer, draw = drawn_servicer(Random(3), pool_id="KILLED-1", loans=3), Random(4)
    pool = open_pool(servicer, nodes=NODES, periods=6)
    accepted: dict[int, AcceptedMonth] = {0: servicer.at_issue}
    months = []
    for period, revision in REPORTED:
        before = accepted[period - 1]
        package = servicer.drawn_month(draw, before, revision=revision)
        rival = servicer.drawn_month(draw, before, revision=revision)
        accepted[period] = month_of(package)
        months.append(as_published(package, rival))
    return PublishedPool(pool, servicer, tuple(months))


def as_published(package: MonthPackage, rival: MonthPackage) -> PublishedMonth:
    """A month's files, with another honest account of it beside them."""
    month = package.document.remittance
    return PublishedMonth(
        period=month.period_index,
        revision=month.revision,
        files=files_of(package),
        rival_files=files_of(rival),
        principal_cents=month.balance_begin_cents.count - month.balance_end_cents.count,
    )


def files_of(package: MonthPackage) -> tuple[bytes, ...]:
    """What the servicer publishes of a month: activity, tape, and the document last."""
    return (
        activity_bytes(package.activity),
        tape_bytes(package.tape),
        document_bytes(package.document),
    )
