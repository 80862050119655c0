"""A deal put on a chain in steps, interrupted at each of them."""

import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from rwa.chain.accounts import LocalAccount
from rwa.chain.certificate import PoolCertificate
from rwa.chain.deal_terms import DealTerms
from rwa.chain.deployment import (
    CodeDiffers,
    Deployment,
    DeploymentNotFound,
    deploy,
    dry_run,
    find_deployment,
    find_deployments,
)
from rwa.chain.deployment_plan import DeploymentPlan
from rwa.chain.deployment_record import (
    DeploymentFileBroken,
    Pending,
    RecordedStep,
    TermsChanged,
    read_record,
    record_path,
)
from rwa.chain.distribution_ledger import DistributionLedger
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import Genesis
from rwa.chain.errors import NoContractAt, WrongChain
from rwa.chain.hashing import hex_of
from rwa.chain.holder_registry import HolderRegistry
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.chain.roles import (
    CANCELLER_ROLE,
    COMPLIANCE_ROLE,
    GUARDIAN_ROLE,
    ISSUER_ROLE,
    PAYER_ROLE,
    PROPOSER_ROLE,
    TRANSFER_AGENT_ROLE,
)
from rwa.chain.timelock import Timelock
from rwa.chain.transactions import ContractCall, send, sign_calls

STEPS = (
    "timelock",
    "cash",
    "registry",
    "rules",
    "calendar",
    "oracle",
    "certificate-A",
    "ledger-A",
    "certificate-B",
    "ledger-B",
    "announce-set-up",
    "carry-out-set-up",
)

DEPLOY_AND_DIE = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
import conftest
from rwa.chain.deployment import deploy
from rwa.chain.deployment_plan import DeploymentPlan
from rwa.chain.embedded import EmbeddedChain
people = conftest.people.__wrapped__()
terms = conftest.deal_terms.__wrapped__(people)
chain = EmbeddedChain.open_file(Path(sys.argv[1]))
nodes = tuple(people[f"node-{number}"] for number in range(1, 5))
plan = DeploymentPlan(chain, terms, people["deployer"].address, nodes)
def die(step):
    if step.name == "oracle":
        os.kill(os.getpid(), signal.SIGKILL)
