"""Tampered tapes: a cent, a loan or the end of a file; every node refuses, and names the loan.

Nodes fetch, read and recompute as they do in service, of files that somebody tampered with: in
their place, so that the file is not what its name says, or under a name and document of its own.
A file that nobody can read, or that is not what it is called, has no loan to name.

Seeds from LARGE_FROM on have tapes of 100,000 loans.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from time import perf_counter

import pytest

from oracle.documents import DocumentsInMemory
from oracle.network.chain_view import ChainView
from oracle.network.messages import Notice
from oracle.network.node_service import NodeService, PoolSecrets
from oracle.network.working_copy import FetchedAnother, WorkingCopy
from oracle.package import MonthPackage, Objection, SignedReport
from rwa.chain.finality import FinalInMemory
from rwa.core.errors import RwaError
from rwa.core.ids import LoanId, Sha256
from rwa.core.money import Cents, total
from rwa.pool.activity import activity_bytes
from rwa.pool.canonical import sha256_of
from rwa.pool.files import tape_bytes
from rwa.pool.tape import LoanTape
from rwa.remittance.canonical import document_bytes
from tests.faults.honest_months import SALT, HonestServicer, drawn_servicer
from tests.faults.honest_nodes import new_node
from tests.faults.reported_pool import DAY, ReportedPool, open_pool
from tests.faults.rows import FaultRow, Tally, Witness

LARGE_FROM = 4
"""The first seed with a tape of LOANS loans; those before it have SMALL ones."""
LOANS, SMALL = 100_000, 500
CASES_EACH = 2
"""Tampered tapes of one seed."""
MONEY = ("balance_cents", "payment_cents", "advances_outstanding_cents", "escrow_balance_cents")


@dataclass(frozen=True, slots=True)
class Scene:
    """A month, honest and published, of a pool of some size."""

    pool: ReportedPool
    servicer: HonestServicer
    package: MonthPackage
    files: dict[Sha256, bytes]
    """Every honest file by its name."""


@dataclass(frozen=True, slots=True)
class Tampering:
    """A tape that is not the month's."""

    tape: bytes
    """The file."""
    loan: LoanId | None
    """The loan to name; None where no loan is to be named."""


Tamperer = Callable[[Scene, Random], Tampering]


def a_cent(scene: Scene, draw: Random) -> Tampering:
    """One amount of one loan, a cent up or down."""
    loans, name = scene.package.tape.loans, draw.choice(MONEY)
    at = draw.choice([at for at, loan in enumerate(loans) if loan.is_active])
    amount = getattr(loans[at], name)
    nudge = Cents(draw.choice((-1, 1)) if amount else 1)
    changed = replace(loans[at], **{name: amount + nudge})
    tape = replace(scene.package.tape, loans=(*loans[:at], changed, *loans[at + 1 :]))
    return Tampering(tape_bytes(tape), loans[at].loan_id)


def loan_dropped(scene: Scene, draw: Random) -> Tampering:
    """One row is gone."""
    header, *rows = _lines(scene)
    at = draw.randrange(len(rows))
    return Tampering(b"".join([header, *rows[:at], *rows[at + 1 :]]), _loan_at(scene, at))


def loan_doubled(scene: Scene, draw: Random) -> Tampering:
    """One row is there twice, the second time anywhere."""
    header, *rows = _lines(scene)
    at = draw.randrange(len(rows))
    rows.insert(draw.randrange(len(rows)), rows[at])
    return Tampering(b"".join([header, *rows]), _loan_at(scene, at))


def loan_in_place_of_another(scene: Scene, draw: Random) -> Tampering:
    """One row is gone and its neighbour's is there twice, so that the number is right."""
    header, *rows = _lines(scene)
    at = draw.randrange(1, len(rows))
    rows[at] = rows[at - 1]
    return Tampering(b"".join([header, *rows]), _loan_at(scene, at - 1))


