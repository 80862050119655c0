"""What only the admin may do: announced through the timelock, carried out after its delay."""

from rwa.chain.contract_errors import RemittanceOracle_HoldDelay
from rwa.chain.scheduled_operations import (
    ScheduledOperation,
    find_operation,
    next_operation,
    scheduled_operations,
)
from rwa.chain.timelock import Operation, Timelock
from rwa.chain.transactions import ContractCall
from rwa.cli.console import Output
from rwa.cli.operations import Operations
from rwa.cli.oracle_network.sending import Desk, Manner, Outcome, contract_names, shown_time
from rwa.cli.settings import Settings
from rwa.cli.workspace import opened
from rwa.core.errors import CheckFailed, UsageError


class NotAnOperation(UsageError):
    """A text is not the name of an operation of a timelock."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            f"{text!r} is no operation; give its 0x and 64 hexadecimal digits, as oracle status "
            "lists them"
        )


class OperationOver(CheckFailed):
    """An operation was executed or cancelled before."""

    def __init__(self, operation_id: bytes) -> None:
        self.operation_id = f"0x{operation_id.hex()}"
        super().__init__(
            f"operation {self.operation_id} was executed or cancelled; announce it again"
        )


def govern(desk: Desk, call: ContractCall, *, ready_at: int = 0) -> Outcome:
    """Announce a call of the admin, or carry it out if it was announced and its delay is over.

    With `wait` both. `ready_at` is a time before which the called contract refuses. Raises NotYet,
    and the contract's own error before an operation is announced that it would refuse.
    """
    timelock = _timelock(desk.operations)
    operation = next_operation(timelock, call)
    name = timelock.operation_id(operation)
    if not timelock.is_known(name):
        announced = _announce(desk, timelock, operation)
        if desk.manner.dry_run or not desk.manner.wait:
            return announced
    return _carry_out(desk, operation, name, ready_at=ready_at)


def execute(settings: Settings, text: str, manner: Manner, *, as_json: bool) -> None:
    """Carry an announced operation out. Raises NotAnOperation, OperationNotFound and NotYet."""
    name = _operation_id(text)
    with opened(settings, read_only=manner.dry_run) as operations:
        desk = Desk(operations, manner, Output(as_json))
        found = _find(operations, name)
        desk.output.result(_carry_out(desk, found.operation, name, ready_at=0))


def cancel(settings: Settings, text: str, manner: Manner, *, as_json: bool) -> None:
    """Withdraw an announced operation. Raises NotAnOperation and OperationNotFound."""
    name = _operation_id(text)
    with opened(settings, read_only=manner.dry_run) as operations:
        desk = Desk(operations, manner, Output(as_json))
        found = _find(operations, name)
        call = _timelock(operations).cancel(name)
        desk.output.result(desk.send(call, contains=found.operation.calls[0]))


def waiting_operations(operations: Operations) -> tuple[ScheduledOperation, ...]:
    """Return what was announced and not carried out."""
    found = scheduled_operations(
        _timelock(operations),
        first_block=operations.deployment.first_block,
        contracts=dict(contract_names(operations)),
    )
    return tuple(each for each in found if each.is_waiting)


def _announce(desk: Desk, timelock: Timelock, operation: Operation) -> Outcome:
    (call,) = operation.calls
    # A dry run opens no key: a proof of possession in its call is a placeholder.
    refusal = None if desk.manner.dry_run else desk.refusal(call, sender=timelock.address)
    # The hold delay may end while the timelock's own runs.
    if refusal is not None and not isinstance(refusal, RemittanceOracle_HoldDelay):
        raise refusal
    delay = timelock.delay_seconds()
    told = desk.send(timelock.schedule(operation, delay_seconds=delay), contains=call)
    if desk.manner.dry_run:
        return {"state": "not announced", "delay_seconds": delay, **told}
    name = f"0x{timelock.operation_id(operation).hex()}"
    ready_at = desk.now + delay
    desk.output.say(f"operation {name}")
    desk.output.say(f"ready     {shown_time(ready_at)}")
    desk.output.say(f"then      oracle execute {name}")
    return {"state": "announced", "operation": name, "ready_at": ready_at, **told}


def _carry_out(desk: Desk, operation: Operation, name: bytes, *, ready_at: int) -> Outcome:
    timelock = _timelock(desk.operations)
    ready = max(timelock.ready_at(name), ready_at)
    desk.wait_until(ready, f"operation 0x{name.hex()}")
    (first, *_) = operation.calls
    told = desk.send(timelock.execute(operation), contains=first)
    return {"state": "executed", "operation": f"0x{name.hex()}", "ready_at": ready, **told}


def _find(operations: Operations, name: bytes) -> ScheduledOperation:
    found = find_operation(
        _timelock(operations),
        name,
        first_block=operations.deployment.first_block,
        contracts=dict(contract_names(operations)),
    )
    if not found.is_waiting:
        raise OperationOver(name)
    return found


def _timelock(operations: Operations) -> Timelock:
    return Timelock(operations.chain, operations.deployment.timelock)


def _operation_id(text: str) -> bytes:
    try:
        name = bytes.fromhex(text.removeprefix("0x"))
    except ValueError:
        raise NotAnOperation(text) from None
    if len(name) != 32:
        raise NotAnOperation(text)
    return name
