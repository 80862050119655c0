"""Who may speak to the collector: each client by the hash of its bearer token."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from oracle.network.problems import Forbidden, Unauthorised
from rwa.core.ids import Address, Sha256

SCHEME = "bearer "


class Part(StrEnum):
    """What a client is there for."""

    SERVICER = "servicer"
    """Publishes files and opens months."""
    NODE = "node"
    """Answers."""


@dataclass(frozen=True, slots=True)
class Client:
    """One client."""

    name: str
    """For the journal."""
    part: Part
    """What it may do."""
    token_sha256: Sha256
    """SHA-256 of its token; the token itself is the client's alone."""
    address: Address | None
    """Account that a node signs with; None for the servicer."""

    def require(self, part: Part) -> None:
        """Raise Forbidden unless this is the client's part."""
        if self.part is not part:
            raise Forbidden(self.name, part=f"a {part}")


def client_of(header: str | None, clients: Sequence[Client]) -> Client:
    """Return whose token an Authorization header has. Raises Unauthorised."""
    if header is None or not header.lower().startswith(SCHEME):
        raise Unauthorised
    found = token_sha256(header[len(SCHEME) :].strip())
    # Every client is compared, whoever it is, so that time tells nothing.
    matching = [each for each in clients if hmac.compare_digest(each.token_sha256, found)]
    if not matching:
        raise Unauthorised
    return matching[0]


def token_sha256(token: str) -> Sha256:
    """Return what is kept of a token."""
    return Sha256(hashlib.sha256(token.encode()).hexdigest())
