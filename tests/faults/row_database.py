"""Row: databases that are locked, full or damaged, and migrations that are killed midway.

Collector and nodes are asked for all they do while a database cannot take it. What was acknowledged
must be there after a restart, what failed must have left nothing, errors must say what is wrong,
and no node may sign what it could not write down, nor two contents of one report.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import inspect, select, text

from oracle.network.messages import answer_bytes
from oracle.package import SignedReport
from oracle.posting.jobs import FlagLate
from oracle.signing_log import ReportKey, SigningLog, SigningLogUnusable
from oracle.store import database as database_module
from oracle.store.database import Store, open_store
from oracle.store.errors import StoreUnusable
from oracle.store.gathering_tables import ANSWERS
from oracle.store.metadata import METADATA
from oracle.store.outbox_tables import JOBS
from rwa.core.errors import RwaError
from rwa.pool.canonical import sha256_of
from tests.faults.damaged_disk import damage, full_log, full_store, impatient, locked
from tests.faults.mortal_child import ANY, FINISHED, Kill, live
from tests.faults.network_months import published_pool
from tests.faults.posting_desk import FINALITY, nothing_is_logged, scratch
from tests.faults.remembering_chain import RememberingChain
from tests.faults.reported_pool import DAY, as_of
from tests.faults.rows import FaultRow, Tally, Witness
from tests.faults.simulated_chain import SimulatedChain
from tests.faults.working_network import Network

LOCK_SECONDS = 0.02
KILLED_MIGRATIONS = 4
"""In each seed."""
STATEMENTS_OF_A_MIGRATION = 64
"""SQL statements of opening an empty store, at least."""
JOBS_ADDED = 8


@dataclass
class Office:
    """The network over one directory, and what it has said yes to."""

    directory: Path
    random: Random
    witness: Witness
    chain: SimulatedChain = field(init=False)
    acknowledged: set[str] = field(default_factory=set)
    """Answers and jobs that somebody was told are kept."""
    refused: set[str] = field(default_factory=set)
    """Answers and jobs that somebody was told are not."""
    signed: dict[int, set[bytes]] = field(default_factory=dict)
    """What left each node."""

    def __post_init__(self) -> None:
        published = published_pool()
        self.month = published.months[0]
        self.chain = SimulatedChain(published.pool.chain, self.random, finality=FINALITY)
        self.chain.advance_to(as_of(1) + 3 * DAY)

    def open(self) -> Network:
        return Network(
            published_pool(),
            self.directory,
            RememberingChain(self.chain),
            lambda _: None,
            lock_seconds=LOCK_SECONDS,
        )

    def use(self, network: Network) -> None:
        """Have every node sign and every part write."""
        for node in range(len(network.services)):
            self._have_answered(network, node)
        for number in range(JOBS_ADDED):
            job = FlagLate(published_pool().pool.oracle.address, self.random.randint(1, 60_000))
            self._try(job.natural_key, lambda: network.gathering.outbox.add(job))  # noqa: B023
            if number % 4 == 0:
                self._attempt(network.poster.step)

    def _have_answered(self, network: Network, node: int) -> None:
        notices = self._attempt(network.gathering.notices)
        if not notices:
            return
        answer = self._attempt(lambda: network.services[node].answer(notices[0]))
        if answer is None:
            return
        assert isinstance(answer, SignedReport), answer
        self.note_signed(network, node, answer)
        name = sha256_of(answer_bytes(answer))
        self._try(name, lambda: network.gathering.receive(answer))

    def note_signed(self, network: Network, node: int, answer: SignedReport) -> None:
        """What left a node must be written down in it, and must be one content."""
        content_hash = answer.envelope.content_hash
        self.signed.setdefault(node, set()).add(content_hash)
        written = self._attempt(lambda: network.logs[node].signed(self._key()))
        self.witness.require(written == content_hash, "a node signed what it had not written down")
        self.witness.require(len(self.signed[node]) == 1, "a node signed two contents")

    def offer_rival(self, network: Network, node: int) -> None:
        """Ask a node for another account of the month."""
        for content in self.month.rival_files:
            network.gathering.documents.put(content)
        notices = self._attempt(network.gathering.notices)
        if not notices:
            return
        with suppress(RwaError):
            answer = network.services[node].answer(
                replace(notices[0], document_sha256=self.month.rival)
            )
            assert isinstance(answer, SignedReport)
            self.note_signed(network, node, answer)

    def _key(self) -> ReportKey:
        pool = published_pool().servicer.deal.pool_id
        return ReportKey(pool, self.month.period, self.month.revision)

    def _try(self, name: str, act: Callable[[], object]) -> None:
        """Act, and note what is said about it."""
        done = self._attempt(lambda: (act(), True)[1])
        (self.acknowledged if done else self.refused).add(name)

    def _attempt(self, act: Callable[[], Any]) -> Any:
        """What an act returns, None when a database does not let it; its error must say so."""
        try:
            return act()
        except RwaError as error:
            self.witness.saw(type(error).__name__)
            return None
        except Exception as error:  # noqa: BLE001 - it does not say what is wrong
            self.witness.require(False, f"an error without a name: {error!r:.200}")
            return None

    def require_kept(self, *, exactly: bool) -> None:
        """After a restart all that was acknowledged is there, and nothing that failed."""
        network = self.open()
        kept = _kept(network)
        network.close()
        lost = self.acknowledged - kept
        self.witness.require(not lost, f"{len(lost)} acknowledged and gone")
        half = kept & (self.refused - self.acknowledged)
        self.witness.require(not (exactly and half), f"{len(half)} refused and kept")


def _kept(network: Network) -> set[str]:
    with network.store.reading() as connection:
        answers = connection.execute(select(ANSWERS.c.sha256)).scalars().all()
        jobs = connection.execute(select(JOBS.c.natural_key)).scalars().all()
    return {*answers, *jobs}


def run(seed: int) -> Tally:
    """Each way in which a database fails, once."""
    random, witness = Random(seed), Witness()
    with nothing_is_logged():
        for fail in (_locked, _full, _damaged, _killed_while_migrating):
            with scratch() as directory:
                fail(Office(directory, random, witness))
    return witness.tally()


def _locked(office: Office) -> None:
    """Other programs hold the store and a node's log; then they let go."""
    network = office.open()
    network.publish(office.month)
    with ExitStack() as held:
        held.enter_context(impatient(network.logs))
        held.enter_context(locked(office.directory / "collector.sqlite"))
        for node in office.random.sample(range(4), 2):
            held.enter_context(locked(office.directory / f"node-{node}" / "signed.sqlite"))
        office.witness.attempts += 1
        office.use(network)
    network.close()
    office.require_kept(exactly=True)
    _require_works(office)


