"""Raw logs as typed events: decoded with eth_abi alone, about 25 microseconds each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Protocol, Self

from rwa.chain.abi import Layout
from rwa.chain.hashing import keccak
from rwa.chain.protocol import Chain, RawLog
from rwa.core.ids import Address


class DecodedRecord(Protocol):
    """A generated class of a struct or an enumeration."""

    @classmethod
    def from_abi(cls, values: Any, /) -> Self:
        """Return the record of a decoded value."""
        ...


@dataclass(frozen=True, slots=True)
class EventParameter:
    """How one field of an event is written into a log."""

    solidity_type: str
    """Canonical type."""
    indexed: bool
    """True when it is a topic of its own, false when it is part of the data."""
    record: type[DecodedRecord] | None = None
    """Class of a struct or enumeration; None for plain values."""


@dataclass(frozen=True, slots=True)
class ContractEvent:
    """Where an event happened; each kind adds the fields that its contract gives it."""

    signature: ClassVar[str]
    """Solidity signature, whose hash is the log's first topic."""
    parameters: ClassVar[tuple[EventParameter, ...]]
    """How the fields of this kind are written, in order."""

    emitter: Address
    """Contract that emitted it."""
    block_number: int
    """Block that holds it."""
    block_hash: bytes
    """Hash of that block, to notice a reorganisation."""
    transaction_hash: bytes
    """Transaction that emitted it."""
    log_index: int
    """Position among all logs of the block, from 0."""


@dataclass(frozen=True, slots=True)
class _Decoder:
    """The prepared layouts of one kind of event."""

    kind: type[ContractEvent]
    topics: tuple[Layout, ...]
    data: Layout

    def decode(self, log: RawLog) -> ContractEvent:
        what = self.kind.signature
        words = zip(self.topics, log.topics[1:], strict=True)
        topics = iter([layout.decode(word, what=what)[0] for layout, word in words])
        data = iter(self.data.decode(log.data, what=what))
        values = (
            _as_record(parameter, next(topics if parameter.indexed else data))
            for parameter in self.kind.parameters
        )
        return self.kind(
            log.address,
            log.block_number,
            log.block_hash,
            log.transaction_hash,
            log.log_index,
            *values,
        )


def _as_record(parameter: EventParameter, value: Any) -> Any:
    return value if parameter.record is None else parameter.record.from_abi(value)


@cache
def _decoders() -> dict[bytes, _Decoder]:
    from rwa.chain.contract_events import CONTRACT_EVENTS  # noqa: PLC0415 - it imports this module

    return {keccak(kind.signature.encode()): _decoder(kind) for kind in CONTRACT_EVENTS}


def _decoder(kind: type[ContractEvent]) -> _Decoder:
    indexed = [item.solidity_type for item in kind.parameters if item.indexed]
    rest = [item.solidity_type for item in kind.parameters if not item.indexed]
    return _Decoder(
        kind=kind,
        topics=tuple(Layout.of_types([item]) for item in indexed),
        data=Layout.of_types(rest),
    )


def decode_log(log: RawLog) -> ContractEvent | None:
    """Return the event of a log, None when no packaged contract declares it."""
    decoder = _decoders().get(log.topics[0]) if log.topics else None
    if decoder is None or len(log.topics) != len(decoder.topics) + 1:
        return None
    return decoder.decode(log)


def decode_logs(logs: Iterable[RawLog]) -> Iterator[ContractEvent]:
    """Yield the events of logs in order, leaving out what no packaged contract declares."""
    for log in logs:
        event = decode_log(log)
        if event is not None:
            yield event


def read_events(
    chain: Chain, addresses: Sequence[Address], *, first: int, last: int
) -> tuple[ContractEvent, ...]:
    """Return the events of some contracts in blocks `first..last`, in chain order."""
    return tuple(decode_logs(chain.logs(first, last, addresses)))
