"""What `rwa serve` answers `POST /v1/verify` with: the oracle's verification, as the API takes it."""

from dataclasses import dataclass, field

from oracle.documents import Documents
from oracle.verification.chain_record import Subject
from oracle.verification.published import FileUnpublished, Published
from oracle.verification.verdict import Outcome, Verdict, Verification
from oracle.verification.verify import NoSuchMonth, NotAccepted, verify_month
from rwa.api.verifier import ReportNotAccepted, VerifiedLine, VerifiedMonth
from rwa.chain.hashing import hex_of
from rwa.chain.protocol import Chain
from rwa.core.dates import Period
from rwa.core.errors import RwaError
from rwa.core.ids import Sha256
from rwa.readmodel.errors import NoSuchPeriod, UnknownPool
from rwa.readmodel.records import AsOf

TELLS_OF_LOANS = frozenset(
    {
        "files: prior tape",
        "files: activity",
        "files: tape",
        "recomputed: loans",
        "recomputed: estimate",
    }
)
"""Lines that name borrowers' figures when they are not proved; whoever has the files sees them."""
KEPT_BACK = "what differs may be a borrower's: who has the files is told by oracle verify"


@dataclass(frozen=True, slots=True)
class MonthVerifier:
    """Verifies the months of one pool; see rwa.api.verifier.Verifier."""

    subject: Subject
    """The pool."""
    chain: Chain
    """Where it is."""
    documents: Documents
    """Its files."""
    salt: bytes | None = field(repr=False)
    """The pool's secret for tape roots; None where it is not known."""

    def verify(self, pool_id: str, period: Period) -> VerifiedMonth:
        """See Verifier."""
        known = self.subject.pool.pool_id
        if pool_id != known:
            raise UnknownPool(pool_id, known=(known,))
        try:
            found = verify_month(
                self.subject, self.chain, _OwnFiles(self.documents), period, salt=self.salt
            )
        except NoSuchMonth:
            raise NoSuchPeriod(period) from None
        except NotAccepted as error:
            raise ReportNotAccepted(known, period, last=error.last) from None
        return _answer(found)


@dataclass(frozen=True, slots=True)
class _OwnFiles(Published):
    """The server's files; where they are is nobody else's business."""

    documents: Documents

    def get(self, name: Sha256) -> bytes:
        """See Published."""
        try:
            return self.documents.get(name)
        except RwaError as error:
            raise FileUnpublished(name, place="this server", cause=type(error).__name__) from error


def _answer(found: Verification) -> VerifiedMonth:
    return VerifiedMonth(
        pool_id=found.pool_id,
        period=found.period,
        revisions=tuple(report.revision for report in found.revisions),
        restating=found.restating,
        as_of=AsOf(found.block, hex_of(found.block_hash), found.block_time),
        lines=tuple(map(_line, found.lines)),
    )


def _line(line: Verdict) -> VerifiedLine:
    tells = line.outcome is Outcome.PROVED or line.name not in TELLS_OF_LOANS
    return VerifiedLine(
        about=line.about,
        check=line.check,
        outcome=line.outcome.value,
        expected=line.expected if tells else "",
        found=line.found if tells else "",
        why=line.why if tells else KEPT_BACK,
    )
