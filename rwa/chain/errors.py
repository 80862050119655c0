"""Errors of the chain room.

```
ChainError
├── ChainUnreachable         no answer, or an answer that is not JSON-RPC
├── WrongChain               another chain id or genesis than the deployment's
├── ChainFileBusy            another process writes to the chain file
├── ChainFileUnreadable      not a chain file, or one of another format
├── BlockNotFound            above the head
├── ChainMoved               reorganised while it was read
├── LogsIncomplete           receipts that are not all of their block's
├── ClockNotOurs             time moves by itself on this chain
├── ClockWentBack            a block must be later than its parent
├── NoContractAt             an address without code
├── TransactionRefused       not mined: nonce, funds, fee, gas or size
│   ├── NonceTooLow          the account has used that number already
│   └── FeeTooLow            too little to be mined, or to replace what is waiting
├── TransactionPending       sent, but not mined in time
└── ContractReverted         the contract said no
    ├── RevertedWithReason   Error(string)
    ├── ContractPanicked     Panic(uint256)
    ├── RevertUndecoded      bytes that no known error explains
    ├── MissingRole          AccessControlUnauthorizedAccount with the role's name
    └── (one class for each custom error, in rwa.chain.contract_errors)
```
"""

from pathlib import Path
from typing import ClassVar

from rwa.core.errors import ChainError
from rwa.core.ids import Address


class ChainUnreachable(ChainError):
    """A node does not answer, or answers something that is not JSON-RPC."""

    def __init__(self, place: str, reason: str) -> None:
        self.place = place
        self.reason = reason
        super().__init__(
            f"no chain answers at {place}: {reason}; start the node or correct --chain"
        )


class WrongChain(ChainError):
    """The chain is not the one this deployment or this command was made for."""

    exit_code: ClassVar[int] = 3

    def __init__(self, field: str, *, expected: object, actual: object, place: str) -> None:
        self.field = field
        self.expected = expected
        self.actual = actual
        self.place = place
        super().__init__(
            f"{field} is {actual} at {place}, expected {expected}; "
            "point --chain at the right chain or deploy to this one"
        )


class ChainFileBusy(ChainError):
    """Another process holds the one writer's lock of a chain file."""

    def __init__(self, path: Path, pid: int | None) -> None:
        self.path = path
        self.pid = pid
        holder = "another process" if pid is None else f"process {pid}"
        super().__init__(f"{path} is being written by {holder}; wait for it to end or stop it")


class ChainFileUnreadable(ChainError):
    """A file exists where a chain file was expected, but it is not one."""

    exit_code: ClassVar[int] = 3

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path} is not a usable chain file: {reason}; give another path")


class BlockNotFound(ChainError):
    """A block above the head was asked for."""

    def __init__(self, number: int, *, head: int) -> None:
        self.number = number
        self.head = head
        super().__init__(f"block {number} does not exist, the head is {head}; ask at most for that")


class ChainMoved(ChainError):
    """The chain was reorganised while it was read; nothing of the reading was kept."""

    def __init__(self, number: int, *, expected: bytes, found: bytes) -> None:
        self.number = number
        self.expected = expected
        self.found = found
        super().__init__(
            f"block {number} was 0x{expected.hex()} and is 0x{found.hex()}: the chain was "
            "reorganised while it was read; read it again"
        )


class LogsIncomplete(ChainError):
    """A node left out or changed part of a block; nothing of the reading was kept."""

    def __init__(self, number: int, *, expected: str, found: str) -> None:
        self.number = number
        self.expected = expected
        self.found = found
        super().__init__(
            f"block {number} commits to {expected}, the node's answer to {found}: receipts or logs "
            "are missing; read it again, or ask another node"
        )


class ClockNotOurs(ChainError):
    """Time was to be moved on a chain whose clock moves by itself."""

    exit_code: ClassVar[int] = 2

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(f"the clock of {place} cannot be set; wait, or use a simulated chain")


class ClockWentBack(ChainError):
    """A block was to be dated at or before the head."""

    exit_code: ClassVar[int] = 2

    def __init__(self, *, asked: int, head: int) -> None:
        self.asked = asked
        self.head = head
        super().__init__(f"time {asked} is not after the head's {head}; ask for a later time")


