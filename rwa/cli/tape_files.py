"""`rwa tape`: loan files of other institutions. Declared here, run elsewhere."""

from pathlib import Path
from typing import Annotated

import typer

commands = typer.Typer(
    help="Loan files as institutions publish them: check, import, list their layouts.",
    no_args_is_help=True,
)

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
File = Annotated[Path, typer.Argument(help="The file; gzip-compressed or not.")]
LayoutName = Annotated[str, typer.Option("--layout", help="Its layout; see `rwa tape layouts`.")]
Rejects = Annotated[
    Path | None, typer.Option(help="Write every reject here: JSON for a name in .json, else CSV.")
]


@commands.command("import")
def import_file(
    file: File,
    *,
    layout: LayoutName,
    output: Annotated[Path, typer.Option(help="Parquet file to write the loans' months to.")],
    rejects: Rejects = None,
    accept_rejects: Annotated[
        bool,
        typer.Option("--accept-rejects", help="Write what can be used; needs --rejects."),
    ] = False,
    json: Json = False,
) -> None:
    """Read a loan file into neutral records; refused whole when one row is bad.

    With --accept-rejects rows with a faulty cell and repeated months are left out.
    """
    from rwa.cli import importing

    importing.import_file(
        file,
        layout_name=layout,
        place=output,
        rejects=rejects,
        accept=accept_rejects,
        as_json=json,
    )


@commands.command("check")
def check_file(
    file: File, *, layout: LayoutName, rejects: Rejects = None, json: Json = False
) -> None:
    """Read a loan file and say what is wrong with it; nothing is kept."""
    from rwa.cli import importing

    importing.check_file(file, layout_name=layout, rejects=rejects, as_json=json)


@commands.command("layouts")
def show_layouts(
    name: Annotated[str | None, typer.Argument(help="Show the columns of this one.")] = None,
    *,
    json: Json = False,
) -> None:
    """List the layouts that can be read, or the columns of one."""
    from rwa.cli import layout_list

    layout_list.show(name, as_json=json)
