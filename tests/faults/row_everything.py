"""Row: everything at once, over twelve months of several pools on one chain.

Every pool has nodes, a collector and a poster, which live in a child that is killed at random
moments and goes on from its files. The chain answers one call in five falsely or not at all, is
reorganised, and becomes dear; databases are locked; a second poster brings the same reports; one
poster's key serves all pools; a servicer publishes false documents, revises, and comes late; one
node of each pool signs twice and is removed. Meanwhile holders trade, are paid, and a read model
follows. In the end the contracts must have what honest nodes compute, once and in order, the cash
must be with its holders, and the read model must equal one that is built from nothing.
"""

from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Engine

from oracle.metrics import OracleMetrics
from oracle.network.collector_process import Steps
from oracle.network.gathering import MonthState
from oracle.network.node_service import MonthSettled, NotInTheNodeSet
from oracle.network.patient_reads import patient
from oracle.posting.jobs import AcceptReport, Job
from oracle.posting.outbox import Outbox
from oracle.posting.poster import Poster
from oracle.store.database import open_store
from rwa.chain.contract_events import PeriodLate, RemittanceAccepted
from rwa.chain.event_log import read_events
from rwa.chain.report import hash_content
from rwa.core.errors import RwaError
from rwa.pool.canonical import sha256_of
from rwa.readmodel.database import open_memory
from rwa.readmodel.projector import Projector
from tests.faults.damaged_disk import LOCK_MILLISECONDS, locked
from tests.faults.mortal_child import ANY, FINISHED, NEVER, Kill, Life, live
from tests.faults.operated_pools import (
    DAY,
    MOST_POOLS,
    OperatedPool,
    PlannedMonth,
    mine_all,
    pay,
    require_paid,
    simulated_pools,
    trade,
)
from tests.faults.posting_desk import FEES, nothing_is_logged, scratch
from tests.faults.remembering_chain import RememberingChain
from tests.faults.row_killed_anywhere import signing_is_not_written_down
from tests.faults.row_reorganised import replaced_rows_are_kept
from tests.faults.row_unreliable_node import receipts_are_believed
from tests.faults.rows import FaultRow, Tally, Witness
from tests.faults.simulated_chain import GWEI
from tests.faults.traded_pool import difference, rows_of
from tests.faults.unreliable_chain import Rates, UnreliableChain
from tests.faults.working_network import Network, Saying

FINALITY = 10
LARGEST_LAG = 3
"""Blocks that a stale answer is behind."""
DEEPEST = FINALITY - LARGEST_LAG - 1
"""Deeper reorganisations with stale answers would contradict what was final."""
RATES = Rates(
    unreachable=0.03, reply_lost=0.03, timeout=0.03, rate_limited=0.03, stale=0.03, partial=0.05
)
"""One call in five meets a fault."""
KILLS_A_REPORT = 2
LATEST_MOMENT = 1_500
CALLS_TO_A_BLOCK = 40
"""Calls to the chain from one block to the next, while something waits."""
REORGANISED, CONGESTED = 1 / 400, 1 / 600
"""Chances before each call."""
LOCKED = 0.1
"""Chance that a round finds the collector's database locked."""
MOST_ROUNDS = 250
"""After so many rounds without a kill a month is lost."""
MONTHS = 12
MOST_READINGS = 60
SHORT_SEEDS, FEW_MONTHS = 8, 3
SECOND_POSTER = "guardian"