def loan_renamed(scene: Scene, draw: Random) -> Tampering:
    """One loan under another number."""
    header, *rows = _lines(scene)
    at = draw.randrange(len(rows))
    name = _loan_at(scene, at)
    rows[at] = rows[at].replace(name.encode(), f"Z{draw.randrange(10**6):06d}".encode())
    return Tampering(b"".join([header, *rows]), name)


def cut_off_at_a_line(scene: Scene, draw: Random) -> Tampering:
    """The file ends after some row."""
    header, *rows = _lines(scene)
    kept = draw.randrange(1, len(rows))
    return Tampering(b"".join([header, *rows[:kept]]), _loan_at(scene, kept))


def cut_off_anywhere(scene: Scene, draw: Random) -> Tampering:
    """The file ends after some byte, of a row most likely."""
    whole = tape_bytes(scene.package.tape)
    return Tampering(whole[: draw.randrange(1, len(whole))], None)


TAMPERERS: tuple[Tamperer, ...] = (
    a_cent,
    a_cent,
    loan_dropped,
    loan_doubled,
    loan_in_place_of_another,
    loan_renamed,
    cut_off_at_a_line,
    cut_off_anywhere,
)


def run(seed: int) -> Tally:
    """Some tampered tapes, each in both ways; then the honest month is signed all the same."""
    draw, witness = Random(seed), Witness()
    scene = _scene(SMALL if seed < LARGE_FROM else LOANS)
    for _ in range(CASES_EACH):
        tamperer = draw.choice(TAMPERERS)
        tampering = tamperer(scene, draw)
        _in_its_place(scene, tamperer, tampering, witness)
        _with_a_document_of_its_own(scene, tamperer, tampering, witness)
    if seed <= LARGE_FROM:
        _honest_all_the_same(scene, seed, witness)
    return witness.tally()


def _honest_all_the_same(scene: Scene, seed: int, witness: Witness) -> None:
    """The honest files are signed; how long that takes is said for the large tape."""
    began = perf_counter()
    answer = _answer(scene, scene.files, _document_name(scene.files, scene.package))
    spent = perf_counter() - began
    if seed == LARGE_FROM:
        witness.remarks.append(f"{LOANS:,} loans read, recomputed and signed in {spent:.1f} s")
    witness.require(isinstance(answer, SignedReport), f"the honest month is signed: {answer}")


def _in_its_place(scene: Scene, tamperer: Tamperer, tampering: Tampering, witness: Witness) -> None:
    """The honest document still names the honest file."""
    name = scene.package.document.tape_sha256
    files = scene.files | {name: tampering.tape}
    answer = _answer(scene, files, _document_name(scene.files, scene.package))
    witness.attempts += 1
    is_refused = isinstance(answer, FetchedAnother) and answer.name == name
    witness.require(is_refused, f"{tamperer.__name__} in its place: {answer}")


def _with_a_document_of_its_own(
    scene: Scene, tamperer: Tamperer, tampering: Tampering, witness: Witness
) -> None:
    """The document names the tampered file; the node objects to it, and to the loan in it."""
    name = sha256_of(tampering.tape)
    package = replace(scene.package, document=replace(scene.package.document, tape_sha256=name))
    files = _published(scene, package) | {name: tampering.tape}
    answer = _answer(scene, files, _document_name(files, package))
    witness.attempts += 1
    is_refused = isinstance(answer, Objection) and _names(answer, tampering.loan)
    said = f"{tamperer.__name__} of loan {tampering.loan}: {answer}"
    witness.require(is_refused, said)


def _names(objection: Objection, loan: LoanId | None) -> bool:
    """Whether an objection names the loan, where there is one to name."""
    finding = objection.finding
    return loan is None or finding.loan_id == loan or repr(loan) in finding.reported


