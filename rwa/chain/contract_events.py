"""Events of the contracts, each with where it happened.

Written by scripts/write_contract_classes.py from the compiled contracts; do not edit.
"""

# ruff: noqa: D205 - names and prose are the contracts'

from dataclasses import dataclass
from typing import ClassVar

from rwa.chain.contract_structs import Content, Holder, HoldReason, OrderKind, RemovalReason
from rwa.chain.event_log import ContractEvent, EventParameter
from rwa.core.ids import Address


@dataclass(frozen=True, slots=True)
class AddedToBlocklist(ContractEvent):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature: ClassVar[str] = "AddedToBlocklist(address)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (EventParameter("address", indexed=True),)

    account: Address


@dataclass(frozen=True, slots=True)
class AddressFrozen(ContractEvent):
    """``owner`` froze the whole wallet, or let it go. As in ERC-3643."""

    signature: ClassVar[str] = "AddressFrozen(address,bool,address)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("bool", indexed=True),
        EventParameter("address", indexed=True),
    )

    user_address: Address
    is_frozen: bool
    owner: Address


@dataclass(frozen=True, slots=True)
class AdjustmentFunded(ContractEvent):
    """Emitted when entry ``index`` is appended and binds holders."""

    signature: ClassVar[str] = "AdjustmentFunded(uint16,uint16,address,int256,int256)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("uint16", indexed=True),
        EventParameter("uint16", indexed=True),
        EventParameter("address", indexed=True),
        EventParameter("int256", indexed=False),
        EventParameter("int256", indexed=False),
    )

    index: int
    period: int
    payer: Address
    interest_units: int
    principal_units: int


@dataclass(frozen=True, slots=True)
class AdjustmentPosted(ContractEvent):
    """Emitted when a correction waits for its funding; both legs 0: it was taken back."""

    signature: ClassVar[str] = "AdjustmentPosted(uint16,uint16,int256,int256)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("uint16", indexed=True),
        EventParameter("uint16", indexed=False),
        EventParameter("int256", indexed=False),
        EventParameter("int256", indexed=False),
    )

    period: int
    revision: int
    interest_units: int
    principal_units: int


@dataclass(frozen=True, slots=True)
class Approval(ContractEvent):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature: ClassVar[str] = "Approval(address,address,uint256)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("address", indexed=True),
        EventParameter("uint256", indexed=False),
    )

    owner: Address
    spender: Address
    value: int


@dataclass(frozen=True, slots=True)
class AuthorizationCanceled(ContractEvent):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature: ClassVar[str] = "AuthorizationCanceled(address,bytes32)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("bytes32", indexed=True),
    )

    authorizer: Address
    nonce: bytes


@dataclass(frozen=True, slots=True)
class AuthorizationUsed(ContractEvent):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature: ClassVar[str] = "AuthorizationUsed(address,bytes32)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("bytes32", indexed=True),
    )

    authorizer: Address
    nonce: bytes


@dataclass(frozen=True, slots=True)
class Burned(ContractEvent):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature: ClassVar[str] = "Burned(address,uint256)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("uint256", indexed=False),
    )

    minter: Address
    amount: int


@dataclass(frozen=True, slots=True)
class CallExecuted(ContractEvent):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature: ClassVar[str] = "CallExecuted(bytes32,uint256,address,uint256,bytes)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("bytes32", indexed=True),
        EventParameter("uint256", indexed=True),
        EventParameter("address", indexed=False),
        EventParameter("uint256", indexed=False),
        EventParameter("bytes", indexed=False),
    )

    id_: bytes
    index: int
    target: Address
    value: int
    data: bytes


@dataclass(frozen=True, slots=True)
class CallSalt(ContractEvent):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature: ClassVar[str] = "CallSalt(bytes32,bytes32)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("bytes32", indexed=True),
        EventParameter("bytes32", indexed=False),
    )

    id_: bytes
    salt: bytes


@dataclass(frozen=True, slots=True)
class CallScheduled(ContractEvent):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature: ClassVar[str] = (
        "CallScheduled(bytes32,uint256,address,uint256,bytes,bytes32,uint256)"
    )
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("bytes32", indexed=True),
        EventParameter("uint256", indexed=True),
        EventParameter("address", indexed=False),
        EventParameter("uint256", indexed=False),
        EventParameter("bytes", indexed=False),
        EventParameter("bytes32", indexed=False),
        EventParameter("uint256", indexed=False),
    )

    id_: bytes
    index: int
    target: Address
    value: int
    data: bytes
    predecessor: bytes
    delay: int


