from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.chain.certificate import PoolCertificate
from rwa.chain.contract_structs import HolderFacts
from rwa.chain.deployment import deploy
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.holder_registry import FOR_EVER, HolderRegistry
from rwa.chain.transactions import send
from rwa.cli.actors import Actors
from rwa.cli.genesis import genesis_of
from rwa.cli.issuance import (
    UNITED_STATES,
    UNITS_PER_THOUSAND_DOLLARS,
    IssuanceTooLate,
    TooManyHolders,
    allotments,
    deployment_plan,
    issue,
    safe_threshold,
)
from rwa.core.ids import TrancheId
from rwa.deal.terms import pass_through_deal
from rwa.pool.tape import LoanTape

MOST_FACE_UNITS = 10**18


@given(
    seed=st.integers(0, 2**64 - 1),
    count=st.integers(2, 40),
    face_units=st.integers(1, MOST_FACE_UNITS),
)
def test_allotments__any_face__conserve_it_and_leave_nobody_out(
    seed: int, count: int, face_units: int
) -> None:
    holders = {f"holder-{number:02d}": f"0x{number:040x}" for number in range(count)}
    actors = Actors(seed=seed, addresses=holders, open_key={}.__getitem__)
    try:
        shares = allotments(actors, face_units=face_units)
    except TooManyHolders:
        # Only where somebody would get less than a unit: weights are 1 to 9.
        assert face_units < 9 * count
        return
    assert [holder for holder, _ in shares] == list(actors.holders.values())
    assert sum(units for _, units in shares) == face_units
    assert all(units > 0 for _, units in shares)


def test_allotments__a_pool_of_millions__are_whole_thousands_but_for_the_last() -> None:
    actors = Actors.of_demo(seed=1, holder_count=5)
    *whole, (_, last) = allotments(actors, face_units=1_234_567_890_120_000)

    assert all(units % UNITS_PER_THOUSAND_DOLLARS == 0 for _, units in whole)
    assert last % UNITS_PER_THOUSAND_DOLLARS


def test_issue__holders_beyond_one_call__all_get_their_share(tape: LoanTape) -> None:
    actors = Actors.of_demo(seed=1, holder_count=230)
    chain = EmbeddedChain.in_memory(genesis_of(tape.pool.issue, actors))
    deal = pass_through_deal(tape.pool, tranche=TrancheId("A"))
    deployment = issue(deployment_plan(chain, tape, deal, actors), actors)

    certificate = PoolCertificate(chain, deployment.tranches[0].certificate)
    face = tape.pool.original_balance_cents.units
    assert certificate.balances_of(tuple(actors.holders.values())) == tuple(
        units for _, units in allotments(actors, face_units=face)
    )
    assert certificate.total_supply() == face
    assert certificate.issuance_closed()


def test_issue__cut_between_two_batches__gives_each_its_share_once(
    tape: LoanTape, tmp_path: Path
) -> None:
    actors = Actors.of_demo(seed=1, holder_count=4)
    chain = EmbeddedChain.in_memory(genesis_of(tape.pool.issue, actors))
    plan = deployment_plan(
        chain, tape, pass_through_deal(tape.pool, tranche=TrancheId("A")), actors
    )
    shares = allotments(actors, face_units=tape.pool.original_balance_cents.units)
    # Two of four are registered and have their certificates when the process ends.
    begun = deploy(plan, actors["admin"], root=tmp_path)
    certificate = PoolCertificate(chain, begun.tranches[0].certificate)
    registry = HolderRegistry(chain, begun.registry)
    for number, (wallet, units) in enumerate(shares[:2], start=1):
        facts = HolderFacts(number, FOR_EVER, UNITED_STATES, 0)
        send(chain, actors["transfer-agent"], registry.set_holder(wallet, facts))
        send(chain, actors["issuer"], certificate.mint(wallet, units))

    assert issue(plan, actors, root=tmp_path) == begun

    wallets = [wallet for wallet, _ in shares]
    assert certificate.balances_of(wallets) == tuple(units for _, units in shares)
    assert [holder.identity for holder in registry.holders_of(wallets)] == [1, 2, 3, 4]
    assert certificate.issuance_closed()
    head = chain.head()
    assert issue(plan, actors, root=tmp_path) == begun
    assert chain.head() == head


def test_issue__after_the_first_record_time__is_refused_before_anything_is_sent(
    tape: LoanTape,
) -> None:
    actors = Actors.of_demo(seed=1, holder_count=2)
    chain = EmbeddedChain.in_memory(genesis_of(tape.pool.issue, actors))
    plan = deployment_plan(
        chain, tape, pass_through_deal(tape.pool, tranche=TrancheId("A")), actors
    )
    late = chain.advance_to(plan.terms.record_times[0] + 1)

    with pytest.raises(IssuanceTooLate) as caught:
        issue(plan, actors)
    assert caught.value.now == caught.value.first_record_time + 1
    assert "2026-12-31 17:00" in str(caught.value)
    assert chain.head() == late


def test_issue__in_the_first_record_second_less_its_steps__is_in_time(tape: LoanTape) -> None:
    actors = Actors.of_demo(seed=1, holder_count=2)
    chain = EmbeddedChain.in_memory(genesis_of(tape.pool.issue, actors))
    plan = deployment_plan(
        chain, tape, pass_through_deal(tape.pool, tranche=TrancheId("A")), actors
    )
    chain.advance_to(plan.terms.record_times[0] - 3_600)

    deployment = issue(plan, actors)

    assert PoolCertificate(chain, deployment.tranches[0].certificate).issuance_closed()


def test_safe_threshold__every_number_of_nodes__is_the_least_that_the_contract_takes() -> None:
    for nodes in range(4, 33):
        faults = (nodes - 1) // 3
        safe = [m for m in range(1, nodes + 1) if 2 * m - nodes > faults and m <= nodes - faults]
        assert safe_threshold(nodes) == safe[0]
    assert [safe_threshold(nodes) for nodes in (4, 7, 32)] == [3, 5, 22]
