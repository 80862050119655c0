"""The commands about nodes: who they are, who joins, who leaves. Declared here, run elsewhere."""

from pathlib import Path
from typing import Annotated

import typer

from rwa.cli.oracle_network.command_options import (
    Chain,
    DryRun,
    Home,
    Json,
    Signer,
    Wait,
    settings_of,
)

Node = Annotated[str, typer.Argument(help="Address, or the name of a key of this home.")]
OperationName = Annotated[str, typer.Argument(help="0x and 64 digits, as `oracle status` says.")]
Keystore = Annotated[Path | None, typer.Option(help="The node's key file.")]
Report = Annotated[Path, typer.Argument(help="A signed report, JSON.")]


def nodes(*, home: Home = None, chain: Chain = None, json: Json = False) -> None:
    """List the nodes, the quorum and how safe it is, and who may join when."""
    from rwa.cli.oracle_network import governing

    governing.show(settings_of(home, chain), as_json=json)


def new_key(
    name: Annotated[str, typer.Argument(help="Name of the key, such as node-5.")],
    *,
    home: Home = None,
    json: Json = False,
) -> None:
    """Make a key file among the keys of this home, with a random key."""
    from rwa.cli.oracle_network import candidates

    candidates.make_key(settings_of(home, None), name, as_json=json)


def prove_node_key(
    keystore: Annotated[Path, typer.Argument(help="The node's key file.")],
    *,
    home: Home = None,
    chain: Chain = None,
    json: Json = False,
) -> None:
    """Print the proof that a node's operator gives to whoever proposes the node."""
    from rwa.cli.oracle_network import candidates

    candidates.prove_key(settings_of(home, chain), keystore, as_json=json)


def propose_node(  # noqa: PLR0913 - each is an option of the command
    node: Annotated[
        str | None, typer.Argument(help="Address, or the name of a key of this home.")
    ] = None,
    *,
    keystore: Keystore = None,
    proof: Annotated[
        str | None, typer.Option(help="Proof for an address, from `oracle prove-node-key`.")
    ] = None,
    threshold: Annotated[
        int | None, typer.Option(min=1, max=32, help="Quorum from then on; default: as now.")
    ] = None,
    signer: Signer = "admin",
    dry_run: DryRun = False,
    wait: Wait = False,
    home: Home = None,
    chain: Chain = None,
    json: Json = False,
) -> None:
    """Propose a node through the timelock: announce it, run again after the delay to do it."""
    from rwa.cli.oracle_network import candidates, governing, sending

    settings = settings_of(home, chain)
    governing.propose(
        settings,
        candidates.Candidate(
            name=node, keystore=keystore, proof=proof, passphrase=settings.passphrase
        ),
        threshold=threshold,
        manner=sending.Manner(signer, dry_run=dry_run, wait=wait),
        as_json=json,
    )


def confirm_node(
    node: Node,
    *,
    signer: Signer = "poster",
    dry_run: DryRun = False,
    wait: Wait = False,
    home: Home = None,
    chain: Chain = None,
    json: Json = False,
) -> None:
    """Let a proposed node join once its delay is over; anyone may."""
    from rwa.cli.oracle_network import governing, sending

    manner = sending.Manner(signer, dry_run=dry_run, wait=wait)
    governing.confirm(settings_of(home, chain), node, manner, as_json=json)


def withdraw_node(
    node: Node,
    *,
    signer: Signer = "guardian",
    dry_run: DryRun = False,
    home: Home = None,
    chain: Chain = None,
    json: Json = False,
) -> None:
    """Withdraw a node's proposal, at once; for the guardian."""
    from rwa.cli.oracle_network import governing, sending

    manner = sending.Manner(signer, dry_run=dry_run)
    governing.withdraw(settings_of(home, chain), node, manner, as_json=json)


def remove_node(
    node: Node,
    *,
    signer: Signer = "guardian",
    dry_run: DryRun = False,
    home: Home = None,
    chain: Chain = None,
    json: Json = False,
) -> None:
    """Remove a node, at once; for the guardian. The quorum stays as it is."""
    from rwa.cli.oracle_network import governing, sending

    manner = sending.Manner(signer, dry_run=dry_run)
    governing.remove(settings_of(home, chain), node, manner, as_json=json)


def execute(
    operation: OperationName,
    *,
    signer: Signer = "admin",
    dry_run: DryRun = False,
    wait: Wait = False,
    home: Home = None,
    chain: Chain = None,
    json: Json = False,
) -> None:
    """Carry out an announced operation of the timelock once its delay is over; anyone may."""
    from rwa.cli.oracle_network import sending, timelocked

    manner = sending.Manner(signer, dry_run=dry_run, wait=wait)
    timelocked.execute(settings_of(home, chain), operation, manner, as_json=json)


def cancel(
    operation: OperationName,
    *,
    signer: Signer = "guardian",
    dry_run: DryRun = False,
    home: Home = None,
    chain: Chain = None,
    json: Json = False,
) -> None:
    """Cancel an announced operation of the timelock; for the guardian or an admin."""
    from rwa.cli.oracle_network import sending, timelocked

    manner = sending.Manner(signer, dry_run=dry_run)
    timelocked.cancel(settings_of(home, chain), operation, manner, as_json=json)


def prove_equivocation(
    first: Report,
    second: Report,
    *,
    signer: Signer = "poster",
    dry_run: DryRun = False,
    home: Home = None,
    chain: Chain = None,
    json: Json = False,
) -> None:
    """Have a node removed that signed two contents of one report; anyone may."""
    from rwa.cli.oracle_network import convicting, sending

    manner = sending.Manner(signer, dry_run=dry_run)
    convicting.prove(settings_of(home, chain), (first, second), manner, as_json=json)


def add_to(app: typer.Typer) -> None:
    """Declare these commands."""
    for command in (nodes, execute, cancel):
        app.command()(command)
    app.command("new-key")(new_key)
    app.command("prove-node-key")(prove_node_key)
    app.command("propose-node")(propose_node)
    app.command("confirm-node")(confirm_node)
    app.command("withdraw-node")(withdraw_node)
    app.command("remove-node")(remove_node)
    app.command("prove-equivocation")(prove_equivocation)
