"""Options that many commands of `oracle` take, and the settings that they make."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rwa.cli.settings import Settings

Home = Annotated[
    Path | None, typer.Option(help="Directory of the pool's chain file, keys and documents.")
]
Chain = Annotated[
    str | None, typer.Option(help="`file:PATH` or the URL of a node; default: the file in home.")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show the decoded call; send nothing, open no key.")
]
Wait = Annotated[
    bool, typer.Option("--wait", help="Move a simulated chain's clock to the end of the delay.")
]
Signer = Annotated[str, typer.Option(help="Name of the key that signs.")]


def settings_of(home: Path | None, chain: str | None) -> "Settings":
    """The settings, with flags on top."""
    from rwa.cli.settings import load_settings

    return load_settings(home=home, chain=chain)
