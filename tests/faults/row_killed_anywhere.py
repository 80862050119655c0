"""Row: the whole network killed anywhere, again and again, while it brings months to the contract.

Nodes, collector and poster live in a child that is killed with SIGKILL, in the first month at each
failpoint in turn and in later months at moments that chance gives; each time another child goes on
from the same files. In the end everything must be as if nobody had been killed. A node that has
signed is now and then offered another account of the same month, which it must refuse.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from oracle.failpoints import FAILPOINTS
from oracle.posting.sending import Sender
from oracle.posting.transaction_rows import TransactionState
from oracle.signing_log import SigningLog
from oracle.store.gathering_tables import ANSWERS, NOTICES
from oracle.store.outbox_tables import ALERTS, JOBS, TRANSACTIONS
from rwa.chain.contract_events import RemittanceAccepted
from rwa.chain.event_log import read_events
from rwa.chain.remittance_oracle import RemittanceOracle
from tests.faults.cold_start import require_survived
from tests.faults.mortal_child import ANY, FINISHED, NEVER, Kill, Life, live
from tests.faults.network_months import PublishedMonth, published_pool
from tests.faults.posting_desk import FINALITY, nothing_is_logged, scratch
from tests.faults.remembering_chain import RememberingChain
from tests.faults.reported_pool import DAY, account, as_of
from tests.faults.rows import FaultRow, Tally, Witness
from tests.faults.simulated_chain import SimulatedChain
from tests.faults.working_network import Network, Saying

KILLS_A_MONTH = 12
"""Deaths at random moments in each later month, unless it is in force before."""
LATEST_MOMENT = 680
"""About so many moments has a month."""
CALLS_TO_A_BLOCK = 30
"""Calls to the chain from a transaction to the block that has it, in the life that sent it."""
CALLS_TO_A_BLOCK_AT_MOST = 250
"""The same in a life that finds it sent."""
MONTHS = 3
COLD_SEEDS = range(10, 35)
"""Seeds that also kill whole interpreters, four each."""
State = dict[str, object]


class History:
    """One chain, one directory, and children that come and go."""

    def __init__(self, directory: Path, random: Random, witness: Witness) -> None:
        self.directory = directory
        self.random = random
        self.witness = witness
        self.published = published_pool()
        self.chain = SimulatedChain(self.published.pool.chain, random, finality=FINALITY)
        self.signed: dict[tuple[int, int, int], set[str]] = {}
        """What left each node for each period and revision."""
        self.reached: set[str] = set()
        """Where children were killed."""
        self._calls_left = 0

    def bring(self, month: PublishedMonth, kills: list[Kill]) -> None:
        """Have a month accepted in spite of kills."""
        self._wait_for(month)
        for kill in kills:
            life = self._live(month, kill)
            if life.exit_code == FINISHED:
                return
            self.witness.attempts += 1
            self.reached.add(str(life.killed_at))
        life = self._live(month, NEVER)
        self.witness.require(life.exit_code == FINISHED, f"a month is lost: {life.said[-1:]}")

    def _live(self, month: PublishedMonth, kill: Kill) -> Life:
        asked_again = self._asked_again(month)
        # Whoever is to die behind a broadcast must find the transaction waiting.
        at_once = kill.where != "posting.sent_recorded" and self.random.random() < 0.5
        self._calls_left = 0 if at_once else CALLS_TO_A_BLOCK_AT_MOST

        def work(chain: Any, say: Saying) -> bool:
            network = Network(self.published, self.directory, chain, say)
            if asked_again is not None:
                network.offer_rival(month, asked_again)
            return network.bring(month)

        life = live(
            RememberingChain(self.chain), work, kill, self.directory, before=self._time_passes
        )
        self.witness.saw(kill, life.exit_code, life.said)
        broken = [said for said in life.said if said[0] == "broke"]
        self.witness.require(not broken, f"an error without a kill: {broken}")
        for what, *about in life.said:
            if what == "signed":
                node, period, revision, content_hash = about
                self.signed.setdefault((node, period, revision), set()).add(content_hash)
        return life

    def _asked_again(self, month: PublishedMonth) -> int | None:
        """A node that has signed this month, now and then."""
        nodes = [node for node, *key in self.signed if key == [month.period, month.revision]]
        return self.random.choice(nodes) if nodes and self.random.random() < 0.3 else None

    def _time_passes(self, call: str) -> None:
        """A block comes some time after a transaction."""
        self._calls_left -= 1
        if call == "broadcast":
            self._calls_left = CALLS_TO_A_BLOCK
        if self._calls_left <= 0 and self.chain.waiting():
            self.chain.mine()

    def _wait_for(self, month: PublishedMonth) -> None:
        """Pass to the day on which a month is reported."""
        day = as_of(month.period) + 3 * DAY
        if day > self.chain.head().timestamp:
            self.chain.advance_to(day)

    def settle(self) -> State:
        """Let everything become final, and return what there is."""
        self.chain.mine_empty(FINALITY + 1)
        network = Network(self.published, self.directory, self.chain, lambda _: None)
        for _ in range(3):
            network.poster.step()
        try:
            return {**_kept_by(network), **_on_chain(self.chain, network)}
        finally:
            network.close()


def _kept_by(network: Network) -> State:
    """What must be in the files, times and fees aside."""
    with network.store.reading() as connection:
        jobs = connection.execute(select(JOBS.c.natural_key, JOBS.c.state, JOBS.c.final)).all()
        transactions = connection.execute(
            select(TRANSACTIONS.c.nonce, TRANSACTIONS.c.job_id, TRANSACTIONS.c.succeeded).where(
                TRANSACTIONS.c.state == TransactionState.MINED
            )
        ).all()
        notices = connection.execute(select(NOTICES.c.document_sha256, NOTICES.c.revision)).all()
        answers = connection.execute(
            select(
                ANSWERS.c.node, ANSWERS.c.period_index, ANSWERS.c.revision, ANSWERS.c.content_hash
            )
        ).all()
        alerts = connection.execute(select(ALERTS.c.kind)).all()
    return {
        "jobs": _sorted(jobs),
        "transactions": _sorted(transactions),
        "notices": _sorted(notices),
        "answers": _sorted(answers),
        "alerts": _sorted(alerts),
        "signing logs": network.all_signed(),
    }


def _on_chain(chain: SimulatedChain, network: Network) -> State:
    """What the contract has, and how many transactions it cost."""
    oracle = RemittanceOracle(chain, network.published.pool.oracle.address)
    events = read_events(chain, [oracle.address], first=0, last=chain.head().number)
    accepted = [event.content_hash for event in events if isinstance(event, RemittanceAccepted)]
    return {
        "accepted": accepted,
        "in force": [
            oracle.report_of(each).content_hash for each in range(1, oracle.last_accepted() + 1)
        ],
        "cents in the pool": oracle.pool_balance_cents(),
        "transactions mined": chain.mined_nonce(account("poster").address),
    }


def _sorted(rows: Iterable[Any]) -> list[str]:
    return sorted(repr(tuple(row)) for row in rows)


@cache
def undisturbed(months: int) -> State:
    """What so many months leave when nobody is killed."""
    with scratch() as directory:
        history = History(directory, Random(0), Witness())
        for month in published_pool().months[:months]:
            history.bring(month, [])
        assert not history.witness.violations, history.witness.violations
        return history.settle()


def run(seed: int) -> Tally:
    """Some months, and every kind of death."""
    random, witness = Random(seed), Witness()
    months = published_pool().months[:MONTHS]
    if seed in COLD_SEEDS:
        require_survived(random, witness)
    with nothing_is_logged(), scratch() as directory:
        expected = undisturbed(MONTHS)
        history = History(directory, random, witness)
        for number, month in enumerate(months):
            history.bring(month, _random_kills(random) if number else _kills_in_turn(random))
        _require_same(expected, history.settle(), witness)
    missed = set(FAILPOINTS) - history.reached
    witness.require(not missed, f"nobody was killed at {sorted(missed)}")
    for (node, period, revision), contents in history.signed.items():
        witness.require(
            len(contents) == 1,
            f"node {node} signed {len(contents)} contents of period {period} revision {revision}",
        )
    taken = expected["cents in the pool"]
    begin = published_pool().servicer.issue.balance_cents.count
    reported = months[0].principal_cents + months[-1].principal_cents
    witness.require(begin - reported == taken, f"{reported} cents reported, {taken} are left")
    return witness.tally()


def _kills_in_turn(random: Random) -> list[Kill]:
    """One at each failpoint; nodes come by theirs several times."""
    return [
        Kill(name, random.randint(1, 3) if name.startswith(("node.", "collector.stored")) else 1)
        for name in FAILPOINTS
    ]


def _random_kills(random: Random) -> list[Kill]:
    latest = (random.randint(20, LATEST_MOMENT) for _ in range(KILLS_A_MONTH))
    return [Kill(ANY, random.randint(1, moment)) for moment in latest]


def _require_same(expected: State, found: State, witness: Witness) -> None:
    for name, value in expected.items():
        witness.saw(name, found[name])
        witness.require(found[name] == value, f"{name} are not what they are undisturbed")


@contextmanager
def signing_is_not_written_down() -> Iterator[None]:
    """A node signs whatever it finds right."""
    with pytest.MonkeyPatch.context() as removed:
        removed.setattr(SigningLog, "record", lambda *_: None)
        yield


@contextmanager
def sent_before_it_is_stored() -> Iterator[None]:
    """The chain has a transaction before the store has."""
    store = Sender._store_signed

    def sent_first(self: Any, record: Any, *given: Any, now: int) -> None:
        self._chain.broadcast(given[3])
        store(self, record, *given, now=now)

    with pytest.MonkeyPatch.context() as removed:
        removed.setattr(Sender, "_store_signed", sent_first)
        yield


ROW = FaultRow(
    name="killed-anywhere",
    target="every failpoint x 100 seeds, and 10,000 random kills: 0 lost, 0 doubled, "
    "final state equal to the undisturbed run",
    run=run,
    protections={
        "what is signed is written down first": signing_is_not_written_down,
        "bytes are stored before they are sent": sent_before_it_is_stored,
    },
    seeds=1,
    long_seeds=450,
)
