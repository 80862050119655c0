"""Who the nodes are, and the commands that change it."""

from dataclasses import dataclass

from rwa.chain.contract_events import NodeProposed
from rwa.chain.event_log import read_events
from rwa.chain.hashing import address_from_hex
from rwa.chain.remittance_oracle import NodeProposal, RemittanceOracle
from rwa.cli.actors import Actors
from rwa.cli.console import Output, Row
from rwa.cli.operations import Operations
from rwa.cli.oracle_network.candidates import Candidate, candidate
from rwa.cli.oracle_network.sending import Desk, Manner, shown_time
from rwa.cli.oracle_network.timelocked import govern
from rwa.cli.settings import Settings
from rwa.cli.workspace import opened
from rwa.core.errors import CheckFailed
from rwa.core.ids import Address


class NotProposed(CheckFailed):
    """A node is to be confirmed or withdrawn that the contract has no proposal of."""

    def __init__(self, node: Address) -> None:
        self.node = node
        super().__init__(
            f"{node} is not proposed; propose it with oracle propose-node, or carry out with "
            "oracle execute what oracle status shows as announced"
        )


class ProposedAlready(CheckFailed):
    """A node is to be proposed that the contract has this very proposal of."""

    def __init__(self, node: Address, *, threshold: int, ready_at: int) -> None:
        self.node = node
        self.threshold = threshold
        self.ready_at = ready_at
        super().__init__(
            f"{node} is proposed with a quorum of {threshold} and may join at "
            f"{shown_time(ready_at)}; run oracle confirm-node then, or withdraw it first"
        )


class NotANode(CheckFailed):
    """An account is to be removed that is no node."""

    def __init__(self, account: Address) -> None:
        self.account = account
        super().__init__(f"{account} is no node; oracle nodes lists them")


@dataclass(frozen=True, slots=True)
class NodeSet:
    """The nodes of a pool and what a quorum of them is."""

    nodes: tuple[Address, ...]
    """Whose signatures count, ascending."""
    threshold: int
    """How many make a quorum, M."""
    epoch: int
    """How often the set has changed."""
    digest: bytes
    """What every envelope must name."""
    proposals: tuple[tuple[Address, NodeProposal], ...]
    """Nodes that may join, by address, with their threshold and time."""

    @classmethod
    def of(cls, oracle: RemittanceOracle, *, first_block: int) -> "NodeSet":
        """Read the set from the chain."""
        return cls(
            nodes=oracle.nodes(),
            threshold=oracle.threshold(),
            epoch=oracle.node_set_epoch(),
            digest=oracle.node_set_digest(),
            proposals=tuple(_proposals(oracle, first_block=first_block)),
        )

    @property
    def may_lie(self) -> int:
        """How many nodes may lie or be silent by design, f = (N - 1) / 3 rounded down."""
        return max(len(self.nodes) - 1, 0) // 3

    @property
    def may_be_silent(self) -> int:
        """How many nodes may be silent while reports are accepted; negative: nodes are missing."""
        return len(self.nodes) - self.threshold

    def safety(self) -> str:
        """What that means for the next report, in words."""
        if self.may_be_silent < 0:
            return (
                f"{-self.may_be_silent} too few nodes for a quorum: no report is accepted "
                "until nodes join"
            )
        return f"{self.may_be_silent} may be silent, {self.may_lie} may lie"


def show(settings: Settings, *, as_json: bool) -> None:
    """List the nodes, the quorum, and who may join when."""
    output = Output(as_json)
    with opened(settings, read_only=True) as operations:
        found = NodeSet.of(operations.oracle, first_block=operations.deployment.first_block)
        names = names_of(operations.actors)
    rows = [_row(names, node, "signs") for node in found.nodes]
    rows += [_row(names, node, _joining(proposal)) for node, proposal in found.proposals]
    output.table(("node", "address", "state"), rows)
    output.say(f"quorum    {found.threshold} of {len(found.nodes)}: {found.safety()}")
    output.say(f"epoch     {found.epoch}, digest 0x{found.digest.hex()}")
    output.result(_as_json(found, names))


def propose(
    settings: Settings, offered: Candidate, *, threshold: int | None, manner: Manner, as_json: bool
) -> None:
    """Announce through the timelock that a node is to be proposed, or carry that out.

    Raises what `candidate` and `govern` raise.
    """
    with opened(settings, read_only=manner.dry_run) as operations:
        desk = Desk(operations, manner, Output(as_json))
        node = candidate(operations, offered, needs_key=not manner.dry_run)
        wanted = threshold or operations.oracle.threshold()
        _require_new(operations, node.address, threshold=wanted)
        _say_when_it_fits(desk, wanted)
        call = operations.oracle.propose_node(node.address, node.proof, threshold=wanted)
        told = govern(desk, call)
        proposal = operations.oracle.proposal_of(node.address)
        if proposal.ready_at:
            desk.output.say(f"may join  {shown_time(proposal.ready_at)}")
            desk.output.say(f"then      oracle confirm-node {node.address}")
        desk.output.result({**told, "node": node.address, "may_join_at": proposal.ready_at})


