"""A node: recompute the month, compare, and sign or object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from oracle.checks import Difference, differences
from oracle.content import report_content
from oracle.package import (
    Finding,
    MonthPackage,
    Objection,
    ReportTarget,
    SignedReport,
    objection_bytes,
)
from oracle.recompute import Recomputation, recompute
from oracle.signing_log import ReportKey, SigningLog
from oracle.tape_tree import tape_tree
from rwa.chain.accounts import Account
from rwa.chain.report import Envelope, envelope_message, hash_content
from rwa.core.errors import CheckFailed, DataRejected, TieOutBroken
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

    def ends_like(self, other: AcceptedMonth) -> bool:
        """Whether a month that was computed from the other follows from this one as well."""
        return self.tape == other.tape and _ends(self.split) == _ends(other.split)


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

        Activity that no month can be computed from is objected to as well. Raises NoPriorMonth,
        AlreadySignedOther and SigningLogUnusable.
        """
        period = package.document.remittance.period_index
        prior = self._prior(period)
        try:
            recomputed = self._recompute(package, prior)
        except (DataRejected, TieOutBroken) as error:
            return self._object(package.document, _not_accountable(error))
        found = next(_differences(package, recomputed, prior), None)
        if found is not None:
            return self._object(package.document, found)
        return self._sign(package, target, recomputed)

    def saw_accepted(self, content_hash: bytes) -> None:
        """Take an accepted report's month as the ground for the next.

        A revision that ends otherwise drops the months behind it: they must be shown again. A
        content this node did not sign changes nothing here; the node then lacks that month and
        says so when asked.
        """
        if content_hash not in self._signed:
            return
        period, month = self._signed[content_hash]
        if period in self._accepted and not month.ends_like(self._accepted[period]):
            self._accepted = {at: kept for at, kept in self._accepted.items() if at < period}
        self._accepted[period] = month
        # Every other content names an earlier report as the previous one: none can be accepted.
        self._signed.clear()

    def _prior(self, period: int) -> AcceptedMonth:
        if period - 1 not in self._accepted:
            raise NoPriorMonth(asked=period, accepted=max(self._accepted))
        return self._accepted[period - 1]

    def _recompute(self, package: MonthPackage, prior: AcceptedMonth) -> Recomputation:
        revision = package.document.remittance.revision
        return recompute(prior.tape, package.activity, self._deal, prior.split, revision=revision)

    def _sign(
        self, package: MonthPackage, target: ReportTarget, recomputed: Recomputation
    ) -> SignedReport:
        """Write down what is about to be signed, then sign it."""
        remittance = recomputed.remittance
        content = report_content(
            package.document,
            tape_root=tape_tree(recomputed.tape, salt=package.salt).root,
            previous_report_hash=target.previous_report_hash,
        )
        content_hash = hash_content(content)
        key = ReportKey(remittance.pool_id, remittance.period_index, remittance.revision)
        self._log.record(key, content_hash)
        month = AcceptedMonth(recomputed.tape, recomputed.distributions)
        self._signed[content_hash] = (remittance.period_index, month)
        envelope = Envelope(content_hash, target.node_set_digest, target.valid_until)
        message = envelope_message(envelope, chain_id=target.chain_id, oracle=target.oracle)
        return SignedReport(self.address, content, envelope, self._account.sign(message))

    def _object(self, document: RemittanceDocument, difference: Difference) -> Objection:
        finding = Finding(
            document_sha256=document_sha256(document),
            loan_id=difference.loan_id,
            field=difference.field,
            expected=str(difference.expected),
            reported=str(difference.reported),
        )
        signature = self._account.sign(objection_bytes(finding))
        return Objection(self.address, finding, signature)


def _differences(
    package: MonthPackage, recomputed: Recomputation, prior: AcceptedMonth
) -> Iterator[Difference]:
    """Every difference: loans, pool, classes, then the files the document names."""
    document = package.document
    yield from differences(recomputed, document=document, tape=package.tape)
    hashes = {
        "prior_tape_sha256": tape_hash(prior.tape),
        "activity_sha256": activity_hash(package.activity),
        "tape_sha256": tape_hash(recomputed.tape),
    }
    for field, expected in hashes.items():
        if getattr(document, field) != expected:
            yield Difference(field, expected, getattr(document, field), None)


def _not_accountable(error: DataRejected | TieOutBroken) -> Difference:
    """What is wrong with activity that the node's own engine refuses, in that error's words."""
    loan_id = getattr(error, "loan_id", None)
    return Difference("activity", "a month that follows from the prior tape", error, loan_id)


def _ends(split: ClassDistributions | None) -> tuple[object, ...] | None:
    """What the next month's split begins with."""
    if split is None:
        return None
    classes = tuple((row.tranche, row.end_cents) for row in split.rows)
    return (*classes, split.overcollateralisation_end_cents, split.shortfall_end_cents)
