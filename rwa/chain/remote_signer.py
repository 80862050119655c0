"""An account whose key stays in a remote signer; whatever the signer answers is verified."""

import re
from http import HTTPStatus

from rwa.chain.accounts import GROUP_ORDER, HALF_GROUP_ORDER, Signature, recover
from rwa.chain.hashing import keccak
from rwa.chain.signer_http import (
    SignerAccess,
    SignerAnswerWrong,
    SignerHttp,
    SignerKeyUnknown,
    SignerRefused,
)
from rwa.core.ids import Address

ANSWER = re.compile(r"0x(?P<r>[0-9a-fA-F]{64})(?P<s>[0-9a-fA-F]{64})(?P<v>[0-9a-fA-F]{2})")
PARITIES = {0: 0, 1: 1, 27: 0, 28: 1}
"""The two ways of writing the recovery bit."""


class RemoteAccount:
    """`rwa.chain.accounts.Account` over a signer that speaks web3signer's HTTP interface."""

    def __init__(self, signer: SignerHttp, address: Address, public_key: str) -> None:
        self._signer = signer
        self._address = address
        self._public_key = public_key

    @classmethod
    def open(cls, access: SignerAccess, address: Address) -> "RemoteAccount":
        """Find the key of `address` at a signer.

        Raises SignerKeyUnknown when it is not there, and SignerUnreachable, SignerRefused or
        SignerAnswerWrong when the signer cannot be asked.
        """
        signer = SignerHttp(access)
        keys = signer.public_keys()
        if address not in keys:
            raise SignerKeyUnknown(signer.url, address=address, present=tuple(sorted(keys)))
        return cls(signer, address, keys[address])

    def __repr__(self) -> str:
        return f"RemoteAccount(address={self._address!r}, url={self._signer.url!r})"

    @property
    def address(self) -> Address:
        """See Account."""
        return self._address

    def sign(self, message: bytes) -> Signature:
        """See Account; the signature is known to be this address's, with s in the lower half.

        Raises SignerUnreachable, SignerRefused, SignerKeyUnknown and SignerAnswerWrong.
        """
        try:
            answer = self._signer.sign(self._public_key, message)
        except SignerRefused as refused:
            if refused.status == HTTPStatus.NOT_FOUND:
                raise self._key_unknown() from refused
            raise
        return self._verified(keccak(message), self._read(answer))

    def check(self) -> None:
        """Ask whether the signer runs, is well and still holds the key. Raises as `sign` does."""
        self._signer.check()
        if self._address not in self._signer.public_keys():
            raise self._key_unknown()

    def close(self) -> None:
        """Close the connections to the signer."""
        self._signer.close()

    def _read(self, answer: str) -> Signature:
        match = ANSWER.fullmatch(answer)
        if match is None:
            raise self._wrong("it is not 0x and the 65 bytes of a signature")
        r, s, v = (int(match[name], 16) for name in ("r", "s", "v"))
        if v not in PARITIES or not 0 < r < GROUP_ORDER or not 0 < s < GROUP_ORDER:
            raise self._wrong(f"its signature is out of range, its last byte is {v}")
        return _low_s(Signature(r=r, s=s, y_parity=PARITIES[v]))

    def _verified(self, digest: bytes, signature: Signature) -> Signature:
        signer = recover(digest, signature)
        if signer != self._address:
            raise self._wrong(f"its signature is {signer or 'no one'}'s, not {self._address}'s")
        return signature

    def _wrong(self, reason: str) -> SignerAnswerWrong:
        return SignerAnswerWrong(self._signer.url, reason=reason)

    def _key_unknown(self) -> SignerKeyUnknown:
        present = tuple(sorted(self._signer.public_keys()))
        return SignerKeyUnknown(self._signer.url, address=self._address, present=present)


def _low_s(signature: Signature) -> Signature:
    """Return the same signature with s in the lower half, the only one that chains accept."""
    if signature.s <= HALF_GROUP_ORDER:
        return signature
    s, y_parity = GROUP_ORDER - signature.s, 1 - signature.y_parity
    return Signature(r=signature.r, s=s, y_parity=y_parity)
