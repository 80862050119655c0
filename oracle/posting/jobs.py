"""What can be brought to a RemittanceOracle, and its bytes in the outbox.

A job is stored as the ABI encoding of its call: canonical, lossless, and checked by its types
when it is read again. Two jobs with the same natural key are the same work.
"""

from dataclasses import astuple, dataclass
from typing import Any, ClassVar, Self

from oracle.collector import Quorum
from oracle.posting.errors import EnvelopeOfAnother
from rwa.chain.abi import Function, load_interface
from rwa.chain.contract_structs import Content, Envelope, Evidence
from rwa.chain.hashing import hex_of, keccak
from rwa.chain.report import hash_content, pack_signatures
from rwa.chain.transactions import ContractCall
from rwa.core.ids import Address

SIGNATURE_BYTES = 65
_SELECTOR_BYTES = 4
_PERIOD_BYTES = 2


@dataclass(frozen=True, slots=True)
class AcceptReport:
    """A report with the signatures of a quorum. Raises EnvelopeOfAnother."""

    kind: ClassVar[str] = "accept report"

    oracle: Address
    """The RemittanceOracle contract."""
    content: Content
    """The report."""
    envelope: Envelope
    """What was signed."""
    signatures: bytes
    """65 bytes each, ascending by signer."""

    def __post_init__(self) -> None:
        content_hash = hash_content(self.content)
        if content_hash != self.envelope.content_hash:
            raise EnvelopeOfAnother(content=content_hash, envelope=self.envelope.content_hash)

    @classmethod
    def of(cls, quorum: Quorum, oracle: Address) -> Self:
        """Take a quorum as the collector built it."""
        return cls(oracle, quorum.content, quorum.envelope, pack_signatures(quorum.signatures))

    @property
    def natural_key(self) -> str:
        """The content: the same content may be signed again under another envelope."""
        return f"{self.kind} {self.oracle} {hex_of(self.envelope.content_hash)}"

    @property
    def signers(self) -> int:
        """How many nodes signed."""
        return len(self.signatures) // SIGNATURE_BYTES

    def call(self) -> ContractCall:
        """Return what is sent."""
        return ContractCall(self.oracle, self.encoded(), label="RemittanceOracle.accept")

    def encoded(self) -> bytes:
        """Return the bytes that `decoded` reads."""
        return _function("accept").encode(
            astuple(self.content), astuple(self.envelope), self.signatures
        )

    @classmethod
    def decoded(cls, oracle: Address, body: bytes) -> Self:
        """Read what `encoded` wrote. Raises AbiMismatch."""
        content, envelope, signatures = _arguments("accept", body)
        return cls(oracle, Content.from_abi(content), Envelope.from_abi(envelope), signatures)

    def replaces(self, stored: object) -> bool:
        """Whether it says more than a stored job of the same content."""
        if not isinstance(stored, AcceptReport):
            return False
        return self.envelope != stored.envelope or self.signers > stored.signers

    def about(self) -> dict[str, object]:
        """Return what a log line says of it."""
        return {
            "period": self.content.period_index,
            "revision": self.content.revision,
            "content_hash": hex_of(self.envelope.content_hash),
        }


@dataclass(frozen=True, slots=True)
class FlagLate:
    """A period whose report did not come in time."""

    kind: ClassVar[str] = "flag late"

    oracle: Address
    """The RemittanceOracle contract."""
    period: int
    """The period that is late."""

    @property
    def natural_key(self) -> str:
        """The period."""
        return f"{self.kind} {self.oracle} {self.period}"

    def call(self) -> ContractCall:
        """Return what is sent: the contract itself knows which period is next."""
        data = _function("flagLate").encode()
        return ContractCall(self.oracle, data, label="RemittanceOracle.flagLate")

    def encoded(self) -> bytes:
        """Return the bytes that `decoded` reads."""
        return self.period.to_bytes(_PERIOD_BYTES, "big")

    @classmethod
    def decoded(cls, oracle: Address, body: bytes) -> Self:
        """Read what `encoded` wrote."""
        return cls(oracle, int.from_bytes(body, "big"))

    def replaces(self, _stored: object) -> bool:
        """Nothing more can be said."""
        return False

    def about(self) -> dict[str, object]:
        """Return what a log line says of it."""
        return {"period": self.period}


@dataclass(frozen=True, slots=True)
class ProveEquivocation:
    """Two contents of the same report that one node signed."""

    kind: ClassVar[str] = "prove equivocation"

    oracle: Address
    """The RemittanceOracle contract."""
    first: Evidence
    """The content with the lower hash."""
    second: Evidence
    """The other."""

    @classmethod
    def of(cls, oracle: Address, one: Evidence, other: Evidence) -> Self:
        """Take two halves in either order."""
        first, second = sorted((one, other), key=lambda half: hash_content(half.content))
        return cls(oracle, first, second)

    @property
    def natural_key(self) -> str:
        """All of it: two nodes may have signed the same two contents."""
        return f"{self.kind} {self.oracle} {hex_of(keccak(self.encoded()))}"

    def call(self) -> ContractCall:
        """Return what is sent."""
        return ContractCall(self.oracle, self.encoded(), label="RemittanceOracle.proveEquivocation")

    def encoded(self) -> bytes:
        """Return the bytes that `decoded` reads."""
        return _function("proveEquivocation").encode(astuple(self.first), astuple(self.second))

    @classmethod
    def decoded(cls, oracle: Address, body: bytes) -> Self:
        """Read what `encoded` wrote. Raises AbiMismatch."""
        first, second = _arguments("proveEquivocation", body)
        return cls(oracle, Evidence.from_abi(first), Evidence.from_abi(second))

    def replaces(self, _stored: object) -> bool:
        """Nothing more can be said."""
        return False

    def about(self) -> dict[str, object]:
        """Return what a log line says of it."""
        content = self.first.content
        return {"period": content.period_index, "revision": content.revision}


Job = AcceptReport | FlagLate | ProveEquivocation
"""Work that the outbox keeps."""
JOB_KINDS: dict[str, type[Job]] = {
    each.kind: each for each in (AcceptReport, FlagLate, ProveEquivocation)
}
"""By the word in the database."""


def _function(name: str) -> Function:
    return load_interface("RemittanceOracle").function(name)


def _arguments(name: str, body: bytes) -> tuple[Any, ...]:
    return _function(name).inputs.decode(body[_SELECTOR_BYTES:], what=f"stored {name}")