def _full(office: Office) -> None:
    """There is room for little more, or for nothing."""
    network = office.open()
    network.publish(office.month)
    with ExitStack() as held:
        held.enter_context(full_store(network.store, pages_left=office.random.randint(0, 6)))
        for node in office.random.sample(range(4), 2):
            held.enter_context(full_log(network.logs[node]))
        office.witness.attempts += 1
        office.use(network)
    network.close()
    office.require_kept(exactly=True)
    _require_works(office)


def _require_works(office: Office) -> None:
    """With its databases in order, the network brings the month."""
    network = office.open()
    for _ in range(4):
        for loop in network.loops:
            loop.step()
        network.gathering.advance()
        network.poster.step()
        office.chain.mine()
    accepted = network.gathering.look().last_accepted
    office.witness.require(accepted == 1, f"{accepted} months accepted with good databases")
    network.close()


def _damaged(office: Office) -> None:
    """Files are damaged while nothing runs; whatever still starts may not do wrong."""
    network = office.open()
    network.publish(office.month)
    office.use(network)
    network.close()
    node = office.random.randrange(4)
    paths = (office.directory / "collector.sqlite", office.directory / f"node-{node}/signed.sqlite")
    for path in office.random.sample(paths, office.random.randint(1, 2)):
        office.witness.saw(damage(path, office.random))
    office.witness.attempts += 1
    office.acknowledged.clear()
    damaged = office._attempt(office.open)
    if damaged is not None:
        office.offer_rival(damaged, node)
        office.use(damaged)
        damaged.close()
        if office.acknowledged:
            office._attempt(lambda: office.require_kept(exactly=False))


