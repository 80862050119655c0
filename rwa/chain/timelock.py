"""Binding of OpenZeppelin's TimelockController: the admin of every other contract."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rwa.chain.access import AccessControlled
from rwa.chain.hashing import ZERO_ADDRESS, ZERO_WORD
from rwa.chain.transactions import ContractCall
from rwa.core.ids import Address


@dataclass(frozen=True, slots=True)
class Operation:
    """Calls that the timelock makes together, all or none."""

    calls: tuple[ContractCall, ...]
    """What it calls, in order."""
    predecessor: bytes = ZERO_WORD
    """Operation that must be done before; zeros for none."""
    salt: bytes = ZERO_WORD
    """Makes the same calls a second operation."""

    def arguments(self) -> tuple[list[Address], list[int], list[bytes], bytes, bytes]:
        """Return the operation as the contract takes it."""
        return (
            [call.to or ZERO_ADDRESS for call in self.calls],
            [call.value_wei for call in self.calls],
            [call.data for call in self.calls],
            self.predecessor,
            self.salt,
        )


class Timelock(AccessControlled):
    """Waits before it acts, so that everyone sees what is coming."""

    __slots__ = ()
    artifact: ClassVar[str] = "TimelockController"

    @classmethod
    def deployment(
        cls, *, delay_seconds: int, proposers: Sequence[Address], executors: Sequence[Address]
    ) -> ContractCall:
        """Return the creation of a timelock that only it itself can administer."""
        return cls.creation(delay_seconds, tuple(proposers), tuple(executors), ZERO_ADDRESS)

    def delay_seconds(self) -> int:
        """Return how long an operation waits at least."""
        return int(self._read_one("getMinDelay"))

    def operation_id(self, operation: Operation) -> bytes:
        """Return the name under which an operation waits."""
        return bytes(self._read_one("hashOperationBatch", *operation.arguments()))

    def is_known(self, operation_id: bytes) -> bool:
        """Tell whether an operation was scheduled, whatever became of it."""
        return bool(self._read_one("isOperation", operation_id))

    def is_done(self, operation_id: bytes) -> bool:
        """Tell whether an operation was executed."""
        return bool(self._read_one("isOperationDone", operation_id))

    def ready_at(self, operation_id: bytes) -> int:
        """Return when a scheduled operation may be executed; 0 when unknown, 1 when done."""
        return int(self._read_one("getTimestamp", operation_id))

    def schedule(self, operation: Operation, *, delay_seconds: int) -> ContractCall:
        """Announce an operation. For proposers."""
        return self._call("scheduleBatch", *operation.arguments(), delay_seconds)

    def execute(self, operation: Operation) -> ContractCall:
        """Carry an announced operation out once its delay is over. For executors."""
        return self._call("executeBatch", *operation.arguments())

    def cancel(self, operation_id: bytes) -> ContractCall:
        """Withdraw an announced operation. For cancellers."""
        return self._call("cancel", operation_id)

    def update_delay(self, delay_seconds: int) -> ContractCall:
        """Change the delay; only the timelock itself may, as an operation."""
        return self._call("updateDelay", delay_seconds)
