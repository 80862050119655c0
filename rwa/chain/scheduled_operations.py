"""Operations that wait in a timelock, rebuilt from its events: nobody has to keep a file of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rwa.chain.abi import load_interface
from rwa.chain.contract_events import CallSalt, CallScheduled
from rwa.chain.event_log import ContractEvent, read_events
from rwa.chain.hashing import ZERO_WORD
from rwa.chain.timelock import Operation, Timelock
from rwa.chain.transactions import ContractCall
from rwa.core.errors import UsageError
from rwa.core.ids import Address


class OperationNotFound(UsageError):
    """The timelock never scheduled an operation of that name, or not as a batch."""

    def __init__(self, operation_id: bytes, *, timelock: Address) -> None:
        self.operation_id = f"0x{operation_id.hex()}"
        self.timelock = timelock
        super().__init__(
            f"timelock {timelock} has no operation {self.operation_id}; "
            "oracle status lists those that wait"
        )


@dataclass(frozen=True, slots=True)
class ScheduledOperation:
    """An announced operation."""

    operation_id: bytes
    """Its name, 32 bytes."""
    operation: Operation
    """What it does."""
    ready_at: int
    """When it may be executed, Unix time; 1 once it is done, 0 when it was cancelled."""

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be executed."""
        return self.ready_at > 1


def scheduled_operations(
    timelock: Timelock, *, first_block: int, contracts: Mapping[Address, str]
) -> tuple[ScheduledOperation, ...]:
    """Return every operation that was announced as a batch, in order of announcement.

    `contracts` says which contract is at an address, for the labels of the calls.
    """
    last = timelock.chain.head().number
    events = read_events(timelock.chain, [timelock.address], first=first_block, last=last)
    names = dict.fromkeys(event.id_ for event in events if isinstance(event, CallScheduled))
    rebuilt = ((name, _operation(name, events, contracts)) for name in names)
    return tuple(
        ScheduledOperation(name, operation, timelock.ready_at(name))
        for name, operation in rebuilt
        if timelock.operation_id(operation) == name
    )


def find_operation(
    timelock: Timelock,
    operation_id: bytes,
    *,
    first_block: int,
    contracts: Mapping[Address, str],
) -> ScheduledOperation:
    """Return one operation by its name. Raises OperationNotFound."""
    for found in scheduled_operations(timelock, first_block=first_block, contracts=contracts):
        if found.operation_id == operation_id:
            return found
    raise OperationNotFound(operation_id, timelock=timelock.address)


def next_operation(timelock: Timelock, call: ContractCall) -> Operation:
    """Return the operation that makes `call` once more: the one that waits, else a new one.

    Salts count up from zero, so that a call that was made before can be announced again.
    """
    count = 0
    while True:
        operation = Operation((call,), salt=count.to_bytes(32, "big"))
        if not timelock.is_done(timelock.operation_id(operation)):
            return operation
        count += 1


def _operation(
    name: bytes, events: Sequence[ContractEvent], contracts: Mapping[Address, str]
) -> Operation:
    calls = {
        event.index: event
        for event in events
        if isinstance(event, CallScheduled) and event.id_ == name
    }
    salts = [event.salt for event in events if isinstance(event, CallSalt) and event.id_ == name]
    return Operation(
        calls=tuple(
            ContractCall(
                to=event.target,
                data=event.data,
                label=_label(contracts.get(event.target), event.data),
                value_wei=event.value,
            )
            for _, event in sorted(calls.items())
        ),
        predecessor=calls[0].predecessor,
        salt=salts[-1] if salts else ZERO_WORD,
    )


def _label(contract: str | None, data: bytes) -> str:
    """`Contract.function`, or the selector where the contract is none of ours."""
    if contract is not None:
        for function in load_interface(contract).functions.values():
            if function.selector == data[:4]:
                return function.label
    return f"0x{data[:4].hex()}"
