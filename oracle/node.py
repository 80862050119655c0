"""A node: recompute the month, compare, and sign or object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from oracle.checks import Difference, differences
from oracle.content import report_content
from oracle.package import MonthPackage, Objection, ReportTarget, SignedReport, objection_bytes
from oracle.recompute import Recomputation, recompute
from oracle.signing_log import ReportKey, SigningLog
from oracle.tape_tree import tape_tree
from rwa.chain.accounts import Account
from rwa.chain.hashing import keccak
from rwa.chain.report import Envelope, envelope_digest, hash_content
from rwa.core.errors import CheckFailed
from rwa.core.ids import Address
from rwa.deal.terms import Deal
from rwa.pool.activity import activity_hash
from rwa.pool.files import tape_hash
from rwa.pool.tape import LoanTape
from rwa.remittance.canonical import document_sha256
from rwa.remittance.classes import ClassDistributions
from rwa.remittance.document import RemittanceDocument


class NoPriorMonth(CheckFailed):
    """A node is shown a month without having accepted the one before."""

    def __init__(self, *, asked: int, accepted: int) -> None:
        self.asked = asked
        self.accepted = accepted
        super().__init__(
            f"period {asked} follows {asked - 1}, the node has accepted up to {accepted}; "
            "show it the months in between first"
        )


@dataclass(frozen=True, slots=True)
class AcceptedMonth:
    """A month as a node recomputed it and the contract accepted it."""

    tape: LoanTape
    """The tape after the month."""
    split: ClassDistributions | None
    """The month between classes; None for the tape at issue."""


class Node:
    """One reporter: its key, its signing log, and its own copy of accepted months.

    It believes no figure of anybody else: a month it builds on is one it recomputed itself and
    then saw accepted, or, after a restart, one whose hash the contract accepted.
    """

    def __init__(
        self,
        account: Account,
        log: SigningLog,
        *,
        deal: Deal,
        accepted: Mapping[int, AcceptedMonth],
    ) -> None:
        """`accepted` has, by period, the months it may be asked to follow; 0 is the issue."""
        self._account = account
        self._log = log
        self._deal = deal
        self._accepted = dict(accepted)
        self._signed: dict[bytes, tuple[int, AcceptedMonth]] = {}

    @property
    def address(self) -> Address:
        """The account it signs with."""
        return self._account.address

    def review(self, package: MonthPackage, target: ReportTarget) -> SignedReport | Objection:
        """Recompute a month; sign it when every figure is equal, object to the first that is not.

        Raises NoPriorMonth, AlreadySignedOther, and what recomputing raises for activity that
        does not fit the tape.
        """
        period = package.document.remittance.period_index
        recomputed = self._recompute(package, period)
        found = next(self._differences(package, recomputed, period), None)
        if found is not None:
            return self._object(package.document, found)
        content = report_content(
            package.document,
            tape=recomputed.tape,
            tape_root=tape_tree(recomputed.tape, salt=package.salt).root,
            previous_report_hash=target.previous_report_hash,
        )
        content_hash = hash_content(content)
        key = ReportKey(
            package.document.remittance.pool_id, period, package.document.remittance.revision
        )
        self._log.record(key, content_hash)
        self._signed[content_hash] = (
            period,
            AcceptedMonth(recomputed.tape, recomputed.distributions),
        )
        envelope = Envelope(content_hash, target.node_set_digest, target.valid_until)
        digest = envelope_digest(envelope, chain_id=target.chain_id, oracle=target.oracle)
        return SignedReport(self.address, content, envelope, self._account.sign_digest(digest))

    def saw_accepted(self, content_hash: bytes) -> None:
        """Take an accepted report's month as the ground for the next.

        A revision drops the months behind it: they must be shown again. A content this node did
        not sign changes nothing here; the node then lacks that month and says so when asked.
        """
        if content_hash not in self._signed:
            return
        period, month = self._signed[content_hash]
        for later in [known for known in self._accepted if known > period]:
            del self._accepted[later]
        self._accepted[period] = month

    def _prior(self, period: int) -> AcceptedMonth:
        if period - 1 not in self._accepted:
            raise NoPriorMonth(asked=period, accepted=max(self._accepted))
        return self._accepted[period - 1]

    def _recompute(self, package: MonthPackage, period: int) -> Recomputation:
        prior = self._prior(period)
        revision = package.document.remittance.revision
        return recompute(prior.tape, package.activity, self._deal, prior.split, revision=revision)

    def _differences(
        self, package: MonthPackage, recomputed: Recomputation, period: int
    ) -> Iterator[Difference]:
        document = package.document
        yield from differences(recomputed, document=document, tape=package.tape)
        hashes = {
            "prior_tape_sha256": tape_hash(self._prior(period).tape),
            "activity_sha256": activity_hash(package.activity),
            "tape_sha256": tape_hash(recomputed.tape),
        }
        for field, expected in hashes.items():
            if getattr(document, field) != expected:
                yield Difference(field, expected, getattr(document, field), None)

    def _object(self, document: RemittanceDocument, difference: Difference) -> Objection:
        name = document_sha256(document)
        signature = self._account.sign_digest(keccak(objection_bytes(name, difference)))
        return Objection(
            node=self.address,
            document_sha256=name,
            field=difference.field,
            expected=str(difference.expected),
            reported=str(difference.reported),
            loan_id=difference.loan_id,
            signature=signature,
        )