@dataclass(frozen=True, slots=True)
class Cancelled(ContractEvent):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature: ClassVar[str] = "Cancelled(bytes32)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (EventParameter("bytes32", indexed=True),)

    id_: bytes


@dataclass(frozen=True, slots=True)
class DebtChanged(ContractEvent):
    """Emitted before HolderSettled when debits were added or netted."""

    signature: ClassVar[str] = "DebtChanged(address,uint256,uint256,uint256)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("uint256", indexed=False),
        EventParameter("uint256", indexed=False),
        EventParameter("uint256", indexed=False),
    )

    holder: Address
    added_units: int
    netted_units: int
    debt_units: int


@dataclass(frozen=True, slots=True)
class DebtMoved(ContractEvent):
    """Emitted when debt follows a recovered wallet to its final successor."""

    signature: ClassVar[str] = "DebtMoved(address,address,uint256)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("address", indexed=True),
        EventParameter("uint256", indexed=False),
    )

    from_: Address
    to: Address
    amount: int


@dataclass(frozen=True, slots=True)
class DefaultAdminDelayChangeCanceled(ContractEvent):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature: ClassVar[str] = "DefaultAdminDelayChangeCanceled()"
    parameters: ClassVar[tuple[EventParameter, ...]] = ()


@dataclass(frozen=True, slots=True)
class DefaultAdminDelayChangeScheduled(ContractEvent):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature: ClassVar[str] = "DefaultAdminDelayChangeScheduled(uint48,uint48)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("uint48", indexed=False),
        EventParameter("uint48", indexed=False),
    )

    new_delay: int
    effect_schedule: int


@dataclass(frozen=True, slots=True)
class DefaultAdminTransferCanceled(ContractEvent):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature: ClassVar[str] = "DefaultAdminTransferCanceled()"
    parameters: ClassVar[tuple[EventParameter, ...]] = ()


@dataclass(frozen=True, slots=True)
class DefaultAdminTransferScheduled(ContractEvent):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature: ClassVar[str] = "DefaultAdminTransferScheduled(address,uint48)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("uint48", indexed=False),
    )

    new_admin: Address
    accept_schedule: int


@dataclass(frozen=True, slots=True)
class DistributionFunded(ContractEvent):
    """Emitted when a period's cash came in, with the sums over all periods so far."""

    signature: ClassVar[str] = "DistributionFunded(uint16,address,uint256,uint256,uint256,uint256)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("uint16", indexed=True),
        EventParameter("address", indexed=True),
        EventParameter("uint256", indexed=False),
        EventParameter("uint256", indexed=False),
        EventParameter("uint256", indexed=False),
        EventParameter("uint256", indexed=False),
    )

    period: int
    payer: Address
    interest_units: int
    principal_units: int
    cum_interest_units: int
    cum_principal_units: int


@dataclass(frozen=True, slots=True)
class DistributionPosted(ContractEvent):
    """Emitted when a period's amounts are taken from a report; replaces an earlier posting."""

    signature: ClassVar[str] = "DistributionPosted(uint16,uint16,uint256,uint256)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("uint16", indexed=True),
        EventParameter("uint16", indexed=False),
        EventParameter("uint256", indexed=False),
        EventParameter("uint256", indexed=False),
    )

    period: int
    revision: int
    interest_units: int
    principal_units: int


@dataclass(frozen=True, slots=True)
class EIP712DomainChanged(ContractEvent):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature: ClassVar[str] = "EIP712DomainChanged()"
    parameters: ClassVar[tuple[EventParameter, ...]] = ()


@dataclass(frozen=True, slots=True)
class EquivocationProven(ContractEvent):
    """``node`` signed two contents of one period and revision."""

    signature: ClassVar[str] = "EquivocationProven(address,uint16,uint16,bytes32,bytes32)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("uint16", indexed=True),
        EventParameter("uint16", indexed=False),
        EventParameter("bytes32", indexed=False),
        EventParameter("bytes32", indexed=False),
    )

    node: Address
    period: int
    revision: int
    content_hash_a: bytes
    content_hash_b: bytes


