"""Every cell of the access table in `contracts/README.md`, asked of a real deployment.

`no` must be refused for lack of a role, by the error that the table names and with the caller in
it; `yes` must not be refused for that reason, whatever else is missing. The functions of the table
are those of the ABI that can change anything, no more and no fewer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest

from rwa.chain.abi import load_interface, signature_of
from rwa.chain.accounts import LocalAccount, demo_account
from rwa.chain.artifacts import load_artifact
from rwa.chain.contract import BoundContract
from rwa.chain.deal_terms import Bounds, DealTerms, RoleHolders, TrancheTerms
from rwa.chain.deployment import Deployment
from rwa.chain.deployment import deploy as deploy_deal
from rwa.chain.deployment_plan import DeploymentPlan
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import Genesis
from rwa.chain.errors import CallReverted
from rwa.chain.hashing import address_bytes, keccak
from rwa.chain.protocol import ViewCall
from rwa.chain.roles import COMPLIANCE_ROLE, TRANSFER_AGENT_ROLE
from rwa.chain.timelock import Operation, Timelock
from rwa.chain.transactions import ContractCall, send
from rwa.core.ids import Address

ROOT = Path(__file__).resolve().parents[2]
MISSING_ROLE = "AccessControlUnauthorizedAccount"
WITH_ROLES = "Every contract with roles"
NOTHING_TO_CALL = "No function changes anything."
ISSUED_AT = 1_796_101_200
DAY = 86_400


@dataclass(frozen=True)
class Cell:
    contract: str
    function: str
    role: str
    allowed: bool
    refusal: str

    def __str__(self) -> str:
        return f"{self.contract}.{self.function}-{self.role.replace(' ', '_')}"


# The table


def _sections() -> dict[str, str]:
    """Return the text below each heading of the page's part on access."""
    page = (ROOT / "contracts/README.md").read_text()
    _, headed, access = page.partition("\n## Access\n")
    assert headed, "contracts/README.md has no heading Access"
    parts = re.split(r"^### (.+)$", access, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _cells(contract: str, section: str) -> Iterator[Cell]:
    rows = [
        [cell.strip(" `") for cell in line.strip("|").split("|")]
        for line in section.splitlines()
        if line.startswith("|")
    ]
    if not rows:
        assert NOTHING_TO_CALL in section, f"{contract} has neither a table nor the sentence"
        return
    header, _, *functions = rows
    assert (header[0], header[-1]) == ("function", "refused with")
    for function, *answers, refusal in functions:
        for role, answer in zip(header[1:-1], answers, strict=True):
            assert answer in {"yes", "no"}, f"{contract}.{function}, {role}: {answer!r}"
            yield Cell(contract, function, role, answer == "yes", refusal or MISSING_ROLE)


def _signatures(contract: str) -> list[str]:
    """Return the names of all functions that can change anything; overloads show twice."""
    return sorted(
        entry["name"]
        for entry in _functions(contract)
        if entry["stateMutability"] not in {"view", "pure"}
    )


def _functions(contract: str, name: str | None = None) -> list[dict[str, Any]]:
    entries = [entry for entry in load_artifact(contract).abi if entry["type"] == "function"]
    return [entry for entry in entries if name in {None, entry["name"]}]


def _read_table() -> tuple[Cell, ...]:
    sections = _sections()
    shared = sections.pop(WITH_ROLES)
    contracts = [name for name in sections if "beginDefaultAdminTransfer" in _signatures(name)]
    own = [cell for name, text in sections.items() for cell in _cells(name, text)]
    return (*own, *(cell for name in contracts for cell in _cells(name, shared)))


CELLS = _read_table()
LACKS_OF_ROLE = {cell.refusal for cell in CELLS}


# What it is asked of


class Adapter(BoundContract):
    __slots__ = ()
    artifact: ClassVar[str] = "Erc3643RegistryAdapter"


class TestDouble(BoundContract):
    __test__ = False
    __slots__ = ()
    artifact: ClassVar[str] = "TestIdentityRegistry"


@dataclass(frozen=True)
class World:
    chain: EmbeddedChain
    contracts: dict[str, Address]
    callers: dict[str, Address]
    named_arguments: dict[str, Address]


def _account(role: str) -> LocalAccount:
    return demo_account("access table", role)


def _terms() -> DealTerms:
    return DealTerms(
        pool="ACCESS-1",
        first_yyyymm=202701,
        record_times=(ISSUED_AT + 30 * DAY,),
        pay_times=(ISSUED_AT + 55 * DAY,),
        balance_cents=100_000_00,
        loan_count=1,
        tranches=(TrancheTerms("A", "Certificate A", "CERT-A", 100_000_00),),
        bounds=Bounds(max_rate_ppm=100_000, max_fee_ppm=10_000),
        roles=RoleHolders(
            admins=(_account("proposer").address,),
            issuer=_account("issuer").address,
            transfer_agent=_account("transfer agent").address,
            compliance=_account("compliance").address,
            guardian=_account("guardian").address,
            payers=(_account("payer").address,),
        ),
        threshold=3,
    )


def _act_as_timelock(chain: EmbeddedChain, timelock: Timelock, calls: list[ContractCall]) -> None:
    operation, delay = Operation(tuple(calls)), timelock.delay_seconds()
    send(chain, _account("proposer"), timelock.schedule(operation, delay_seconds=delay))
    chain.advance_to(chain.head().timestamp + delay)
    send(chain, _account("proposer"), timelock.execute(operation))


def _deploy_adapter(chain: EmbeddedChain, deployment: Deployment) -> Adapter:
    """Deploy the adapter under the same timelock; it is no part of a deal."""
    registry = send(chain, _account("proposer"), TestDouble.creation()).contract
    creation = Adapter.creation(DAY, deployment.timelock, registry, 1)
    address = send(chain, _account("proposer"), creation).contract
    assert address is not None
    return Adapter(chain, address)


def _contracts(deployment: Deployment, adapter: Adapter) -> dict[str, Address]:
    (tranche,) = deployment.tranches
    return {
        "HolderRegistry": deployment.registry,
        "Erc3643RegistryAdapter": adapter.address,
        "RemittanceOracle": deployment.oracle,
        "PoolCertificate": tranche.certificate,
        "DistributionLedger": tranche.ledger,
        "TimelockController": deployment.timelock,
    }


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    names = {cell.role for cell in CELLS}
    rich = tuple((_account(name).address, 10**24) for name in names)
    chain = EmbeddedChain.in_memory(Genesis(timestamp=ISSUED_AT, balances_wei=rich))
    terms, deployer = _terms(), _account("proposer")
    nodes = tuple(_account(f"node {number}") for number in range(1, 5))
    deployment = deploy_deal(DeploymentPlan(chain, terms, deployer.address, nodes), deployer)
    adapter = _deploy_adapter(chain, deployment)
    contracts = _contracts(deployment, adapter)
    begin = load_interface("HolderRegistry").function("beginDefaultAdminTransfer")
    new_admin = _account("new admin").address
    handing_over = [
        ContractCall(to=address, data=begin.encode(new_admin), label=begin.label)
        for name, address in contracts.items()
        if name != "TimelockController"
    ]
    grants = [
        adapter._call("grantRole", TRANSFER_AGENT_ROLE, terms.roles.transfer_agent),
        adapter._call("grantRole", COMPLIANCE_ROLE, terms.roles.compliance),
    ]
    _act_as_timelock(chain, Timelock(chain, deployment.timelock), [*grants, *handing_over])
    callers = {name: _account(name).address for name in names} | {"admin": deployment.timelock}
    yield World(chain, contracts, callers, {"rules": deployment.rules})
    chain.close()


def _argument(parameter: Any, caller: Address) -> Any:
    """Return a value that any function decodes; what it then thinks of it is another matter."""
    kind = parameter["type"]
    if kind.endswith("[]"):
        return []
    if kind == "tuple":
        return tuple(_argument(component, caller) for component in parameter["components"])
    if kind.startswith("bytes"):
        return keccak(b"ISSUER_ROLE")[: int(kind.removeprefix("bytes") or 0)]
    return {"address": caller, "bool": True}.get(kind, 1)


def _answer(world: World, cell: Cell) -> bytes | None:
    """Return the revert data of the role's call, None when it is not refused."""
    caller = world.callers[cell.role]
    (entry,) = _functions(cell.contract, cell.function)
    arguments = [
        world.named_arguments.get(parameter["name"]) or _argument(parameter, caller)
        for parameter in entry["inputs"]
    ]
    data = load_interface(cell.contract).function(cell.function).encode(*arguments)
    try:
        world.chain.call(ViewCall(world.contracts[cell.contract], data, caller))
    except CallReverted as reverted:
        return reverted.data
    return None


def _error_selectors(contract: str) -> dict[bytes, str]:
    errors = [entry for entry in load_artifact(contract).abi if entry["type"] == "error"]
    return {keccak(signature_of(entry).encode())[:4]: entry["name"] for entry in errors}


def test_table__contracts__every_deployable_one_has_a_section() -> None:
    sources = {path.stem for path in (ROOT / "contracts").glob("*.sol")}
    deployed = {name for name in sources if _is_deployable(name)} | {"TimelockController"}

    assert set(_sections()) - {WITH_ROLES} == deployed
    assert len(deployed) >= 8


def _is_deployable(name: str) -> bool:
    return not re.search(
        rf"^abstract contract {name}\b",
        (ROOT / f"contracts/{name}.sol").read_text(),
        flags=re.MULTILINE,
    )


@pytest.mark.parametrize("contract", sorted(set(_sections()) - {WITH_ROLES}))
def test_table__functions__are_those_that_can_change_anything(contract: str) -> None:
    listed = {cell.function for cell in CELLS if cell.contract == contract}

    assert sorted(listed) == _signatures(contract)


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_table__cell__is_what_the_contract_does(cell: Cell, world: World) -> None:
    answer = _answer(world, cell)

    error = None if answer is None else _error_selectors(cell.contract).get(answer[:4])
    if cell.allowed:
        assert error not in LACKS_OF_ROLE
        assert answer != b"", "reverted without a word: was the call understood?"
    else:
        assert answer is not None
        assert error == cell.refusal
        assert address_bytes(world.callers[cell.role]) in answer
