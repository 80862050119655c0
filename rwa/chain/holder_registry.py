"""Binding of HolderRegistry: which person a wallet belongs to, and where its cash goes."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import ClassVar

from eth_abi.abi import encode

from rwa.chain.access import AccessControlled
from rwa.chain.accounts import Account
from rwa.chain.contract_structs import Holder, HolderFacts
from rwa.chain.eip712 import Domain
from rwa.chain.hashing import keccak
from rwa.chain.transactions import ContractCall
from rwa.core.ids import Address

FOR_EVER = 2**40 - 1
"""`valid_until` of a registration that never ends."""

ATTESTATION_TYPE_HASH = keccak(
    b"HolderAttestation(address wallet,uint64 identity,uint40 validUntil,uint16 country,"
    b"uint8 investorClass,uint32 nonce,uint256 deadline)"
)


@dataclass(frozen=True, slots=True)
class Payee:
    """Whom to pay what a wallet earned."""

    final_holder: Address
    """Last wallet of the chain of successors; the wallet itself when it was never replaced."""
    payout: Address
    """Where that holder wants its cash."""
    blocked: bool
    """Whether compliance blocked the final holder or its payout wallet."""


class HolderRegistry(AccessControlled):
    """The register of holders of a pool."""

    __slots__ = ()
    artifact: ClassVar[str] = "HolderRegistry"

    @classmethod
    def deployment(cls, *, admin_delay_seconds: int, admin: Address) -> ContractCall:
        """Return the creation of an empty register."""
        return cls.creation(admin_delay_seconds, admin)

    # Reads

    def holder_of(self, wallet: Address) -> Holder:
        """Return everything known about a wallet; all zero for an unknown one."""
        return Holder.from_abi(self._read_one("holderOf", wallet))

    def holders_of(self, wallets: Sequence[Address]) -> tuple[Holder, ...]:
        """Return what is known about many wallets, read together."""
        answers = self._read_many("holderOf", ((wallet,) for wallet in wallets))
        return tuple(Holder.from_abi(answer[0]) for answer in answers)

    def payee_of(self, holder: Address) -> Payee:
        """Return whom to pay what `holder` earned."""
        return Payee(*self._read("payeeOf", holder))

    def successor_of(self, wallet: Address) -> Address:
        """Return the wallet that stands in its place; zero when it was never replaced."""
        return Address(self._read_one("successorOf", wallet))

    def identity_count(self, certificate: Address) -> int:
        """Return how many different identities hold a certificate."""
        return int(self._read_one("identityCount", certificate))

    def nonce_of(self, wallet: Address) -> int:
        """Return the number that the next attestation about a wallet must name."""
        return int(self._read_one("nonces", wallet))

    def trusted_issuer(self, issuer: Address) -> bool:
        """Tell whether attestations of `issuer` are accepted."""
        return bool(self._read_one("trustedIssuer", issuer))

    # Transfer agent

    def set_holder(self, wallet: Address, facts: HolderFacts) -> ContractCall:
        """Set the facts about one wallet."""
        return self._call("setHolder", wallet, astuple(facts))

    def set_holders(self, facts: Mapping[Address, HolderFacts]) -> ContractCall:
        """Set the facts about many wallets; all or none."""
        return self._call("setHolders", list(facts), [astuple(each) for each in facts.values()])

    def set_successor(self, *, old: Address, new: Address) -> ContractCall:
        """Put a new wallet in place of one whose key was lost; there is no way back."""
        return self._call("setSuccessor", old, new)

    def set_payout_for(self, wallet: Address, payout: Address) -> ContractCall:
        """Send a holder's cash to another wallet, on its written instruction."""
        return self._call("setPayoutFor", wallet, payout)

    # Compliance

    def block_holder(self, wallet: Address, reason: bytes) -> ContractCall:
        """Stop a wallet; `reason` is the 32-byte reference of the decision."""
        return self._call("blockHolder", wallet, reason)

    def unblock_holder(self, wallet: Address, reason: bytes) -> ContractCall:
        """Let a blocked wallet go again."""
        return self._call("unblockHolder", wallet, reason)

    def add_trusted_issuer(self, issuer: Address) -> ContractCall:
        """Accept attestations of `issuer`."""
        return self._call("addTrustedIssuer", issuer)

    def remove_trusted_issuer(self, issuer: Address) -> ContractCall:
        """Refuse attestations of `issuer` from now on. Also for the guardian."""
        return self._call("removeTrustedIssuer", issuer)

    # Anyone

    def set_payout(self, payout: Address) -> ContractCall:
        """Send the sender's own cash to another wallet from the next settlement on."""
        return self._call("setPayout", payout)

    def attest_holder(
        self,
        wallet: Address,
        facts: HolderFacts,
        *,
        nonce: int,
        deadline: int,
        issuer: Account,
    ) -> ContractCall:
        """Register a wallet by a trusted issuer's signature, made here; anyone may bring it."""
        domain = Domain("HolderRegistry", "1", self.chain.identity.chain_id, self.address)
        words = ("bytes32", "address", "uint64", "uint40", "uint16", "uint8", "uint32", "uint256")
        values = (ATTESTATION_TYPE_HASH, wallet, *astuple(facts), nonce, deadline)
        signature = issuer.sign(domain.message(keccak(encode(words, values)))).to_bytes()
        return self._call(
            "attestHolder", wallet, astuple(facts), nonce, deadline, issuer.address, signature
        )