@dataclass(frozen=True, slots=True)
class ExcessSwept(ContractEvent):
    """Emitted when cash above what is owed left."""

    signature: ClassVar[str] = "ExcessSwept(address,uint256)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("uint256", indexed=False),
    )

    to: Address
    amount: int


@dataclass(frozen=True, slots=True)
class ForcedTransfer(ContractEvent):
    """An authority moved ``amount`` from ``from`` to ``to``."""

    signature: ClassVar[str] = "ForcedTransfer(address,address,uint256)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("address", indexed=True),
        EventParameter("uint256", indexed=False),
    )

    from_: Address
    to: Address
    amount: int


@dataclass(frozen=True, slots=True)
class Frozen(ContractEvent):
    """``amount`` of ``account`` is frozen from now on; the new total, not the difference."""

    signature: ClassVar[str] = "Frozen(address,uint256)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("uint256", indexed=False),
    )

    account: Address
    amount: int


@dataclass(frozen=True, slots=True)
class HeldMoved(ContractEvent):
    """Emitted when held cash follows a recovered wallet to its final successor."""

    signature: ClassVar[str] = "HeldMoved(address,address,uint256)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("address", indexed=True),
        EventParameter("uint256", indexed=False),
    )

    from_: Address
    to: Address
    amount: int


@dataclass(frozen=True, slots=True)
class HeldReleased(ContractEvent):
    """Emitted when held cash was paid after all."""

    signature: ClassVar[str] = "HeldReleased(address,address,uint256)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("address", indexed=True),
        EventParameter("uint256", indexed=False),
    )

    holder: Address
    payee: Address
    amount: int


@dataclass(frozen=True, slots=True)
class HolderBlocked(ContractEvent):
    """Compliance stopped the wallet; ``reason`` is the reference of its decision."""

    signature: ClassVar[str] = "HolderBlocked(address,bytes32)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("bytes32", indexed=True),
    )

    wallet: Address
    reason: bytes


@dataclass(frozen=True, slots=True)
class HolderSet(ContractEvent):
    """The facts about a wallet changed; ``source`` is the agent or the trusted issuer."""

    signature: ClassVar[str] = (
        "HolderSet(address,address,(uint64,uint40,uint16,uint8,bool,bool,bool),uint32)"
    )
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("address", indexed=True),
        EventParameter("(uint64,uint40,uint16,uint8,bool,bool,bool)", indexed=False, record=Holder),
        EventParameter("uint32", indexed=False),
    )

    wallet: Address
    source: Address
    holder: Holder
    nonce: int


@dataclass(frozen=True, slots=True)
class HolderSettled(ContractEvent):
    """Emitted when a settlement advanced. interest + principal = netted + paid + held."""

    signature: ClassVar[str] = "HolderSettled(address,address,uint16,uint256,uint256,uint256)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("address", indexed=False),
        EventParameter("uint16", indexed=False),
        EventParameter("uint256", indexed=False),
        EventParameter("uint256", indexed=False),
        EventParameter("uint256", indexed=False),
    )

    holder: Address
    """Whose certificates earned it."""
    payee: Address
    """Who was, or would have been, paid."""
    through_period: int
    """Last period credited now."""
    interest_units: int
    principal_units: int
    paid_units: int
    """Cash that left; 0 where a PaymentHeld of the final holder precedes."""


@dataclass(frozen=True, slots=True)
class HolderUnblocked(ContractEvent):
    """Compliance let the wallet go again; ``reason`` is the reference of its decision."""

    signature: ClassVar[str] = "HolderUnblocked(address,bytes32)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("bytes32", indexed=True),
    )

    wallet: Address
    reason: bytes


@dataclass(frozen=True, slots=True)
class HoldingRecounted(ContractEvent):
    """A wallet's holdings of one certificate are now counted under another identity."""

    signature: ClassVar[str] = "HoldingRecounted(address,address,uint64,uint64)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("address", indexed=True),
        EventParameter("uint64", indexed=False),
        EventParameter("uint64", indexed=False),
    )

    token: Address
    wallet: Address
    from_identity: int
    to_identity: int


@dataclass(frozen=True, slots=True)
class IssuanceClosed(ContractEvent):
    """Issuance is over; ``supply`` is final."""

    signature: ClassVar[str] = "IssuanceClosed(uint256)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (EventParameter("uint256", indexed=False),)

    supply: int


@dataclass(frozen=True, slots=True)
class LateCleared(ContractEvent):
    """The late period's report is in."""

    signature: ClassVar[str] = "LateCleared(uint16)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (EventParameter("uint16", indexed=True),)

    period: int