class DisturbedNetwork(Network):
    """A pool's network in a child: it works as in production, whatever fails."""

    def __post_init__(self) -> None:
        super().__post_init__()
        for log in self.logs:
            log._database.execute(f"PRAGMA busy_timeout = {LOCK_MILLISECONDS}")
        self.steps = Steps(self.gathering, self.poster, OracleMetrics(), 0)
        self.betrayed = False

    def bring_disturbed(
        self, month: PlannedMonth, random: Random, second: "SecondPoster | None"
    ) -> bool:
        """Work until a month is in force and its traitor gone; False when it never is."""
        files = [month.false_files] if month.false_files else []
        files.append(month.published.files)
        opened = False
        for number in range(MOST_ROUNDS):
            with ExitStack() as round_:
                if random.random() < LOCKED:
                    round_.enter_context(locked(self.directory / "collector.sqlite"))
                if not opened or (len(files) > 1 and number > random.randint(1, 4)):
                    files = files[1:] if opened else files
                    opened = self._open(month, files[0])
                self._work(month, second)
            if opened and len(files) == 1 and self._is_done(month, second):
                return True
        return False

    def flag_late(self) -> bool:
        """Work while a report does not come, until the contract says that it is late."""
        for _ in range(MOST_ROUNDS):
            self.steps.step()
            with suppress(RwaError):
                seen = self.gathering.look()
                if seen.late_period == seen.last_accepted + 1 and not self._is_pending():
                    return True
        return False

    def _open(self, month: PlannedMonth, files: tuple[bytes, ...]) -> bool:
        """Publish what there is of a month; it may be too early, or the chain away."""
        with suppress(RwaError):
            for content in (self.published.issue_file, *files):
                self.gathering.documents.put(content)
            self.gathering.open_month(sha256_of(files[-1]))
            return True
        return False

    def _work(self, month: PlannedMonth, second: "SecondPoster | None") -> None:
        if month.betrayer is not None and not self._is_betrayed(month, month.betrayer):
            return
        for loop in self.loops:
            loop.step()
        self.steps.step()
        if second is not None:
            second.step(self)

    def _is_betrayed(self, month: PlannedMonth, node: int) -> bool:
        """Whether a traitor's other signature is kept, or the traitor gone; it comes first of all."""
        if not self.betrayed:
            with suppress(RwaError):
                with suppress(MonthSettled, NotInTheNodeSet):
                    self.betray(month.published, node)
                self.betrayed = True
        return self.betrayed

    def _is_done(self, month: PlannedMonth, second: "SecondPoster | None") -> bool:
        with suppress(RwaError):
            seen = self.gathering.look()
            state = self.gathering.month(month.published.period).state
            removed = month.betrayer is None or len(seen.nodes) < len(self.services)
            idle = second is None or not second.outbox.pending()
            return state is MonthState.ACCEPTED and removed and idle and not self._is_pending()
        return False

    def _is_pending(self) -> bool:
        return bool(self.gathering.outbox.pending())


class SecondPoster:
    """Another poster, with its own store, that brings whatever reports the first one has."""

    def __init__(self, network: Network, pool: OperatedPool) -> None:
        self._store = open_store(f"sqlite:///{pool.directory / 'second.sqlite'}")
        self.outbox = Outbox(self._store)
        account = pool.world.people[SECOND_POSTER]
        self._poster = Poster(self._store, network.chain, account, clock=network._clock, fees=FEES)

    def step(self, network: Network) -> None:
        """Take over new reports, and do what is due."""
        known: list[Job] = [record.job for record in self.outbox.jobs()]
        with suppress(RwaError):
            for record in network.gathering.outbox.jobs():
                if isinstance(record.job, AcceptReport) and record.job not in known:
                    self.outbox.add(record.job)
            self._poster.step()


@dataclass(frozen=True, slots=True)
class Weather:
    """What a seed's whole history has or has not."""

    pools: int
    one_key: bool
    """Whether one poster's key serves all pools."""
    second_poster: bool
    keeps_all: bool
    """Whether reorganisations lose no transaction."""

    @classmethod
    def drawn(cls, random: Random) -> "Weather":
        return cls(
            pools=random.randint(2, MOST_POOLS),
            one_key=random.random() < 0.3,
            second_poster=random.random() < 0.4,
            keeps_all=random.random() < 0.5,
        )


POSTERS = ("poster", "issuer", "transfer-agent")