def _answer(
    scene: Scene, files: dict[Sha256, bytes], document: Sha256
) -> SignedReport | Objection | RwaError:
    """What a new node says of a published document, fetching every file."""
    pool, chain = scene.pool, scene.pool.chain
    service = NodeService(
        node=new_node(pool.keys[0], scene.servicer.deal),
        view=ChainView(pool.oracle, 0, chain.identity.genesis_hash, FinalInMemory()),
        copy=WorkingCopy(DocumentsInMemory(), Published(files)),
        pool=PoolSecrets(
            terms=scene.servicer.issue.pool,
            issue_tape_sha256=scene.package.document.prior_tape_sha256,
            salt=SALT,
        ),
    )
    notice = Notice(document, pool.oracle.node_set_digest(), pool.now + DAY)
    try:
        return service.answer(notice)
    except RwaError as error:
        return error


@dataclass(frozen=True, slots=True)
class Published:
    """Where nodes fetch; it hands out what it was given, whatever the name."""

    files: dict[Sha256, bytes]

    def document(self, name: Sha256) -> bytes:
        return self.files[name]


@cache
def _scene(loans: int) -> Scene:
    servicer = _large_servicer(loans)
    pool = open_pool(servicer)
    pool.go_to_report_day(1)
    package = servicer.drawn_month(Random(11), servicer.at_issue)
    scene = Scene(pool, servicer, package, {})
    scene.files.update(_published(scene, package))
    return scene


def _published(scene: Scene, package: MonthPackage) -> dict[Sha256, bytes]:
    """The files of a package; those that honest ones share are not written again."""
    document = document_bytes(package.document)
    if scene.files:
        return scene.files | {sha256_of(document): document}
    tapes = (scene.servicer.issue, package.tape)
    contents = (*map(tape_bytes, tapes), activity_bytes(package.activity), document)
    return {sha256_of(content): content for content in contents}


def _document_name(files: dict[Sha256, bytes], package: MonthPackage) -> Sha256:
    name = sha256_of(document_bytes(package.document))
    assert name in files
    return name


def _large_servicer(loans: int) -> HonestServicer:
    """A pool of so many loans, in which a thousand drawn ones come again and again."""
    small = drawn_servicer(Random(11), loans=min(loans, SMALL))
    copies = [
        replace(loan, loan_id=LoanId(f"L{number:07d}"))
        for number, loan in enumerate(small.issue.loans * (loans // len(small.issue.loans)), 1)
    ]
    balance = total(loan.balance_cents for loan in copies)
    terms = replace(
        small.issue.pool, original_balance_cents=balance, original_loan_count=len(copies)
    )
    first, *others = small.deal.classes
    rest = balance - total(terms.original_balance_cents for terms in others)
    classes = (replace(first, original_balance_cents=rest), *others)
    tape = LoanTape(pool=terms, as_of=small.issue.as_of, loans=tuple(copies))
    return HonestServicer(tape, replace(small.deal, classes=classes))


def _lines(scene: Scene) -> list[bytes]:
    return tape_bytes(scene.package.tape).splitlines(keepends=True)


def _loan_at(scene: Scene, at: int) -> LoanId:
    return scene.package.tape.loans[at].loan_id


def _whatever_is_sent(copy: WorkingCopy, name: Sha256) -> bytes:
    """A file under a name, unchecked."""
    return copy.source.document(name)


@contextmanager
def _patched(target: str, instead: object) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(target, instead)
        yield


ROW = FaultRow(
    name="tampered-tape",
    target="100% refused, the loan named, under 60 s for 100,000 loans",
    run=run,
    protections={
        "every loan is compared": lambda: _patched(
            "oracle.checks.tape_differences", lambda *_: iter(())
        ),
        "a file is what its name says": lambda: _patched(
            "oracle.network.working_copy.WorkingCopy.get", _whatever_is_sent
        ),
        "a tape has the loans of the one before": lambda: _patched(
            "rwa.pool.files.check_loans_continue", lambda *_: None
        ),
    },
    seeds=3,
    long_seeds=12,
)
