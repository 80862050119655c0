"""A dollar whose holder_a has 1,000.00, and signatures over its typed data."""

from collections.abc import Callable
from typing import Any

import pytest
from eth_abi.abi import encode

from rwa.chain.accounts import LocalAccount
from rwa.chain.eip712 import Domain
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.hashing import keccak

Actor = Callable[[str], LocalAccount]

UNITS = 1_000_000_000
"""What holder_a starts with: 1,000.00."""


@pytest.fixture
def dollar(deploy: Callable[..., Any], actor: Actor) -> Any:
    """The admin has every role."""
    dollar = deploy("TestDollar", actor("admin").address)
    dollar.send(actor("admin"), "mint", actor("certificate_holder_a").address, UNITS)
    return dollar


@pytest.fixture
def sign(dollar: Any, chain: EmbeddedChain) -> Callable[..., tuple[int, bytes, bytes]]:
    """Sign `Type(address from,...)` with its values; return v, r, s."""

    def typed(signer: LocalAccount, kind: str, *values: Any) -> tuple[int, bytes, bytes]:
        fields = kind[kind.index("(") + 1 : -1].split(",")
        types = ["bytes32", *(field.split()[0] for field in fields)]
        content = keccak(encode(types, [keccak(kind.encode()), *values]))
        domain = Domain("Test Dollar", "1", chain.identity.chain_id, dollar.address)
        signature = signer.sign_digest(domain.digest(content))
        raw = signature.to_bytes()
        return (raw[64], raw[:32], raw[32:64])

    return typed