class History:
    """One chain, several directories, and children that come and go."""

    def __init__(
        self, directory: Path, random: Random, witness: Witness, *, months: int = MONTHS
    ) -> None:
        self.random = random
        self.witness = witness
        self.weather = Weather.drawn(random)
        self.chain, self.pools = simulated_pools(
            self.weather.pools, random, directory, months=months, finality=FINALITY
        )
        self.remembering = RememberingChain(self.chain)
        self.node = UnreliableChain(self.remembering, random, RATES, largest_lag=LARGEST_LAG)
        self.database = open_memory()
        self.projector = self._projector(self.database, self.node)
        self.reorganised = 0
        self._calls_left = CALLS_TO_A_BLOCK

    def live_through(self, period: int) -> None:
        """Have a month reported by every pool, paid, and read."""
        late = [pool for pool in self.pools if pool.of_period(period)[0].is_late]
        for pool in self.pools:
            if pool not in late:
                self._advance_to(pool.world.record_time(period) + 5 * DAY)
                self._report(pool, period)
        for pool in late:
            self._advance_to(pool.world.pay_time(period) + DAY)
            self._live(pool, NEVER, lambda network, _: network.flag_late())
            self._report(pool, period)
        for pool in self.pools:
            self._advance_to(pool.world.pay_time(period))
            for _ in range(self.random.randint(0, 3)):
                trade(pool, self.random)
                self.chain.mine()
            pay(pool)
            self._reorganise()
            mine_all(self.chain)
        self._read(most=3)

    def _report(self, pool: OperatedPool, period: int) -> None:
        """Bring a month and its revision, each final before the next: months lie between them."""
        for month in pool.of_period(period):
            for kill in (*self._kills(), NEVER):
                life = self._bring(pool, month, kill)
                if life.exit_code == FINISHED:
                    break
                self.witness.attempts += kill is not NEVER
            self.witness.require(
                life.exit_code == FINISHED,
                f"{pool.name} period {period} is lost: {life.said[-1:]}",
            )
            self._let_it_become_final(pool)

    def _kills(self) -> list[Kill]:
        number = self.random.randint(0, KILLS_A_REPORT)
        return [Kill(ANY, self.random.randint(1, LATEST_MOMENT)) for _ in range(number)]

    def _bring(self, pool: OperatedPool, month: PlannedMonth, kill: Kill) -> Life:
        draw = Random(self.random.getrandbits(32))
        asked_again = self._asked_again(pool, month)

        def work(network: DisturbedNetwork, _: Saying) -> bool:
            if asked_again is not None:
                with suppress(RwaError):
                    network.offer_rival(month.published, asked_again)
            second = SecondPoster(network, pool) if self.weather.second_poster else None
            return network.bring_disturbed(month, draw, second)

        return self._live(pool, kill, work)

    def _asked_again(self, pool: OperatedPool, month: PlannedMonth) -> int | None:
        """An honest node that has signed this month, and is offered another account of it."""
        of_month = [month.published.period, month.published.revision]
        nodes = [node for node, *key in pool.signed if key == of_month and node != month.betrayer]
        return self.random.choice(nodes) if nodes else None

    def _live(self, pool: OperatedPool, kill: Kill, work: Any) -> Life:
        def child(chain: Any, say: Saying) -> bool:
            return bool(work(self._network(pool, patient(chain, sleep=lambda _: None), say), say))

        life = live(self.node, child, kill, pool.directory, before=self._time_passes)
        self.witness.saw(kill, life.exit_code, life.said)
        broken = [said for said in life.said if said[0] == "broke"]
        self.witness.require(not broken, f"an error without a name: {broken}")
        for what, *about in life.said:
            if what == "signed":
                node, period, revision, content_hash = about
                pool.signed.setdefault((node, period, revision), set()).add(content_hash)
        return life

    def _network(self, pool: OperatedPool, chain: Any, say: Saying) -> DisturbedNetwork:
        number = 0 if self.weather.one_key else self.pools.index(pool)
        return DisturbedNetwork(
            pool.published,
            pool.directory,
            chain,
            say,
            lock_seconds=LOCK_MILLISECONDS / 1_000,
            posts=pool.world.people[POSTERS[number]],
        )

    def _time_passes(self, _: str) -> None:
        """Before each call: a block, another branch, or dearer gas, as chance has it."""
        self._calls_left -= 1
        if self._calls_left <= 0 and self.chain.waiting():
            self.chain.mine()
            self._calls_left = self.random.randint(1, CALLS_TO_A_BLOCK)
        if self.random.random() < REORGANISED:
            self._reorganise()
        if self.random.random() < CONGESTED:
            self.chain.congestion_wei = self.random.choice((0, 3, 6)) * GWEI

    def _reorganise(self) -> None:
        most = min(DEEPEST, self.chain.not_final())
        if most:
            keep = 1.0 if self.weather.keeps_all else self.random.choice((1.0, 0.5))
            self.chain.reorg(self.random.randint(1, most), keep=keep)
            self.reorganised += 1

    def _advance_to(self, timestamp: int) -> None:
        """Let the gas be cheap again and what waits be mined, and then the time come."""
        self.chain.congestion_wei = 0
        mine_all(self.chain)
        if timestamp > self.chain.head().timestamp:
            self.chain.advance_to(timestamp)

    def _let_it_become_final(self, pool: OperatedPool) -> None:
        """With good answers, until nothing is to be posted; then nothing is replaced any more."""
        self.chain.congestion_wei = 0
        network = self._network(pool, self.remembering, lambda _: None)
        second = SecondPoster(network, pool) if self.weather.second_poster else None
        for _ in range(MOST_ROUNDS):
            network.steps.step()
            if second is not None:
                second.step(network)
            if not network._is_pending() and not self.chain.waiting():
                break
            self.chain.mine()
        self.witness.require(not network._is_pending(), f"{pool.name}: jobs are stuck")
        network.close()
        self.chain.mine_empty(FINALITY + 1)

    # --- what is read ------------------------------------------------------------------------

    def _projector(self, database: Engine, chain: Any) -> Projector:
        return Projector(database, chain, tuple(pool.world.registration() for pool in self.pools))

    def _read(self, *, most: int) -> bool:
        """Try some times to bring the read model to the head."""
        for _ in range(most):
            try:
                self.projector.catch_up()
            except RwaError:
                continue
            except Exception as error:  # noqa: BLE001 - an error that nobody foresaw
                self.witness.require(False, f"an error without a name: {type(error).__name__}")
                return False
            return True
        return False

    def close(self) -> None:
        """Compare everything with what it should be."""
        for pool in self.pools:
            self._let_it_become_final(pool)
            pay(pool)
        self.witness.require(self._read(most=MOST_READINGS), "the read model did not arrive")
        fresh = open_memory()
        self._projector(fresh, self.chain).catch_up()
        expected, found = rows_of(fresh), rows_of(self.database)
        self.witness.require(
            expected == found, f"not a fresh re-index: {difference(expected, found)}"
        )
        for pool in self.pools:
            self._require_reported(pool)
            self._require_signed_once(pool)
            require_paid(pool, self.witness)
        self.witness.attempts += self.reorganised + sum(self.node.faults.values())
        self.witness.saw(self.chain.head().hash, sorted(self.node.faults.items()))
        for database in (fresh, self.database):
            database.dispose()

    def _require_reported(self, pool: OperatedPool) -> None:
        """The contract has what honest nodes compute, each once and in order, and no traitor."""
        oracle = pool.world.oracle
        events = read_events(self.chain, [oracle.address], first=0, last=self.chain.head().number)
        accepted = [each.content_hash for each in events if isinstance(each, RemittanceAccepted)]
        planned = [hash_content(month.content) for month in pool.plan]
        self.witness.require(
            accepted == planned,
            f"{pool.name}: {len(accepted)} acceptances, {len(planned)} reports planned",
        )
        late = {each.period for each in events if isinstance(each, PeriodLate)}
        came_late = {month.published.period for month in pool.plan if month.is_late}
        # Elsewhere a lost transaction may make a month late, or its report come before the flag.
        strict = self.weather.keeps_all and not self.weather.one_key
        self.witness.require(
            late == came_late or not strict,
            f"{pool.name}: flagged late {sorted(late)}, came late {sorted(came_late)}",
        )
        traitors = {pool.published.pool.keys[node].address for node in pool.traitors}
        self.witness.require(
            not traitors & set(oracle.nodes()), f"{pool.name}: a traitor is still in the set"
        )

    def _require_signed_once(self, pool: OperatedPool) -> None:
        for (node, period, revision), contents in pool.signed.items():
            self.witness.require(
                len(contents) == 1,
                f"{pool.name}: node {node} signed {len(contents)} contents of {period}/{revision}",
            )


def run(seed: int) -> Tally:
    """A year; a quarter under the first seeds, which every run of the tests can afford."""
    random, witness = Random(seed), Witness()
    months = FEW_MONTHS if seed < SHORT_SEEDS else MONTHS
    with nothing_is_logged(), scratch() as directory:
        history = History(directory, random, witness, months=months)
        for period in range(1, months + 1):
            history.live_through(period)
        history.close()
    return witness.tally()


ROW = FaultRow(
    name="everything-at-once",
    target="as undisturbed: contract, cash, read model; 12 months of 2 or 3 pools a seed",
    run=run,
    protections={
        "what is signed is written down first": signing_is_not_written_down,
        "receipts hash to the root in their block's header": receipts_are_believed,
        "rows of replaced blocks are removed": replaced_rows_are_kept,
    },
    seeds=1,
    long_seeds=20,
    seeds_to_show=8,
)
