"""Bringing a signed report to the contract.

The contract's own rule, the next period or a higher revision, is what makes acceptance happen
once; posting the same report again finds it accepted and does nothing.
"""

from oracle.collector import Quorum
from rwa.chain.accounts import Account
from rwa.chain.contract_structs import Report
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.chain.report import pack_signatures
from rwa.chain.transactions import send


def post(
    quorum: Quorum, *, contract: RemittanceOracle, poster: Account, at: int | None = None
) -> bool:
    """Have a report accepted; return False when it was already, or waits outside a soft bound.

    `at` dates the block on chains with simulated time. Raises the contract's own errors.
    """
    content = quorum.content
    if _is_in_force(contract.report_of(content.period_index), quorum.envelope.content_hash):
        return False
    call = contract.accept(content, quorum.envelope, pack_signatures(quorum.signatures))
    send(contract.chain, poster, call, at=at)
    return _is_in_force(contract.report_of(content.period_index), quorum.envelope.content_hash)


def _is_in_force(report: Report, content_hash: bytes) -> bool:
    return report.content_hash == content_hash
