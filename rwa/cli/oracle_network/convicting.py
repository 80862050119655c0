"""`oracle prove-equivocation`: two signed reports of one node, brought to the contract."""

from pathlib import Path

from oracle.evidence import equivocation_in
from oracle.network.messages import read_report
from rwa.cli.arguments import read_file
from rwa.cli.console import Output
from rwa.cli.oracle_network.governing import NodeSet, NotANode, names_of
from rwa.cli.oracle_network.sending import Desk, Manner
from rwa.cli.settings import Settings
from rwa.cli.workspace import opened

LAYOUT = "docs/reference/oracle-network.md"


def prove(settings: Settings, files: tuple[Path, Path], manner: Manner, *, as_json: bool) -> None:
    """Have the node removed that signed both reports.

    Raises MessageMalformed, NoEquivocation and NotANode before anything is sent.
    """
    first, second = (read_report(read_file(file, layout=LAYOUT)) for file in files)
    with opened(settings, read_only=manner.dry_run) as operations:
        desk, oracle = Desk(operations, manner, Output(as_json)), operations.oracle
        found = equivocation_in(
            first,
            second,
            chain_id=operations.chain.identity.chain_id,
            oracle=oracle.address,
        )
        name = names_of(operations.actors).get(found.node, found.node)
        desk.output.say(
            f"{name} signed two contents of period {found.key.period_index} "
            f"revision {found.key.revision}"
        )
        if found.node not in oracle.nodes():
            raise NotANode(found.node)
        told = desk.send(oracle.prove_equivocation(found.first, found.second))
        nodes = NodeSet.of(oracle, first_block=operations.deployment.first_block)
        desk.output.say(f"quorum    {nodes.threshold} of {len(nodes.nodes)}: {nodes.safety()}")
        desk.output.result({**told, "node": found.node, "nodes": list(nodes.nodes)})
