"""Bringing a signed report to the contract.

The contract's own rule, the next period or a higher revision, is what makes acceptance happen
once; posting the same report again finds it accepted and does nothing.
"""

from oracle.collector import Quorum
from rwa.chain.accounts import Account
from rwa.chain.errors import ContractReverted
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.chain.report import pack_signatures
from rwa.chain.transactions import send


def post(
    quorum: Quorum, *, contract: RemittanceOracle, poster: Account, at: int | None = None
) -> bool:
    """Have a report accepted and return whether it is in force now.

    False means that it waits outside a soft bound. Somebody else may have brought it first, also
    between our look and our transaction. `at` dates the block on chains with simulated time.
    Raises the contract's own errors.
    """
    if is_in_force(quorum, contract):
        return True
    if _is_held(quorum, contract) and len(quorum.signatures) < len(contract.nodes()):
        return False
    call = contract.accept(quorum.content, quorum.envelope, pack_signatures(quorum.signatures))
    try:
        send(contract.chain, poster, call, at=at)
    except ContractReverted:
        if not is_in_force(quorum, contract):
            raise
    return is_in_force(quorum, contract)


def is_in_force(quorum: Quorum, contract: RemittanceOracle) -> bool:
    """Whether the contract's report of that period is this one."""
    period = quorum.content.period_index
    if period > contract.last_accepted():
        return False
    return contract.report_of(period).content_hash == quorum.envelope.content_hash


def _is_held(quorum: Quorum, contract: RemittanceOracle) -> bool:
    held = contract.held_report_of(quorum.content.period_index)
    return held.content_hash == quorum.envelope.content_hash
