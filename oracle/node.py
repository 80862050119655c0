"""A node: recompute the month, compare, and sign or object."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from oracle.checks import Difference, differences
from oracle.commitment.tape_tree import salt_of_revision, tape_tree
from oracle.content import report_content
from oracle.estimate import departures_from_estimate
from oracle.failpoints import reached
from oracle.package import (
    Finding,
    MonthPackage,
    Objection,
    ReportTarget,
    SignedReport,
    objection_bytes,
    shortened,
)
from oracle.recompute import Recomputation, recompute
from oracle.signing_log import ReportKey, SigningLog
from rwa.chain.accounts import Account
from rwa.chain.report import Envelope, envelope_message, hash_content
from rwa.core.errors import CheckFailed, DataRejected, TieOutBroken
from rwa.core.ids import Address, Sha256
from rwa.deal.terms import Deal
from rwa.pool.activity import activity_hash
from rwa.pool.files import tape_hash
from rwa.pool.tape import LoanTape
from rwa.remittance.canonical import document_sha256
from rwa.remittance.classes import ClassDistributions
from rwa.remittance.document import Basis


class NoPriorMonth(CheckFailed):
    """A node is shown a month that does not follow the one accepted before it."""

    def __init__(self, *, asked: int, accepted: int) -> None:
        self.asked = asked
        self.accepted = accepted
        super().__init__(
            f"period {asked} follows {asked - 1}, accepted is period {accepted}; "
            "have the months in between accepted first"
        )


@dataclass(frozen=True, slots=True)
class AcceptedMonth:
    """How a month ended that the contract accepted: what the next one begins with."""

    tape: LoanTape
    """The tape after the month."""
    split: ClassDistributions | None
    """The month between classes; None for the tape at issue."""

    @property
    def period_index(self) -> int:
        """Number of the month, 0 for the issue."""
        return self.tape.as_of.months_since(self.tape.pool.issue)


class Node:
    """One reporter: its key, its signing log and the deal it knows.

    It believes no figure of anybody else but the accepted month before, which it is handed with
    each review from its own view of the chain.
    """

    def __init__(self, account: Account, log: SigningLog, *, deal: Deal) -> None:
        self._account = account
        self._log = log
        self._deal = deal

    @property
    def address(self) -> Address:
        """The account it signs with."""
        return self._account.address

    def review(
        self, package: MonthPackage, target: ReportTarget, after: AcceptedMonth
    ) -> SignedReport | Objection:
        """Recompute a month; sign it when every figure is equal, object to the first that is not.

        Activity that no month can be computed from is objected to as well. Raises NoPriorMonth,
        AlreadySignedOther and SigningLogUnusable.
        """
        period = package.document.remittance.period_index
        if period - 1 != after.period_index:
            raise NoPriorMonth(asked=period, accepted=after.period_index)
        named = document_sha256(package.document)
        try:
            recomputed = self._recompute(package, after)
        except (DataRejected, TieOutBroken) as error:
            return self.object_to(named, _not_accountable(error))
        found = next(_differences(package, recomputed, after), None)
        if found is not None:
            return self.object_to(named, found)
        return self._sign(package, target, recomputed)

    def object_to(self, document: Sha256, difference: Difference) -> Objection:
        """Say over the node's signature what is wrong with a document, given by its name.

        Long texts are cut.
        """
        finding = Finding(
            document_sha256=document,
            loan_id=difference.loan_id,
            field=difference.field,
            expected=str(difference.expected),
            reported=str(difference.reported),
        )
        said = shortened(finding)
        signature = self._account.sign(objection_bytes(said))
        return Objection(self.address, said, signature)

    def _recompute(self, package: MonthPackage, after: AcceptedMonth) -> Recomputation:
        revision = package.document.remittance.revision
        return recompute(after.tape, package.activity, self._deal, after.split, revision=revision)

    def _sign(
        self, package: MonthPackage, target: ReportTarget, recomputed: Recomputation
    ) -> SignedReport:
        """Write down what is about to be signed, then sign it."""
        remittance = recomputed.remittance
        salt = salt_of_revision(package.salt, remittance.revision)
        content = report_content(
            package.document,
            tape_root=tape_tree(recomputed.tape, salt=salt).root,
            previous_report_hash=target.previous_report_hash,
        )
        content_hash = hash_content(content)
        key = ReportKey(remittance.pool_id, remittance.period_index, remittance.revision)
        self._log.record(key, content_hash)
        reached("node.recorded")
        envelope = Envelope(content_hash, target.node_set_digest, target.valid_until)
        message = envelope_message(envelope, chain_id=target.chain_id, oracle=target.oracle)
        signature = self._account.sign(message)
        reached("node.signed")
        return SignedReport(self.address, content, envelope, signature)


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
    if document.basis is Basis.ESTIMATED:
        yield from departures_from_estimate(package.activity, prior.tape)


def _not_accountable(error: DataRejected | TieOutBroken) -> Difference:
    """What is wrong with activity that the node's own engine refuses, in that error's words."""
    loan_id = getattr(error, "loan_id", None)
    return Difference("activity", "a month that follows from the prior tape", error, loan_id)
