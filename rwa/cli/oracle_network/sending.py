"""How a governing command acts: show a call, try it without sending, send it, or wait first."""

from collections.abc import Mapping
from dataclasses import dataclass

from rwa.chain.call_description import describe_call
from rwa.chain.errors import CallReverted, ContractReverted
from rwa.chain.protocol import ViewCall
from rwa.chain.reverts import decode_revert
from rwa.chain.transactions import ContractCall, send
from rwa.cli.console import Output
from rwa.cli.operations import Operations
from rwa.cli.oracle_network.next_steps import next_step
from rwa.core.dates import new_york_time
from rwa.core.errors import CheckFailed
from rwa.core.ids import Address

Outcome = Mapping[str, object]
"""What a command did, as a JSON document."""


class NotYet(CheckFailed):
    """Something is announced and its delay is not over."""

    def __init__(self, what: str, *, ready_at: int, now: int) -> None:
        self.what = what
        self.ready_at = ready_at
        self.now = now
        super().__init__(
            f"{what} may be done at {shown_time(ready_at)}, it is {shown_time(now)}; run this "
            "again then, or now with --wait on a chain whose clock may be moved"
        )


@dataclass(frozen=True, slots=True)
class Manner:
    """How a command is to act."""

    signer: str
    """Name of the key that signs and pays for gas."""
    dry_run: bool = False
    """True: say what would be sent, and send nothing; no key is opened."""
    wait: bool = False
    """True: move a simulated chain's clock to when the thing may be done."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a governing command works."""

    operations: Operations
    """The pool."""
    manner: Manner
    """How it is to act."""
    output: Output
    """Where its words go."""

    @property
    def now(self) -> int:
        """The chain's time."""
        return self.operations.chain.head().timestamp

    @property
    def names(self) -> dict[Address, str]:
        """Names of everybody and of every contract of the pool, for decoded calls."""
        contracts = {address: f"<{name}>" for address, name in contract_names(self.operations)}
        people = self.operations.actors.addresses
        return contracts | {address: name for name, address in people.items()}

    def refusal(self, call: ContractCall, *, sender: Address) -> ContractReverted | None:
        """Try a call on the chain's present state; return why it would revert, None if not."""
        if call.to is None:
            return None
        try:
            self.operations.chain.call(ViewCall(to=call.to, data=call.data, sender=sender))
        except CallReverted as error:
            found = decode_revert(error.data, fault=error.fault, label=call.label)
            found.next_step = next_step(found)
            return found
        return None

    def wait_until(self, ready_at: int, what: str) -> None:
        """Let the time come, or raise NotYet; nothing moves in a dry run. Raises ClockNotOurs."""
        if ready_at <= self.now or self.manner.dry_run:
            return
        if not self.manner.wait:
            raise NotYet(what, ready_at=ready_at, now=self.now)
        self.operations.chain.advance_to(ready_at)

    def send(self, call: ContractCall, *, contains: ContractCall | None = None) -> Outcome:
        """Send a call, or only show it. Raises the contract's own error before it costs gas.

        `contains` is the call inside a timelock's, shown decoded too.
        """
        sender = self.operations.actors.addresses[self.operations.actors.find(self.manner.signer)]
        told = {"call": self._described(call), "signer": sender}
        self.output.tell(told["call"], indent="call      ")
        if contains is not None:
            told["inside"] = self._described(contains)
            self.output.tell(told["inside"], indent="          - ")
        refusal = self.refusal(call, sender=sender)
        if self.manner.dry_run:
            would = f"refused: {refusal}" if refusal else "accepted"
            self.output.tell(f"nothing was sent; it would be {would}", indent="dry run   ")
            return {"sent": False, **told, "refusal": str(refusal) if refusal else None}
        if refusal is not None:
            raise refusal
        receipt = send(self.operations.chain, self.operations.actors[self.manner.signer], call)
        self.output.say(f"done      block {receipt.block_number}")
        return {
            "sent": True,
            **told,
            "block": receipt.block_number,
            "transaction": f"0x{receipt.transaction_hash.hex()}",
        }

    def _described(self, call: ContractCall) -> str:
        """A call in words; one to a contract that is none of ours by its selector."""
        if call.label.startswith("0x"):
            return f"{call.label} on {call.to}"
        return str(describe_call(call, names=self.names))


def contract_names(operations: Operations) -> tuple[tuple[Address, str], ...]:
    """Return each contract of the pool with the name of its code."""
    place = operations.deployment
    classes = [
        pair
        for each in place.tranches
        for pair in (
            (each.certificate, "PoolCertificate"),
            (each.ledger, "DistributionLedger"),
        )
    ]
    return (
        (place.timelock, "TimelockController"),
        (place.registry, "HolderRegistry"),
        (place.rules, "TransferRules"),
        (place.calendar, "RecordCalendar"),
        (place.oracle, "RemittanceOracle"),
        *classes,
    )


def shown_time(timestamp: int) -> str:
    """A Unix second as people of the pool read it."""
    return f"{new_york_time(timestamp):%Y-%m-%d %H:%M:%S} New York"