@dataclass(frozen=True, slots=True)
class MinDelayChange(ContractEvent):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature: ClassVar[str] = "MinDelayChange(uint256,uint256)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("uint256", indexed=False),
        EventParameter("uint256", indexed=False),
    )

    old_duration: int
    new_duration: int


@dataclass(frozen=True, slots=True)
class Minted(ContractEvent):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature: ClassVar[str] = "Minted(address,address,uint256)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("address", indexed=True),
        EventParameter("uint256", indexed=False),
    )

    minter: Address
    to: Address
    amount: int


@dataclass(frozen=True, slots=True)
class NodeAdded(ContractEvent):
    """``node`` joined the set."""

    signature: ClassVar[str] = "NodeAdded(address)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (EventParameter("address", indexed=True),)

    node: Address


@dataclass(frozen=True, slots=True)
class NodeProposalWithdrawn(ContractEvent):
    """The proposal of ``node`` was withdrawn."""

    signature: ClassVar[str] = "NodeProposalWithdrawn(address)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (EventParameter("address", indexed=True),)

    node: Address


@dataclass(frozen=True, slots=True)
class NodeProposed(ContractEvent):
    """``node`` may join at ``readyAt`` or later; M becomes ``threshold`` then."""

    signature: ClassVar[str] = "NodeProposed(address,uint8,uint40)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("uint8", indexed=False),
        EventParameter("uint40", indexed=False),
    )

    node: Address
    threshold: int
    ready_at: int


@dataclass(frozen=True, slots=True)
class NodeRemoved(ContractEvent):
    """``node`` left the set."""

    signature: ClassVar[str] = "NodeRemoved(address,uint8)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("uint8", indexed=False, record=RemovalReason),
    )

    node: Address
    reason: RemovalReason


@dataclass(frozen=True, slots=True)
class NodeSetChanged(ContractEvent):
    """The node set is now ``nodes`` (ascending) with this threshold."""

    signature: ClassVar[str] = "NodeSetChanged(address[],uint8,uint32,bytes32)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address[]", indexed=False),
        EventParameter("uint8", indexed=False),
        EventParameter("uint32", indexed=False),
        EventParameter("bytes32", indexed=False),
    )

    nodes: tuple[Address, ...]
    threshold: int
    epoch: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class OrderCancelled(ContractEvent):
    """Emitted when an order is taken back."""

    signature: ClassVar[str] = "OrderCancelled(address,bytes32)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("bytes32", indexed=True),
    )

    holder: Address
    order_reference: bytes


@dataclass(frozen=True, slots=True)
class OrderExecuted(ContractEvent):
    """Emitted when an order paid held cash."""

    signature: ClassVar[str] = "OrderExecuted(address,address,uint256,bytes32)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("address", indexed=True),
        EventParameter("uint256", indexed=False),
        EventParameter("bytes32", indexed=True),
    )

    holder: Address
    to: Address
    amount: int
    order_reference: bytes


@dataclass(frozen=True, slots=True)
class OrderPlaced(ContractEvent):
    """Emitted when an order starts to wait."""

    signature: ClassVar[str] = "OrderPlaced(address,address,uint8,uint256,uint40,bytes32)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("address", indexed=True),
        EventParameter("uint8", indexed=False, record=OrderKind),
        EventParameter("uint256", indexed=False),
        EventParameter("uint40", indexed=False),
        EventParameter("bytes32", indexed=True),
    )

    holder: Address
    to: Address
    kind: OrderKind
    amount: int
    executable_at: int
    order_reference: bytes


@dataclass(frozen=True, slots=True)
class Paused(ContractEvent):
    """``account`` paused transfers and issuance."""

    signature: ClassVar[str] = "Paused(address)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (EventParameter("address", indexed=False),)

    account: Address


@dataclass(frozen=True, slots=True)
class PaymentHeld(ContractEvent):
    """Emitted when a payment is credited instead of sent."""

    signature: ClassVar[str] = "PaymentHeld(address,uint256,uint8,uint256)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("uint256", indexed=False),
        EventParameter("uint8", indexed=False, record=HoldReason),
        EventParameter("uint256", indexed=False),
    )

    holder: Address
    amount: int
    reason: HoldReason
    held_total: int