deploy(plan, people["deployer"], root=Path(sys.argv[2]), on_step=die)
"""


class PlugPulled(Exception):
    """The process is gone, as far as the deployment can tell."""


@pytest.fixture
def chain(deal_genesis: Genesis) -> EmbeddedChain:
    return EmbeddedChain.in_memory(deal_genesis)


@pytest.fixture
def plan(
    chain: EmbeddedChain, deal_terms: DealTerms, people: Mapping[str, LocalAccount]
) -> DeploymentPlan:
    return plan_on(chain, deal_terms, people)


def plan_on(
    chain: EmbeddedChain, terms: DealTerms, people: Mapping[str, LocalAccount]
) -> DeploymentPlan:
    nodes = tuple(people[f"node-{number}"] for number in range(1, 5))
    return DeploymentPlan(chain, terms, people["deployer"].address, nodes)


def pull_the_plug_after(
    name: str, plan: DeploymentPlan, deployer: LocalAccount, root: Path
) -> None:
    def stop(step: RecordedStep) -> None:
        if step.name == name:
            raise PlugPulled

    with pytest.raises(PlugPulled):
        deploy(plan, deployer, root=root, on_step=stop)


def assert_complete(chain: EmbeddedChain, deployment: Deployment, root: Path) -> None:
    assert find_deployment(root, chain, deployment.pool) == deployment
    assert find_deployments(root, chain) == (deployment,)
    # Every contract was created by one transaction and nothing was created twice.
    record = read_record(record_path(root, chain.identity, deployment.pool))
    assert [step.name for step in record.steps] == list(STEPS)
    assert chain.nonce(record.deployer) == len(STEPS)
    assert Timelock(chain, deployment.timelock).delay_seconds() > 0


# Carrying out


def test_deploy__whole_plan__roles_as_the_terms_say(
    chain: EmbeddedChain,
    plan: DeploymentPlan,
    people: Mapping[str, LocalAccount],
    tmp_path: Path,
) -> None:
    deployment = deploy(plan, people["deployer"], root=tmp_path)
    assert_complete(chain, deployment, tmp_path)
    address = {role: account.address for role, account in people.items()}
    registry = HolderRegistry(chain, deployment.registry)
    assert registry.has_role(TRANSFER_AGENT_ROLE, address["transfer-agent"])
    assert registry.has_role(COMPLIANCE_ROLE, address["compliance"])
    assert registry.has_role(GUARDIAN_ROLE, address["guardian"])
    oracle = RemittanceOracle(chain, deployment.oracle)
    assert oracle.has_role(GUARDIAN_ROLE, address["guardian"])
    assert set(oracle.nodes()) == {address[f"node-{number}"] for number in range(1, 5)}
    assert oracle.threshold() == plan.terms.threshold
    for index, contracts in enumerate(deployment.tranches):
        certificate = PoolCertificate(chain, contracts.certificate)
        assert certificate.tranche() == index
        assert certificate.has_role(ISSUER_ROLE, address["issuer"])
        assert certificate.has_role(GUARDIAN_ROLE, address["guardian"])
        ledger = DistributionLedger(chain, contracts.ledger)
        assert ledger.certificate() == contracts.certificate
        assert ledger.cash() == deployment.cash
        assert ledger.has_role(PAYER_ROLE, address["servicer"])
        assert ledger.has_role(PAYER_ROLE, address["guarantor"])


def test_deploy__whole_plan__the_deployer_keeps_no_power(
    chain: EmbeddedChain,
    plan: DeploymentPlan,
    people: Mapping[str, LocalAccount],
) -> None:
    deployment = deploy(plan, people["deployer"])
    deployer, admin = people["deployer"].address, people["admin"].address
    timelock = Timelock(chain, deployment.timelock)
    assert timelock.delay_seconds() == plan.terms.delays.timelock_seconds
    assert timelock.has_role(PROPOSER_ROLE, admin)
    assert timelock.has_role(CANCELLER_ROLE, people["guardian"].address)
    assert not timelock.has_role(PROPOSER_ROLE, deployer)
    assert not timelock.has_role(CANCELLER_ROLE, deployer)
    bound = (
        HolderRegistry(chain, deployment.registry),
        RemittanceOracle(chain, deployment.oracle),
        *(PoolCertificate(chain, each.certificate) for each in deployment.tranches),
        *(DistributionLedger(chain, each.ledger) for each in deployment.tranches),
    )
    for contract in bound:
        assert contract.is_admin(deployment.timelock)
        assert not contract.is_admin(deployer)


def test_deploy__cash_given__no_test_dollar(
    chain: EmbeddedChain,
    deal_terms: DealTerms,
    plan: DeploymentPlan,
    people: Mapping[str, LocalAccount],
    tmp_path: Path,
) -> None:
    cash = deploy(plan, people["deployer"]).cash
    terms = replace(deal_terms, pool="TEST-2026-2", cash=cash)
    deployment = deploy(plan_on(chain, terms, people), people["deployer"], root=tmp_path)
    assert deployment.cash == cash
    assert find_deployment(tmp_path, chain, "TEST-2026-2").cash == cash


def test_dry_run__any__tells_the_addresses_and_sends_nothing(
    chain: EmbeddedChain, plan: DeploymentPlan, people: Mapping[str, LocalAccount]
) -> None:
    planned = dry_run(plan)
    assert [step.name for step in planned] == list(STEPS)
    assert chain.head().number == 0
    deployment = deploy(plan, people["deployer"])
    predicted = {step.name: step.address for step in planned}
    assert predicted["timelock"] == deployment.timelock
    assert predicted["ledger-B"] == deployment.tranches[1].ledger
    granted = [str(call) for call in planned[-1].consequences]
    issuer = people["issuer"].address
    expected = f"PoolCertificate.grantRole(role=ISSUER_ROLE, account={issuer}) on <certificate-A>"
    assert expected in granted
    assert planned[5].call.label == "RemittanceOracle.constructor"


# Interruption


@pytest.mark.parametrize("name", [STEPS[0], STEPS[4], STEPS[7], *STEPS[-2:]])
def test_deploy__stopped_after_any_step__continues(
    chain: EmbeddedChain,
    plan: DeploymentPlan,
    people: Mapping[str, LocalAccount],
    tmp_path: Path,
    name: str,
) -> None:
    pull_the_plug_after(name, plan, people["deployer"], tmp_path)
    done = read_record(record_path(tmp_path, chain.identity, plan.terms.pool))
    assert [step.name for step in done.steps] == list(STEPS[: STEPS.index(name) + 1])
    with pytest.raises(DeploymentNotFound) as caught:
        find_deployment(tmp_path, chain, plan.terms.pool)
    assert caught.value.steps_done == len(done.steps)
    assert find_deployments(tmp_path, chain) == ()
    deployment = deploy(plan, people["deployer"], root=tmp_path)
    assert_complete(chain, deployment, tmp_path)
    assert deploy(plan, people["deployer"], root=tmp_path) == deployment


@pytest.mark.parametrize("reached_the_chain", [False, True])
def test_deploy__stopped_while_sending__same_bytes_and_no_second_contract(
    chain: EmbeddedChain,
    plan: DeploymentPlan,
    people: Mapping[str, LocalAccount],
    tmp_path: Path,
    reached_the_chain: bool,
) -> None:
    deployer = people["deployer"]
    pull_the_plug_after("cash", plan, deployer, tmp_path)
    record = read_record(record_path(tmp_path, chain.identity, plan.terms.pool))
    addresses = {step.name: step.address for step in record.steps if step.address is not None}
    registry = next(step for step in plan.steps() if step.name == "registry")
    (signed,) = sign_calls(chain, [(deployer, registry.call(addresses))], estimate=True)
    record.announce(Pending("registry", hex_of(signed)))
    sent = chain.send([signed]) if reached_the_chain else ()
    deployment = deploy(plan, deployer, root=tmp_path)
    assert_complete(chain, deployment, tmp_path)
    if sent:
        assert deployment.registry == sent[0].contract


def test_deploy__nonce_used_elsewhere_meanwhile__signed_anew(
    chain: EmbeddedChain,
    plan: DeploymentPlan,
    people: Mapping[str, LocalAccount],
    tmp_path: Path,
) -> None:
    deployer = people["deployer"]
    pull_the_plug_after("cash", plan, deployer, tmp_path)
    record = read_record(record_path(tmp_path, chain.identity, plan.terms.pool))
    addresses = {step.name: step.address for step in record.steps if step.address is not None}
    registry = next(step for step in plan.steps() if step.name == "registry")
    (signed,) = sign_calls(chain, [(deployer, registry.call(addresses))], estimate=True)
    record.announce(Pending("registry", hex_of(signed)))
    gift = ContractCall(to=people["admin"].address, data=b"", label="gift", value_wei=1)
    send(chain, deployer, gift)
    deployment = deploy(plan, deployer, root=tmp_path)
    assert find_deployment(tmp_path, chain, plan.terms.pool) == deployment
    assert chain.nonce(deployer.address) == len(STEPS) + 1


def test_deploy__process_killed__another_continues(
    deal_genesis: Genesis,
    deal_terms: DealTerms,
    people: Mapping[str, LocalAccount],
    tmp_path: Path,
) -> None:
    path, root = tmp_path / "chain.sqlite", tmp_path / "deployments"
    EmbeddedChain.create_file(path, deal_genesis).close()
    killed = subprocess.run(
        [sys.executable, "-c", DEPLOY_AND_DIE, path, root, Path(__file__).parent], check=False
    )
    assert killed.returncode == -signal.SIGKILL
    chain = EmbeddedChain.open_file(path)
    deployment = deploy(plan_on(chain, deal_terms, people), people["deployer"], root=root)
    assert_complete(chain, deployment, root)
    chain.close()


# What does not fit


def test_deploy__other_terms__both_sides(
    chain: EmbeddedChain,
    plan: DeploymentPlan,
    people: Mapping[str, LocalAccount],
    tmp_path: Path,
) -> None:
    pull_the_plug_after("rules", plan, people["deployer"], tmp_path)
    changed = replace(plan.terms, loan_count=5)
    with pytest.raises(TermsChanged) as caught:
        deploy(plan_on(chain, changed, people), people["deployer"], root=tmp_path)
    assert (caught.value.field, caught.value.recorded, caught.value.given) == ("loan_count", 4, 5)
    impostor = replace(plan, deployer=people["attacker"].address)
    with pytest.raises(TermsChanged) as caught:
        deploy(impostor, people["attacker"], root=tmp_path)
    assert caught.value.field == "deployer"


def test_deploy__another_genesis__a_deployment_of_its_own(
    deal_genesis: Genesis,
    plan: DeploymentPlan,
    people: Mapping[str, LocalAccount],
    tmp_path: Path,
) -> None:
    first = deploy(plan, people["deployer"], root=tmp_path)
    elsewhere = EmbeddedChain.in_memory(replace(deal_genesis, timestamp=deal_genesis.timestamp - 1))
    with pytest.raises(DeploymentNotFound) as caught:
        find_deployment(tmp_path, elsewhere, plan.terms.pool)
    assert caught.value.steps_done is None
    second = deploy(plan_on(elsewhere, plan.terms, people), people["deployer"], root=tmp_path)
    assert second.genesis_hash != first.genesis_hash
    assert len(list((tmp_path / "31337").iterdir())) == 2


def test_find_deployment__record_moved_to_another_chain__wrong_chain(
    chain: EmbeddedChain,
    deal_genesis: Genesis,
    plan: DeploymentPlan,
    people: Mapping[str, LocalAccount],
    tmp_path: Path,
) -> None:
    deploy(plan, people["deployer"], root=tmp_path)
    elsewhere = EmbeddedChain.in_memory(replace(deal_genesis, timestamp=deal_genesis.timestamp - 1))
    here = record_path(tmp_path, chain.identity, plan.terms.pool)
    there = record_path(tmp_path, elsewhere.identity, plan.terms.pool)
    here.rename(there)
    for attempt in (
        lambda: find_deployment(tmp_path, elsewhere, plan.terms.pool),
        lambda: deploy(plan_on(elsewhere, plan.terms, people), people["deployer"], root=tmp_path),
    ):
        with pytest.raises(WrongChain) as caught:
            attempt()
        assert caught.value.field == "genesis hash"
        assert caught.value.expected == hex_of(chain.identity.genesis_hash)
        assert caught.value.actual == hex_of(elsewhere.identity.genesis_hash)


def test_find_deployment__chain_started_again__no_contract(
    deal_genesis: Genesis,
    plan: DeploymentPlan,
    people: Mapping[str, LocalAccount],
    tmp_path: Path,
) -> None:
    deployment = deploy(plan, people["deployer"], root=tmp_path)
    emptied = EmbeddedChain.in_memory(deal_genesis)
    with pytest.raises(NoContractAt) as caught:
        find_deployment(tmp_path, emptied, plan.terms.pool)
    assert caught.value.address == deployment.timelock
    assert caught.value.contract == "TimelockController"


def test_find_deployment__another_contract_at_an_address__refused(
    chain: EmbeddedChain,
    plan: DeploymentPlan,
    people: Mapping[str, LocalAccount],
    tmp_path: Path,
) -> None:
    deployment = deploy(plan, people["deployer"], root=tmp_path)
    path = record_path(tmp_path, chain.identity, plan.terms.pool)
    path.write_text(path.read_text().replace(deployment.rules, deployment.calendar))
    with pytest.raises(CodeDiffers) as caught:
        find_deployment(tmp_path, chain, plan.terms.pool)
    assert (caught.value.step, caught.value.contract) == ("rules", "TransferRules")


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": "rwa-deployment-0"}', "null"])
def test_find_deployment__damaged_record__refused(
    chain: EmbeddedChain, plan: DeploymentPlan, tmp_path: Path, text: str
) -> None:
    path = record_path(tmp_path, chain.identity, plan.terms.pool)
    path.parent.mkdir(parents=True)
    path.write_text(text)
    with pytest.raises(DeploymentFileBroken) as caught:
        find_deployment(tmp_path, chain, plan.terms.pool)
    assert caught.value.path == path


def test_deploy__any__record_is_plain_json_without_keys(
    chain: EmbeddedChain,
    plan: DeploymentPlan,
    people: Mapping[str, LocalAccount],
    tmp_path: Path,
) -> None:
    deploy(plan, people["deployer"], root=tmp_path)
    text = record_path(tmp_path, chain.identity, plan.terms.pool).read_text()
    assert json.loads(text)["complete"] is True
    assert not [account for account in people.values() if account.secret.hex() in text]
    assert not list(tmp_path.rglob("*.draft"))
    assert [path.name for path in tmp_path.iterdir()] == ["31337"]
