"""What the collector measures, and what it does not believe a chain at the first word."""

import threading
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any, NoReturn

import pytest

from oracle.metrics import OracleMetrics
from oracle.network.chain_view import ChainView
from oracle.network.collector_process import Steps, _step_then_stop
from rwa.chain.errors import ChainMoved, LogsIncomplete
from rwa.chain.finality import FinalInMemory
from rwa.chain.protocol import Block
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.core.money import Cents
from tests.faults.unreliable_chain import Rates, UnreliableChain
from tests.integration.pool.network_of_world import NetworkOfWorld

ALWAYS_PARTIAL = Rates(partial=1.0)
UNREACHABLE = Rates(unreachable=1.0)


@pytest.fixture
def network(world: Any, tmp_path: Path) -> NetworkOfWorld:
    found = NetworkOfWorld(world, tmp_path, chain=UnreliableChain(world.chain, Random(1), Rates()))
    found.due(1)
    return found


@pytest.fixture
def steps(network: NetworkOfWorld) -> Steps:
    metrics = OracleMetrics()
    network.gathering.metrics = network.poster._metrics = metrics
    return Steps(network.gathering, network.poster, metrics, seconds=0, stopped=threading.Event())


def measured(steps: Steps, name: str) -> float | None:
    return steps.metrics.registry.get_sample_value(f"rwa_oracle_{name}")


def test_open_month__an_identity_does_not_hold__is_counted_once(
    steps: Steps, network: NetworkOfWorld
) -> None:
    package = network.world.package(1)
    network.open(package)
    assert measured(steps, "failed_identities_total") == 0
    remittance = package.document.remittance
    false = replace(remittance, scheduled_cents=remittance.scheduled_cents + Cents(1))

    for _ in range(2):
        network.open(replace(package, document=replace(package.document, remittance=false)))

    assert measured(steps, "failed_identities_total") == 1


def test_step__chain_is_out_of_reach_for_some_blocks__lag_is_what_was_missed(
    steps: Steps, network: NetworkOfWorld
) -> None:
    steps.step()
    assert measured(steps, "index_lag_blocks") == 0
    head = network.world.chain.head()
    for later in (60, 120, 180):
        network.world.chain.advance_to(head.timestamp + later)
    network.gathering.view.contract = RemittanceOracle(
        network.chain, network.world.deployment.oracle
    )
    network.chain.rates = Rates(partial=1.0)
    network.gathering.view._forget()

    steps.step()
    assert measured(steps, "index_lag_blocks") == 3
    network.chain.rates = UNREACHABLE
    steps.step()
    assert measured(steps, "index_lag_blocks") == 3
    network.chain.rates = Rates()
    steps.step()
    assert measured(steps, "index_lag_blocks") == 0


def test_step__a_report_waits_for_its_block_and_grows_old__pending_and_age_say_so(
    steps: Steps, network: NetworkOfWorld
) -> None:
    package = network.world.package(1)
    network.open(package)
    network.ask()
    steps.gathering.advance()
    assert network.outbox.pending() == 1
    steps.poster._sender._hand_over_due = lambda *_, **__: False
    steps.step()
    assert measured(steps, "outbox_pending") == 1
    del steps.poster._sender._hand_over_due
    steps.step()
    assert measured(steps, "outbox_pending") == 0
    young = measured(steps, "report_age_seconds")

    network.world.chain.advance_to(network.world.chain.head().timestamp + 1_000)
    steps.step()

    assert measured(steps, "report_age_seconds") == young + 1_000


def test_step__counting_fails__what_is_to_be_posted_is_posted(
    steps: Steps, network: NetworkOfWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    network.open(network.world.package(1))
    network.ask()
    network.gathering.advance()

    def advance() -> NoReturn:
        raise ChainMoved(1, expected=b"", found=b"")

    monkeypatch.setattr(network.gathering, "advance", advance)
    for _ in range(3):
        steps.step()

    assert network.world.oracle.last_accepted() == 1


def test_run__an_error_nothing_was_prepared_for__ends_the_server_and_is_kept(
    steps: Steps, network: NetworkOfWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[bool] = []

    class ServerOfTest:
        def stop(self) -> None:
            stopped.append(steps.ended)

    def advance() -> NoReturn:
        raise TypeError("a word where a number belongs")

    monkeypatch.setattr(network.gathering, "advance", advance)
    assert not steps.ended
    with pytest.raises(TypeError):
        _step_then_stop(steps, ServerOfTest())

    assert stopped == [True]
    assert steps.broken is not None
    assert (steps.broken.cause, steps.broken.exit_code) == ("TypeError", 1)


def test_look__events_are_left_out__is_refused_and_heals(network: NetworkOfWorld) -> None:
    network.world.report(network.world.package(1))
    contract = RemittanceOracle(network.chain, network.world.deployment.oracle)
    genesis = network.world.chain.identity.genesis_hash
    view = ChainView(contract, network.world.deployment.first_block, genesis, FinalInMemory())
    network.chain.rates = ALWAYS_PARTIAL

    with pytest.raises(LogsIncomplete):
        view.look()

    network.chain.rates = Rates()
    assert view.look().last_accepted == 1


class OnceMisled:
    """A chain whose next word about finality comes from a node of another chain."""

    def __init__(self, chain: Any) -> None:
        self._chain = chain
        self.misleads = True

    def finalized(self) -> Block:
        found: Block = self._chain.finalized()
        if not self.misleads:
            return found
        self.misleads = False
        return replace(found, hash=b"\x66" * 32)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._chain, name)


def test_look__one_stray_word_about_finality__is_not_remembered(network: NetworkOfWorld) -> None:
    chain: Any = OnceMisled(network.world.chain)
    contract = RemittanceOracle(chain, network.world.deployment.oracle)
    genesis, final = network.world.chain.identity.genesis_hash, FinalInMemory()
    view = ChainView(contract, network.world.deployment.first_block, genesis, final)

    with pytest.raises(ChainMoved):
        view.look()
    assert final.seen_final() is None

    assert view.look().head == network.world.chain.head()


def test_step__one_stray_word_about_finality__costs_the_step_and_no_more(
    network: NetworkOfWorld,
) -> None:
    chain: Any = OnceMisled(network.world.chain)
    network.poster._guard._chain = chain

    assert network.poster.step() == ()
    assert not chain.misleads
    network.poster.step()

    assert network.poster._guard.look().final.hash == network.world.chain.finalized().hash