@dataclass(frozen=True, slots=True)
class PayoutSet(ContractEvent):
    """``payout`` now receives the cash of ``wallet``; zero means the wallet itself again."""

    signature: ClassVar[str] = "PayoutSet(address,address)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("address", indexed=True),
    )

    wallet: Address
    payout: Address


@dataclass(frozen=True, slots=True)
class PeriodLate(ContractEvent):
    """The period's payment time passed without a report."""

    signature: ClassVar[str] = "PeriodLate(uint16)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (EventParameter("uint16", indexed=True),)

    period: int


@dataclass(frozen=True, slots=True)
class RecoveredWithdrawn(ContractEvent):
    """Emitted when a payer took recovered cash, with the total taken so far."""

    signature: ClassVar[str] = "RecoveredWithdrawn(address,uint256,uint256)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("uint256", indexed=False),
        EventParameter("uint256", indexed=False),
    )

    payer: Address
    amount: int
    withdrawn_total: int


@dataclass(frozen=True, slots=True)
class RecoverySuccess(ContractEvent):
    """The certificates of a lost wallet are in ``newWallet``. As in ERC-3643; the identity
    number of the register, written as an address, stands for the identity contract.
    """

    signature: ClassVar[str] = "RecoverySuccess(address,address,address)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("address", indexed=True),
        EventParameter("address", indexed=True),
    )

    lost_wallet: Address
    new_wallet: Address
    investor_onchain_id: Address


@dataclass(frozen=True, slots=True)
class RemittanceAccepted(ContractEvent):
    """A report is in force."""

    signature: ClassVar[str] = (
        "RemittanceAccepted(uint16,uint16,bytes32,(bytes32,uint32,uint16,uint16,bytes32,uint64,bytes32,bytes32,bytes32,uint32,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,int64,uint64,uint64,uint64,uint64,int64,(uint64,uint64,uint64,uint64,uint64,uint64,uint64,bool)[]))"
    )
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("uint16", indexed=True),
        EventParameter("uint16", indexed=False),
        EventParameter("bytes32", indexed=True),
        EventParameter(
            "(bytes32,uint32,uint16,uint16,bytes32,uint64,bytes32,bytes32,bytes32,uint32,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,int64,uint64,uint64,uint64,uint64,int64,(uint64,uint64,uint64,uint64,uint64,uint64,uint64,bool)[])",
            indexed=False,
            record=Content,
        ),
    )

    period: int
    revision: int
    content_hash: bytes
    content: Content


@dataclass(frozen=True, slots=True)
class RemittanceHeld(ContractEvent):
    """A report is held. Reasons: 1 speed, 2 loss, 3 both."""

    signature: ClassVar[str] = "RemittanceHeld(uint16,uint16,bytes32,uint8,uint40)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("uint16", indexed=True),
        EventParameter("uint16", indexed=False),
        EventParameter("bytes32", indexed=True),
        EventParameter("uint8", indexed=False),
        EventParameter("uint40", indexed=False),
    )

    period: int
    revision: int
    content_hash: bytes
    reasons: int
    releasable_at: int


@dataclass(frozen=True, slots=True)
class RemittanceReleased(ContractEvent):
    """A held report was accepted, by all nodes or by the admin."""

    signature: ClassVar[str] = "RemittanceReleased(uint16,uint16,bytes32)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("uint16", indexed=True),
        EventParameter("uint16", indexed=False),
        EventParameter("bytes32", indexed=True),
    )

    period: int
    revision: int
    content_hash: bytes


@dataclass(frozen=True, slots=True)
class RemovedFromBlocklist(ContractEvent):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature: ClassVar[str] = "RemovedFromBlocklist(address)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (EventParameter("address", indexed=True),)

    account: Address


@dataclass(frozen=True, slots=True)
class RestatementClosed(ContractEvent):
    """The last accepted period was restated; new periods are accepted again."""

    signature: ClassVar[str] = "RestatementClosed(uint16)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (EventParameter("uint16", indexed=True),)

    period: int


@dataclass(frozen=True, slots=True)
class RestatementOpened(ContractEvent):
    """Periods from this one to the last accepted one must be revised, in order."""

    signature: ClassVar[str] = "RestatementOpened(uint16)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (EventParameter("uint16", indexed=True),)

    period: int