class NoContractAt(ChainError):
    """An address that should hold a contract holds no code."""

    exit_code: ClassVar[int] = 3

    def __init__(self, address: Address, *, contract: str, chain_id: int) -> None:
        self.address = address
        self.contract = contract
        self.chain_id = chain_id
        super().__init__(
            f"{contract} at {address} has no code on chain {chain_id}; "
            "check the deployment file against the chain in use"
        )


class TransactionRefused(ChainError):
    """A transaction was not mined at all; nothing was paid."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"transaction refused: {reason}; correct it and send it again")


class NonceTooLow(TransactionRefused):
    """The account's transaction of that number is in a block already."""


class FeeTooLow(TransactionRefused):
    """The fee is below what the chain takes now, or below what replaces a waiting transaction."""


class TransactionPending(ChainError):
    """A transaction was sent but no block held it in time; it may still be mined."""

    def __init__(self, transaction_hash: bytes, *, waited_seconds: float) -> None:
        self.transaction_hash = transaction_hash
        self.waited_seconds = waited_seconds
        super().__init__(
            f"transaction 0x{transaction_hash.hex()} is not mined after {waited_seconds:g} s; "
            "ask for its receipt later, do not send another"
        )


class CallReverted(ChainError):
    """A call or transaction reverted; `data` still has to be decoded (see `rwa.chain.reverts`)."""

    def __init__(self, data: bytes, *, fault: str = "") -> None:
        self.data = data
        self.fault = fault
        super().__init__(fault or f"reverted with 0x{data.hex()}; decode it with decode_revert")


class ContractReverted(ChainError):
    """A contract refused; subclasses carry the custom error's fields as attributes."""

    signature: ClassVar[str] = ""
    """Solidity signature, such as `ERC20InvalidSender(address)`."""

    meaning: ClassVar[str] = ""
    """What the contract's own documentation says of the error; empty for foreign ones."""

    contract: str | None = None
    """Contract and function that were called, when known."""

    next_step: str = ""
    """What whoever made the call is to do, said last; empty where nobody knows."""

    def __init__(self, **sides: object) -> None:
        self.sides = sides
        super().__init__(*sides.values())

    def describe(self) -> str:
        """Return the error's name, its fields and what it means."""
        shown = ", ".join(f"{name} {_shown(value)}" for name, value in self.sides.items())
        named = f"{type(self).__name__}({shown})"
        return f"{named}: {self.meaning}" if self.meaning else named

    def __str__(self) -> str:
        said = f"{self.contract}: {self.describe()}" if self.contract else self.describe()
        return f"{said.removesuffix('.')}; {self.next_step}" if self.next_step else said


class RevertedWithReason(ContractReverted):
    """`require` or `revert` with a text."""

    signature = "Error(string)"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason=reason)


class ContractPanicked(ContractReverted):
    """Solidity's own check failed: a defect of the contract or an impossible argument."""

    signature = "Panic(uint256)"
    meanings: ClassVar[dict[int, str]] = {
        0x01: "an assertion failed",
        0x11: "arithmetic overflow",
        0x12: "division by zero",
        0x21: "value outside its enumeration",
        0x31: "pop of an empty array",
        0x32: "array index out of bounds",
        0x41: "too much memory",
    }

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(code=code)

    def describe(self) -> str:
        """Return the code and what Solidity means by it."""
        return f"panic {self.code:#x}: {self.meanings.get(self.code, 'unknown code')}"


class RevertUndecoded(ContractReverted):
    """Revert data that no known error explains; empty data often means out of gas or no code."""

    def __init__(self, data: bytes, *, fault: str = "") -> None:
        self.data = data
        self.fault = fault
        super().__init__(data=data, fault=fault)

    def describe(self) -> str:
        """Return the bytes and the machine's reason."""
        shown = _shown(self.data) if self.data else "no data"
        reason = f" ({self.fault})" if self.fault else ""
        return f"reverted with {shown}{reason}; check the address, the gas limit and the artifacts"


def _shown(value: object) -> str:
    return f"0x{value.hex()}" if isinstance(value, bytes) else str(value)
