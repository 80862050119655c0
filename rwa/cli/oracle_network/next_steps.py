"""What a person is to do when the contract refuses a governing command."""

from typing import Final

from rwa.chain import contract_errors as refused
from rwa.chain.errors import ContractReverted
from rwa.chain.roles import MissingRole

ANYTHING_ELSE: Final = "see oracle status and oracle nodes for how things stand"

NEXT_STEPS: Final[dict[type[ContractReverted], str]] = {
    MissingRole: "sign with a key that has this role, --signer NAME",
    refused.RemittanceOracle_UnsafeQuorum: (
        "remove a node first with oracle remove-node, or withdraw the proposal with oracle "
        "withdraw-node and propose the node again with a safe --threshold"
    ),
    refused.RemittanceOracle_ThresholdLowered: (
        "withdraw the proposal with oracle withdraw-node if there is one, and propose the node "
        "with a --threshold not below the quorum that oracle nodes shows"
    ),
    refused.RemittanceOracle_NodeKnown: "propose another account, oracle nodes lists the nodes",
    refused.RemittanceOracle_NodeUnknown: "name a node, oracle nodes lists them",
    refused.RemittanceOracle_NodeNotProposed: "propose it with oracle propose-node",
    refused.RemittanceOracle_NodeDelay: "run this again then",
    refused.RemittanceOracle_TooManyNodes: "remove a node first with oracle remove-node",
    refused.RemittanceOracle_ProofOfPossession: (
        "let the node's operator make the proof again with oracle prove-node-key for this pool "
        "and chain"
    ),
    refused.RemittanceOracle_HoldDelay: "run this again then",
    refused.TimelockUnexpectedOperationState: (
        "oracle status lists what is announced and from when it may be carried out"
    ),
}
"""By the contract's refusal; anything else is sent to how things stand."""


def next_step(refusal: ContractReverted) -> str:
    """Return what is to be done about a refusal."""
    return NEXT_STEPS.get(type(refusal), ANYTHING_ELSE)