@dataclass(frozen=True, slots=True)
class RoleAdminChanged(ContractEvent):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature: ClassVar[str] = "RoleAdminChanged(bytes32,bytes32,bytes32)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("bytes32", indexed=True),
        EventParameter("bytes32", indexed=True),
        EventParameter("bytes32", indexed=True),
    )

    role: bytes
    previous_admin_role: bytes
    new_admin_role: bytes


@dataclass(frozen=True, slots=True)
class RoleGranted(ContractEvent):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature: ClassVar[str] = "RoleGranted(bytes32,address,address)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("bytes32", indexed=True),
        EventParameter("address", indexed=True),
        EventParameter("address", indexed=True),
    )

    role: bytes
    account: Address
    sender: Address


@dataclass(frozen=True, slots=True)
class RoleRevoked(ContractEvent):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature: ClassVar[str] = "RoleRevoked(bytes32,address,address)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("bytes32", indexed=True),
        EventParameter("address", indexed=True),
        EventParameter("address", indexed=True),
    )

    role: bytes
    account: Address
    sender: Address


@dataclass(frozen=True, slots=True)
class SuccessorSet(ContractEvent):
    """``newWallet`` stands in place of ``oldWallet`` from now on, and for good."""

    signature: ClassVar[str] = "SuccessorSet(address,address,uint64)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("address", indexed=True),
        EventParameter("uint64", indexed=True),
    )

    old_wallet: Address
    new_wallet: Address
    identity: int


@dataclass(frozen=True, slots=True)
class Transfer(ContractEvent):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature: ClassVar[str] = "Transfer(address,address,uint256)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("address", indexed=True),
        EventParameter("uint256", indexed=False),
    )

    from_: Address
    to: Address
    value: int


@dataclass(frozen=True, slots=True)
class TransferRulesChanged(ContractEvent):
    """Transfers follow ``rules`` from now on."""

    signature: ClassVar[str] = "TransferRulesChanged(address)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (EventParameter("address", indexed=True),)

    rules: Address


@dataclass(frozen=True, slots=True)
class TrustedIssuerSet(ContractEvent):
    """Attestations signed by ``issuer`` are accepted from now on, or no longer."""

    signature: ClassVar[str] = "TrustedIssuerSet(address,bool)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (
        EventParameter("address", indexed=True),
        EventParameter("bool", indexed=False),
    )

    issuer: Address
    trusted: bool


@dataclass(frozen=True, slots=True)
class Unpaused(ContractEvent):
    """``account`` ended the pause."""

    signature: ClassVar[str] = "Unpaused(address)"
    parameters: ClassVar[tuple[EventParameter, ...]] = (EventParameter("address", indexed=False),)

    account: Address


CONTRACT_EVENTS: tuple[type[ContractEvent], ...] = (
    AddedToBlocklist,
    AddressFrozen,
    AdjustmentFunded,
    AdjustmentPosted,
    Approval,
    AuthorizationCanceled,
    AuthorizationUsed,
    Burned,
    CallExecuted,
    CallSalt,
    CallScheduled,
    Cancelled,
    DebtChanged,
    DebtMoved,
    DefaultAdminDelayChangeCanceled,
    DefaultAdminDelayChangeScheduled,
    DefaultAdminTransferCanceled,
    DefaultAdminTransferScheduled,
    DistributionFunded,
    DistributionPosted,
    EIP712DomainChanged,
    EquivocationProven,
    ExcessSwept,
    ForcedTransfer,
    Frozen,
    HeldMoved,
    HeldReleased,
    HolderBlocked,
    HolderSet,
    HolderSettled,
    HolderUnblocked,
    HoldingRecounted,
    IssuanceClosed,
    LateCleared,
    MinDelayChange,
    Minted,
    NodeAdded,
    NodeProposalWithdrawn,
    NodeProposed,
    NodeRemoved,
    NodeSetChanged,
    OrderCancelled,
    OrderExecuted,
    OrderPlaced,
    Paused,
    PaymentHeld,
    PayoutSet,
    PeriodLate,
    RecoveredWithdrawn,
    RecoverySuccess,
    RemittanceAccepted,
    RemittanceHeld,
    RemittanceReleased,
    RemovedFromBlocklist,
    RestatementClosed,
    RestatementOpened,
    RoleAdminChanged,
    RoleGranted,
    RoleRevoked,
    SuccessorSet,
    Transfer,
    TransferRulesChanged,
    TrustedIssuerSet,
    Unpaused,
)
"""Every event of the packaged contracts, in alphabetical order."""
