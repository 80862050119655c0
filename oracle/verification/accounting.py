"""Whether the month adds up, and follows from the month before.

The identities are checked on the published figures, each by its name. The recomputation goes
further: from the tape before and what borrowers did, the oracle's own engine works out every loan,
the pool and its classes, and nothing may differ by a cent.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from oracle.checks import (
    Difference,
    remittance_differences,
    split_differences,
    tape_differences,
)
from oracle.estimate import departures_from_estimate
from oracle.recompute import Recomputation, recompute
from oracle.verification.chain_record import ChainRecord
from oracle.verification.figures import Pair, all_equal
from oracle.verification.files import MonthFiles, missing
from oracle.verification.verdict import Line, Verdict
from rwa.core.errors import RwaError
from rwa.core.rates import Ppm
from rwa.deal.terms import Deal
from rwa.pool.files import tape_hash
from rwa.remittance.bound_identities import PoolAccrual
from rwa.remittance.document import Basis, RemittanceDocument
from rwa.remittance.errors import IdentityBroken
from rwa.remittance.identities import (
    BOUND_IDENTITIES,
    CHAIN,
    POOL_IDENTITIES,
    SPLIT_IDENTITIES,
    BoundedMonth,
    Identity,
    ReportBounds,
    SplitMonth,
    Succession,
)

IDENTITIES, RECOMPUTED = "identity", "recomputed"
Subject = TypeVar("Subject")


def identity_lines(record: ChainRecord, files: MonthFiles) -> Iterator[Verdict]:
    """Every identity of the contract and of the pool's accounts, by name."""
    document = files.document
    if document is None:
        yield Line(IDENTITIES, "all").not_checked("there is no document to check")
        return
    month = SplitMonth(document.remittance, document.distributions)
    for pool_identity in POOL_IDENTITIES:
        yield _identity(pool_identity, document.remittance)
    for split_identity in SPLIT_IDENTITIES:
        yield _identity(split_identity, month)
    bounded = BoundedMonth(month, _bounds(record))
    for bound_identity in BOUND_IDENTITIES:
        yield _identity(bound_identity, bounded)
    yield _chain(record, files, document)


def recomputed_lines(record: ChainRecord, files: MonthFiles) -> Iterator[Verdict]:
    """Every loan, the pool and the classes, worked out again and compared."""
    loans, pool, classes = (Line(RECOMPUTED, name) for name in ("loans", "pool", "classes"))
    absent = tuple(missing(files))
    document, tape = files.document, files.tape
    if document is None or tape is None or absent or _lacks_prior(files):
        why = f"needs {', '.join(absent) or 'the document of the month before'}"
        yield from (line.not_checked(why) for line in (loans, pool, classes))
        return
    try:
        computed = _recompute(files, document, record.subject.deal)
    except RwaError as error:
        yield loans.failed("a month that follows from the tape before", "refused", str(error))
        yield from (line.not_checked("no month was computed") for line in (pool, classes))
        return
    yield from _basis(files, document)
    found = tuple(tape_differences(computed.tape, tape))
    if not found and tape_hash(computed.tape) != document.tape_sha256:
        found = (Difference("sha256", tape_hash(computed.tape), document.tape_sha256, None),)
    count = len(computed.tape.loans)
    yield _compared(
        loans, found, f"{count:,} loans, row by row, as the tape after the month has them"
    )
    found = tuple(remittance_differences(computed.remittance, document.remittance))
    yield _compared(pool, found, "the pool's month is the sum of its loans")
    found = tuple(split_differences(computed.distributions, document.distributions))
    yield _compared(classes, found, "the split between classes follows from the deal")


def _identity(identity: Identity[Subject], subject: Subject) -> Verdict:
    line = Line(IDENTITIES, identity.name)
    try:
        identity.check(subject)
    except IdentityBroken as broken:
        where = f"{broken.where}: " if broken.where else ""
        return line.failed(f"{where}{broken.right}", f"{where}{broken.left}", identity.statement)
    return line.equal("holds", "holds", identity.statement)


def _bounds(record: ChainRecord) -> ReportBounds:
    """The contract's own limits."""
    bounds = record.oracle.bounds()
    return ReportBounds(
        max_rate_ppm=Ppm(bounds.max_rate_ppm),
        max_fee_ppm=Ppm(bounds.max_fee_ppm),
        accrual=PoolAccrual[bounds.accrual.name],
    )


def _chain(record: ChainRecord, files: MonthFiles, document: RemittanceDocument) -> Verdict:
    """The month begins where the month before, or the issue, ended."""
    this = SplitMonth(document.remittance, document.distributions)
    if document.remittance.period_index == 1:
        pairs = dict(_issue_chain(record, this))
        return all_equal(Line(IDENTITIES, CHAIN.name), pairs, "the month begins with the issue")
    if files.prior_document is None:
        why = "needs the document of the month before"
        return Line(IDENTITIES, CHAIN.name).not_checked(why)
    before = files.prior_document
    prior = SplitMonth(before.remittance, before.distributions)
    return _identity(CHAIN, Succession(prior, this))


def _issue_chain(record: ChainRecord, this: SplitMonth) -> Iterator[tuple[str, Pair]]:
    issue, month, split = record.oracle.report_of(0), this.remittance, this.distributions
    yield "balance", Pair(issue.balance_end_cents, month.balance_begin_cents.count)
    yield "loan count", Pair(issue.loan_count_end, month.loan_count_begin)
    yield (
        "overcollateralisation",
        Pair(
            issue.overcollateralisation_end_cents,
            split.overcollateralisation_begin_cents.count,
        ),
    )
    yield "shortfall", Pair(issue.shortfall_end_cents, split.shortfall_begin_cents.count)
    for each, row in zip(record.classes, split.rows, strict=False):
        face = record.oracle.tranche_end(0, each.index)
        yield each.about, Pair(face, row.begin_cents.count)


def _lacks_prior(files: MonthFiles) -> bool:
    """Whether the month before is needed for the split and could not be had."""
    document = files.document
    is_later = document is not None and document.remittance.period_index > 1
    return is_later and files.prior_document is None


def _recompute(files: MonthFiles, document: RemittanceDocument, deal: Deal) -> Recomputation:
    if files.prior_tape is None or files.activity is None:
        raise AssertionError("asked for without its files; ask `missing` first")
    prior = files.prior_document
    return recompute(
        files.prior_tape,
        files.activity,
        deal,
        None if prior is None else prior.distributions,
        revision=document.remittance.revision,
    )


def _basis(files: MonthFiles, document: RemittanceDocument) -> Iterator[Verdict]:
    """An estimated month is the one that the rule for estimates gives."""
    if document.basis is Basis.ESTIMATED and files.activity and files.prior_tape:
        found = tuple(departures_from_estimate(files.activity, files.prior_tape))
        why = "the servicer's books were not closed: an estimate by rule, to be revised"
        yield _compared(Line(RECOMPUTED, "estimate"), found, why)


def _compared(line: Line, differences: tuple[Difference, ...], why: str) -> Verdict:
    if not differences:
        return line.equal("nothing differs", "nothing differs", why)
    first = differences[0]
    of = f"loan {first.loan_id} " if first.loan_id else ""
    more = f", and {len(differences) - 1} more differ" if differences[1:] else ""
    return line.failed(
        f"{of}{first.field} {first.expected}", f"{of}{first.field} {first.reported}{more}", why
    )
