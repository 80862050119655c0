"""A report brought to the contract in one transaction, without an outbox."""

from oracle.collector import Quorum
from rwa.chain.accounts import Account
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.chain.report import pack_signatures
from rwa.chain.transactions import send


def post(
    quorum: Quorum, *, contract: RemittanceOracle, poster: Account, at: int | None = None
) -> bool:
    """Send it and return whether it is in force; False: it is held. Raises the contract's errors."""
    call = contract.accept(quorum.content, quorum.envelope, pack_signatures(quorum.signatures))
    send(contract.chain, poster, call, at=at)
    return is_in_force(quorum, contract)


def is_in_force(quorum: Quorum, contract: RemittanceOracle) -> bool:
    """Whether the contract's report of that period is this one."""
    period = quorum.content.period_index
    if period > contract.last_accepted():
        return False
    return contract.report_of(period).content_hash == quorum.envelope.content_hash
