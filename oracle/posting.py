"""Bringing a signed report to the contract.

The contract's own rule, the next period or a higher revision, is what makes acceptance happen
once; posting the same report again finds it accepted and does nothing.
"""

from oracle.collector import Quorum
from rwa.chain.accounts import Account
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.chain.report import pack_signatures
from rwa.chain.transactions import send


def post(
    quorum: Quorum, *, contract: RemittanceOracle, poster: Account, at: int | None = None
) -> bool:
    """Have a report accepted and return whether it is in force now.

    False means that it waits outside a soft bound. `at` dates the block on chains with simulated
    time. Raises the contract's own errors.
    """
    if not is_in_force(quorum, contract):
        signatures = pack_signatures(quorum.signatures)
        call = contract.accept(quorum.content, quorum.envelope, signatures)
        send(contract.chain, poster, call, at=at)
    return is_in_force(quorum, contract)


def is_in_force(quorum: Quorum, contract: RemittanceOracle) -> bool:
    """Whether the contract's report of that period is this one."""
    period = quorum.content.period_index
    if period > contract.last_accepted():
        return False
    return contract.report_of(period).content_hash == quorum.envelope.content_hash