def _killed_while_migrating(office: Office) -> None:
    """A new store and one of the first revision, killed at a statement of the migration."""
    for number in range(KILLED_MIGRATIONS):
        directory = office.directory / str(number)
        directory.mkdir()
        url = f"sqlite:///{directory / 'store.sqlite'}"
        if number % 2:
            _first_revision(url)
        moment = office.random.randint(1, STATEMENTS_OF_A_MIGRATION)

        def migrate(_chain: Any, _say: Any, url: str = url) -> bool:
            open_store(url).close()
            return True

        life = live(None, migrate, Kill(ANY, moment), directory, before=lambda _: None)
        office.witness.saw(moment, life.exit_code, life.said)
        office.witness.attempts += life.exit_code != FINISHED
        _require_migrated(office, url, rows=number % 2)


def _first_revision(url: str) -> None:
    """A store of the first revision, with a job in it."""
    with open_store(url, revision="0001") as store, store.writing() as connection:
        connection.execute(
            JOBS.insert().values(
                natural_key="kept", kind="flag late", oracle="", body=b"\0\1", state="", reason=""
            )
        )


def _require_migrated(office: Office, url: str, *, rows: int) -> None:
    """The next start finds what was there, and makes all tables."""
    try:
        with open_store(url) as store, store.reading() as connection:
            found = set(inspect(connection).get_table_names())
            kept = len(connection.execute(select(JOBS.c.id)).all())
            version = connection.execute(text("SELECT version_num FROM alembic_version")).all()
    except StoreUnusable as error:
        office.witness.require(False, f"stuck behind a killed migration: {error.cause}")
        return
    missing = set(METADATA.tables) - found
    office.witness.require(not missing, f"tables are missing: {sorted(missing)}")
    office.witness.require(kept == rows, f"{kept} rows are left of {rows}")
    office.witness.require(len(version) == 1, f"{len(version)} versions are noted")


@contextmanager
def failed_writes_are_not_told() -> Iterator[None]:
    """A transaction that fails is forgotten, and its caller goes on."""
    writing = Store.writing

    @contextmanager
    def quiet(self: Store) -> Iterator[Any]:
        with suppress(StoreUnusable), writing(self) as connection:
            yield connection

    with pytest.MonkeyPatch.context() as removed:
        removed.setattr(Store, "writing", quiet)
        yield


@contextmanager
def signing_goes_on_unwritten() -> Iterator[None]:
    """A node whose log fails signs all the same."""
    record = SigningLog.record

    def careless(self: SigningLog, key: ReportKey, content_hash: bytes) -> None:
        with suppress(SigningLogUnusable):
            record(self, key, content_hash)

    note = SigningLog.note_final

    def careless_too(self: SigningLog, block: Any) -> None:
        with suppress(SigningLogUnusable):
            note(self, block)

    with pytest.MonkeyPatch.context() as removed:
        removed.setattr(SigningLog, "record", careless)
        removed.setattr(SigningLog, "note_final", careless_too)
        yield


@contextmanager
def each_statement_is_a_transaction() -> Iterator[None]:
    """Nothing begins, so that nothing is undone."""
    with pytest.MonkeyPatch.context() as removed:
        removed.setattr(database_module, "_begin", lambda _: None)
        yield


ROW = FaultRow(
    name="broken-database",
    target="no acknowledgement without durability",
    run=run,
    protections={
        "a failed transaction is told": failed_writes_are_not_told,
        "nothing is signed that is not written down": signing_goes_on_unwritten,
        "a migration is one transaction": each_statement_is_a_transaction,
    },
    seeds=3,
    long_seeds=300,
)