def confirm(settings: Settings, node: str, manner: Manner, *, as_json: bool) -> None:
    """Let a proposed node join. Raises NotProposed, NotYet and the contract's refusals."""
    with opened(settings, read_only=manner.dry_run) as operations:
        desk = Desk(operations, manner, Output(as_json))
        address = account_named(operations.actors, node)
        proposal = _proposal(operations, address)
        desk.wait_until(proposal.ready_at, f"the joining of {address}")
        _tell_the_set(desk, desk.send(operations.oracle.confirm_node(address)))


def withdraw(settings: Settings, node: str, manner: Manner, *, as_json: bool) -> None:
    """Withdraw a proposal. Raises NotProposed."""
    with opened(settings, read_only=manner.dry_run) as operations:
        desk = Desk(operations, manner, Output(as_json))
        address = account_named(operations.actors, node)
        _proposal(operations, address)
        _tell_the_set(desk, desk.send(operations.oracle.withdraw_node_proposal(address)))


def remove(settings: Settings, node: str, manner: Manner, *, as_json: bool) -> None:
    """Remove a node at once. Raises NotANode."""
    with opened(settings, read_only=manner.dry_run) as operations:
        desk = Desk(operations, manner, Output(as_json))
        address = account_named(operations.actors, node)
        if address not in operations.oracle.nodes():
            raise NotANode(address)
        _tell_the_set(desk, desk.send(operations.oracle.remove_node(address)))


def account_named(people: Actors, text: str) -> Address:
    """Return the account of an address, known here or not, or of a name. Raises UnknownActor."""
    try:
        return address_from_hex(text)
    except ValueError:
        return people.addresses[people.find(text)]


def names_of(people: Actors) -> dict[Address, str]:
    """Return who each address known here is."""
    return {address: name for name, address in people.addresses.items()}


def _proposals(oracle: RemittanceOracle, *, first_block: int) -> list[tuple[Address, NodeProposal]]:
    last = oracle.chain.head().number
    events = read_events(oracle.chain, [oracle.address], first=first_block, last=last)
    named = dict.fromkeys(event.node for event in events if isinstance(event, NodeProposed))
    found = [(node, oracle.proposal_of(node)) for node in named]
    return [(node, proposal) for node, proposal in found if proposal.ready_at]


def _proposal(operations: Operations, node: Address) -> NodeProposal:
    proposal = operations.oracle.proposal_of(node)
    if not proposal.ready_at:
        raise NotProposed(node)
    return proposal


def _require_new(operations: Operations, node: Address, *, threshold: int) -> None:
    proposal = operations.oracle.proposal_of(node)
    if proposal.ready_at and proposal.threshold == threshold:
        raise ProposedAlready(node, threshold=threshold, ready_at=proposal.ready_at)


def _say_when_it_fits(desk: Desk, threshold: int) -> None:
    """Note a proposal that cannot be confirmed while the set is as it is."""
    after = len(desk.operations.oracle.nodes()) + 1
    faults = (after - 1) // 3
    lowest = (after + faults) // 2 + 1
    if threshold < lowest:
        desk.output.note(
            f"note: a quorum of {threshold} is not safe with {after} nodes, which need {lowest}; "
            "the node can be confirmed only once another was removed"
        )


def _tell_the_set(desk: Desk, told: object) -> None:
    found = NodeSet.of(desk.operations.oracle, first_block=desk.operations.deployment.first_block)
    desk.output.say(f"quorum    {found.threshold} of {len(found.nodes)}: {found.safety()}")
    desk.output.result({"outcome": told, **_as_json(found, names_of(desk.operations.actors))})


def _joining(proposal: NodeProposal) -> str:
    return f"may join {shown_time(proposal.ready_at)}, quorum then {proposal.threshold}"


def _row(names: dict[Address, str], node: Address, state: str) -> Row:
    return {"node": names.get(node, "-"), "address": node, "state": state}


def _as_json(found: NodeSet, names: dict[Address, str]) -> dict[str, object]:
    return {
        "nodes": [{"address": node, "name": names.get(node)} for node in found.nodes],
        "threshold": found.threshold,
        "may_lie": found.may_lie,
        "may_be_silent": found.may_be_silent,
        "epoch": found.epoch,
        "digest": f"0x{found.digest.hex()}",
        "proposals": [
            {
                "address": node,
                "name": names.get(node),
                "threshold": proposal.threshold,
                "ready_at": proposal.ready_at,
            }
            for node, proposal in found.proposals
        ],
    }
