"""Unsigned calls, signed transactions, and what became of them.

A binding's writing methods return a `ContractCall`; nothing happens until it is sent. `send`
signs one, waits for its block and raises the contract's own error if it reverted; `send_many`
does it for a whole list, in one block where the chain allows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import rlp

from rwa.chain.accounts import Account
from rwa.chain.errors import CallReverted, ContractReverted
from rwa.chain.hashing import address_bytes
from rwa.chain.protocol import GAS_LIMIT_OF_A_TRANSACTION, Chain, Fees, Receipt, ViewCall
from rwa.chain.reverts import decode_revert
from rwa.core.ids import Address

DYNAMIC_FEE_TYPE = b"\x02"


@dataclass(frozen=True, slots=True)
class ContractCall:
    """A transaction still to be signed: what to do, not who does it."""

    to: Address | None
    """Contract to call; None creates one from `data`."""
    data: bytes
    """Selector and arguments, or creation code and arguments."""
    label: str
    """`Contract.function`, for messages and plans."""
    value_wei: int = 0
    """Ether sent along."""
    gas: int | None = None
    """Gas limit; None leaves it to the chain."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """An EIP-1559 transaction, complete but for its signature."""

    chain_id: int
    """EIP-155 number, so that no other chain accepts the signature."""
    nonce: int
    """Count of the sender's earlier transactions."""
    fees: Fees
    """What is offered for gas."""
    gas: int
    """Gas limit."""
    call: ContractCall
    """What to do."""

    def fields(self) -> list[object]:
        """Return the fields in the order in which they are hashed."""
        to = b"" if self.call.to is None else address_bytes(self.call.to)
        return [
            self.chain_id,
            self.nonce,
            self.fees.tip_wei,
            self.fees.max_fee_wei,
            self.gas,
            to,
            self.call.value_wei,
            self.call.data,
            [],
        ]


def sign_transaction(account: Account, transaction: Transaction) -> bytes:
    """Return the signed bytes that a node accepts."""
    fields = transaction.fields()
    signature = account.sign(DYNAMIC_FEE_TYPE + rlp.encode(fields))
    signed: bytes = rlp.encode([*fields, signature.y_parity, signature.r, signature.s])
    return DYNAMIC_FEE_TYPE + signed


def send(chain: Chain, account: Account, call: ContractCall, *, at: int | None = None) -> Receipt:
    """Sign a call, have it mined (at time `at` on simulated chains), and return its receipt.

    Raises the contract's own error (a ContractReverted) when it reverts, and
    TransactionRefused when it could not be mined.
    """
    return send_many(chain, [(account, call)], at=at)[0]


def send_many(
    chain: Chain, calls: Sequence[tuple[Account, ContractCall]], *, at: int | None = None
) -> tuple[Receipt, ...]:
    """Send calls of any accounts in this order, in as few blocks as the chain allows.

    Raises the error of the first that reverted; the others stay mined. Use `attempt_many` to
    look at each.
    """
    receipts = attempt_many(chain, calls, at=at)
    for receipt, (_, call) in zip(receipts, calls, strict=True):
        raise_if_reverted(receipt, label=call.label)
    return receipts


def attempt_many(
    chain: Chain, calls: Sequence[tuple[Account, ContractCall]], *, at: int | None = None
) -> tuple[Receipt, ...]:
    """Send calls like `send_many`, but return the receipts of those that reverted too."""
    return chain.send(sign_calls(chain, calls, estimate=at is None and len(calls) == 1), at=at)


def sign_calls(
    chain: Chain, calls: Sequence[tuple[Account, ContractCall]], *, estimate: bool
) -> tuple[bytes, ...]:
    """Return calls as signed transactions with the senders' next nonces; nothing is sent.

    Gas is what the chain thinks is needed now, or without `estimate` the highest limit: a call
    that depends on another, or is mined at another time, cannot be estimated. Raises the
    contract's own error when an estimate reverts.
    """
    nonces = _next_nonces(chain, (account.address for account, _ in calls))
    fees = chain.fees()
    signed = []
    for account, call in calls:
        gas = _gas_for(chain, account, call) if estimate else GAS_LIMIT_OF_A_TRANSACTION
        transaction = Transaction(
            chain_id=chain.identity.chain_id,
            nonce=nonces[account.address],
            fees=fees,
            gas=call.gas or gas,
            call=call,
        )
        nonces[account.address] += 1
        signed.append(sign_transaction(account, transaction))
    return tuple(signed)


def raise_if_reverted(receipt: Receipt, *, label: str) -> None:
    """Raise the contract's error when the transaction of `receipt` reverted."""
    error = revert_of(receipt, label=label)
    if error is not None:
        raise error


def revert_of(receipt: Receipt, *, label: str) -> ContractReverted | None:
    """Return why a transaction reverted, None when it succeeded."""
    if receipt.succeeded:
        return None
    return decode_revert(receipt.revert_data, fault=receipt.fault, label=label)


def _next_nonces(chain: Chain, accounts: Iterable[Address]) -> dict[Address, int]:
    return {address: chain.nonce(address) for address in set(accounts)}


def _gas_for(chain: Chain, account: Account, call: ContractCall) -> int:
    """Return a gas limit; a node that estimates may find the revert before it costs anything."""
    if call.to is None:
        return GAS_LIMIT_OF_A_TRANSACTION
    try:
        return chain.gas_for(ViewCall(to=call.to, data=call.data, sender=account.address))
    except CallReverted as reverted:
        raise decode_revert(reverted.data, fault=reverted.fault, label=call.label) from None
