"""Put a deal on a chain, one recorded step after the other, and find it again.

The record, `deployments/<chain id>/<genesis>-<pool>.json`, is replaced as a whole after every
step. A signed transaction is written there before it is sent: whoever continues after a crash
finds its receipt or sends the same bytes again, so no contract is ever created twice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rwa.chain.accounts import Account
from rwa.chain.artifacts import load_artifact
from rwa.chain.call_description import CallDescription, describe_call
from rwa.chain.deployment_plan import (
    CALENDAR,
    CASH,
    ORACLE,
    REGISTRY,
    RULES,
    TIMELOCK,
    DeploymentPlan,
    Step,
    certificate_step,
    ledger_step,
)
from rwa.chain.deployment_record import (
    DeploymentRecord,
    Pending,
    RecordedStep,
    open_record,
    read_record,
    record_path,
    require_record_chain,
)
from rwa.chain.errors import NoContractAt, TransactionRefused
from rwa.chain.hashing import address_bytes, created_address, hex_of, keccak
from rwa.chain.protocol import Chain, Receipt
from rwa.chain.transactions import raise_if_reverted, sign_calls
from rwa.core.errors import ConfigurationError
from rwa.core.ids import Address


class DeploymentNotFound(ConfigurationError):
    """The pool has no finished deployment on this chain."""

    def __init__(self, pool: str, *, path: Path, steps_done: int | None) -> None:
        self.pool = pool
        self.path = path
        self.steps_done = steps_done
        state = "does not exist" if steps_done is None else f"stops after {steps_done} steps"
        super().__init__(f"no deployment of {pool}: {path} {state}; run rwa deploy")


class CodeDiffers(ConfigurationError):
    """A recorded address holds another contract than the packaged one."""

    def __init__(self, address: Address, *, contract: str, step: str) -> None:
        self.address = address
        self.contract = contract
        self.step = step
        super().__init__(
            f"{address} ({step}) does not run this version's {contract}; "
            "use the version that deployed it, or deploy under another pool name"
        )


@dataclass(frozen=True, slots=True)
class TrancheContracts:
    """The two contracts of one class."""

    name: str
    """Name of the class within its deal."""
    certificate: Address
    """Its PoolCertificate."""
    ledger: Address
    """Its DistributionLedger."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """Where a deal's contracts are."""

    chain_id: int
    """Chain they are on."""
    genesis_hash: str
    """Block 0 of that chain."""
    pool: str
    """Name of the pool."""
    first_block: int
    """Block of the first step; no event of the deal is earlier."""
    timelock: Address
    """Admin of all others."""
    cash: Address
    """Cash token."""
    registry: Address
    """HolderRegistry."""
    rules: Address
    """TransferRules as deployed; a certificate may follow others by now."""
    calendar: Address
    """RecordCalendar."""
    oracle: Address
    """RemittanceOracle."""
    tranches: tuple[TrancheContracts, ...]
    """Every class, in the order of a report's rows."""

    def addresses(self) -> tuple[Address, ...]:
        """Return every contract of the deal, for reading their events."""
        classes = [address for each in self.tranches for address in (each.certificate, each.ledger)]
        return (
            self.timelock,
            self.cash,
            self.registry,
            self.rules,
            self.calendar,
            self.oracle,
            *classes,
        )


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One line of a dry run."""

    name: str
    """Name of the step."""
    address: Address | None
    """Where the contract will be, if nothing else is sent by the deployer; None for a call."""
    call: CallDescription
    """What the transaction does."""
    consequences: tuple[CallDescription, ...]
    """What the timelock does in the course of it."""


def dry_run(plan: DeploymentPlan) -> tuple[PlannedStep, ...]:
    """Return what `deploy` would do from the start; nothing is sent."""
    nonce = plan.chain.nonce(plan.deployer)
    creator = address_bytes(plan.deployer)
    addresses: dict[str, Address] = {}
    planned = []
    for number, step in enumerate(plan.steps()):
        call = step.call(addresses)
        address = None if step.creates is None else created_address(creator, nonce + number)
        names = {where: f"<{name}>" for name, where in addresses.items()}
        later = () if step.creates is not None else plan.set_up(addresses)
        planned.append(
            PlannedStep(
                name=step.name,
                address=address,
                call=describe_call(call, names=names),
                consequences=tuple(describe_call(each, names=names) for each in later),
            )
        )
        if address is not None:
            addresses[step.name] = address
    return tuple(planned)


def deploy(
    plan: DeploymentPlan,
    deployer: Account,
    *,
    root: Path | None = None,
    on_step: Callable[[RecordedStep], None] | None = None,
) -> Deployment:
    """Carry out what is left of a plan and return where everything is.

    `root` is the directory of deployment files, None to keep no file. `on_step` is told of each
    step as it is confirmed. Raises WrongChain, TermsChanged, NoContractAt and CodeDiffers when
    an earlier run does not fit, and the contract's own error when a step reverts.
    """
    terms = plan.terms
    record = open_record(
        root, plan.chain, pool=terms.pool, deployer=plan.deployer, terms=terms.as_json()
    )
    addresses: dict[str, Address] = {} if terms.cash is None else {CASH: terms.cash}
    done = {step.name: step for step in record.steps}
    for step in plan.steps():
        confirmed = done.get(step.name)
        if confirmed is None:
            confirmed = _carry_out(plan.chain, deployer, step, addresses, record)
            if on_step is not None:
                on_step(confirmed)
        else:
            _require_code(plan.chain, confirmed)
        if confirmed.address is not None:
            addresses[step.name] = confirmed.address
    if not record.complete:
        record.finish()
    return _deployment(record)


def find_deployment(root: Path, chain: Chain, pool: str) -> Deployment:
    """Return where a pool's contracts are on this chain, after a check that they are there.

    Raises DeploymentNotFound, WrongChain, NoContractAt and CodeDiffers.
    """
    path = record_path(root, chain.identity, pool)
    if not path.exists():
        raise DeploymentNotFound(pool, path=path, steps_done=None)
    record = read_record(path)
    require_record_chain(record, chain)
    if not record.complete:
        raise DeploymentNotFound(pool, path=path, steps_done=len(record.steps))
    for step in record.steps:
        _require_code(chain, step)
    return _deployment(record)


def find_deployments(root: Path, chain: Chain) -> tuple[Deployment, ...]:
    """Return every finished deployment on this chain, by pool name."""
    anywhere = record_path(root, chain.identity, "*")
    records = [read_record(path) for path in sorted(anywhere.parent.glob(anywhere.name))]
    return tuple(find_deployment(root, chain, record.pool) for record in records if record.complete)


def _carry_out(
    chain: Chain,
    deployer: Account,
    step: Step,
    addresses: dict[str, Address],
    record: DeploymentRecord,
) -> RecordedStep:
    receipt = _earlier_attempt(chain, step, record)
    if receipt is None:
        (signed,) = sign_calls(chain, [(deployer, step.call(addresses))], estimate=True)
        record.announce(Pending(step.name, hex_of(signed)))
        (receipt,) = chain.send([signed])
    if not receipt.succeeded:
        record.announce(None)
        raise_if_reverted(receipt, label=f"deployment step {step.name}")
    confirmed = RecordedStep(
        name=step.name,
        contract=None if step.creates is None else step.creates.artifact,
        address=receipt.contract,
        transaction_hash=hex_of(receipt.transaction_hash),
        block_number=receipt.block_number,
    )
    _require_code(chain, confirmed)
    record.confirm(confirmed)
    return confirmed


def _earlier_attempt(chain: Chain, step: Step, record: DeploymentRecord) -> Receipt | None:
    """Return the receipt of a transaction that was signed before a crash, sending it if need be.

    None when there is none, or when its nonce has gone to another transaction since.
    """
    if record.pending is None or record.pending.step != step.name:
        return None
    signed = bytes.fromhex(record.pending.signed[2:])
    receipt = chain.receipt(keccak(signed))
    if receipt is not None:
        return receipt
    try:
        return chain.send([signed])[0]
    except TransactionRefused:
        return None


def _require_code(chain: Chain, step: RecordedStep) -> None:
    if step.address is None or step.contract is None:
        return
    code = chain.code(step.address)
    if not code:
        raise NoContractAt(step.address, contract=step.contract, chain_id=chain.identity.chain_id)
    if not load_artifact(step.contract).is_code(code):
        raise CodeDiffers(step.address, contract=step.contract, step=step.name)


def _deployment(record: DeploymentRecord) -> Deployment:
    """Return a finished record as the deployment it describes."""
    addresses = {step.name: step.address for step in record.steps if step.address is not None}
    names = [str(tranche["name"]) for tranche in record.terms["tranches"]]
    return Deployment(
        chain_id=record.chain_id,
        genesis_hash=record.genesis_hash,
        pool=record.pool,
        first_block=min(step.block_number for step in record.steps),
        timelock=addresses[TIMELOCK],
        cash=record.terms["cash"] or addresses[CASH],
        registry=addresses[REGISTRY],
        rules=addresses[RULES],
        calendar=addresses[CALENDAR],
        oracle=addresses[ORACLE],
        tranches=tuple(
            TrancheContracts(name, addresses[certificate_step(name)], addresses[ledger_step(name)])
            for name in names
        ),
    )
