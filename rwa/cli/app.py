"""The commands of `rwa`. Nothing slow is imported here: `rwa --help` must answer at once."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import rwa
from rwa.cli import analysis, tape_files
from rwa.cli.ending import run_to_its_end

if TYPE_CHECKING:
    from rwa.cli.settings import Settings

app = typer.Typer(
    name="rwa",
    help="Mortgage payments to certificate holders, to the cent, in the open.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Home = Annotated[
    Path | None, typer.Option(help="Directory of the pool's chain file, keys and documents.")
]
Chain = Annotated[
    str | None, typer.Option(help="`file:PATH` or the URL of a node; default: the file in home.")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Seed = Annotated[int, typer.Option(min=0, help="Of keys, loans, allotments and borrowers.")]
Tape = Annotated[
    Path | None, typer.Option(help="A loan tape of your own, CSV or Parquet; see reference/tape.")
]
Rate = Annotated[
    str | None, typer.Option("--pass-through", help="Annual rate of the certificates, per cent.")
]
Psa = Annotated[str, typer.Option(help="Speed of simulated payoffs, per cent of the PSA curve.")]
Loans = Annotated[int, typer.Option(min=1, help="Loans of a made-up pool.")]
Holders = Annotated[int, typer.Option(min=2, max=5_000, help="Certificate holders.")]
Issue = Annotated[str, typer.Option(help="Month of issue, YYYY-MM.")]
Programme = Annotated[str, typer.Option(help="ginnie_i, ginnie_ii, umbs, freddie_gold, ...")]


def main() -> None:
    """Run a command; a deliberate error becomes one line on stderr and its exit code."""
    run_to_its_end(app)


def _version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"rwa {rwa.__version__}")
        raise typer.Exit


@app.callback()
def root(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=lambda wanted: _version(wanted=wanted), is_eager=True),
    ] = False,
) -> None:
    """Mortgage payments to certificate holders, to the cent, in the open."""


@app.command()
def demo(  # noqa: PLR0913 - each is an option of the command
    *,
    seed: Seed = 7,
    tape: Tape = None,
    pass_through: Rate = None,
    psa: Psa = "100",
    pool_level: Annotated[
        bool, typer.Option("--pool-level", help="$250,000,000 as one line, a worked example.")
    ] = False,
    nodes: Annotated[int, typer.Option(min=4, max=32, help="Oracle nodes, each on its own.")] = 4,
    serve: Annotated[
        bool, typer.Option("--serve", help="Leave the API up on the same chain.")
    ] = False,
    host: Annotated[str | None, typer.Option(help="Address to serve on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to serve on.")] = None,
    json: Json = False,
) -> None:
    """Twelve months of a pool to 25 holders on a chain in memory, ending in the tie-out."""
    if not json:
        typer.echo(" rwa demo  one pool, twelve months, from borrowers to holders")
    from rwa.cli import demo_command

    demo_command.run(
        demo_command.DemoRequest(
            seed=seed,
            tape=tape,
            pass_through=pass_through,
            psa=psa,
            pool_level=pool_level,
            nodes=nodes,
        ),
        as_json=json,
        serve=serve,
        **_given(host=host, port=port),
    )


@app.command()
def init(  # noqa: PLR0913 - as above
    *,
    home: Home = None,
    chain: Chain = None,
    seed: Seed = 7,
    tape: Tape = None,
    pass_through: Rate = None,
    loans: Loans = 200,
    holders: Holders = 25,
    psa: Psa = "100",
    pool: Annotated[str, typer.Option(help="Name of the pool.")] = "RWA-2026-1",
    programme: Programme = "umbs",
    issue: Issue = "2026-12",
    max_smm: Annotated[
        str, typer.Option(help="Per cent repaid early in a month above which a report is held.")
    ] = "100",
    json: Json = False,
) -> None:
    """Make a home for one pool: its tape, demo keys and a chain file."""
    from rwa.cli import setting_up

    request = setting_up.NewPool(
        seed=seed,
        tape=tape,
        pass_through=pass_through,
        loans=loans,
        holders=holders,
        psa=psa,
        pool=pool,
        programme=programme,
        issue=issue,
        max_smm=max_smm,
    )
    setting_up.init(_settings(home=home, chain=chain), request, as_json=json)


@app.command()
def deploy(
    *,
    home: Home = None,
    chain: Chain = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")
    ] = False,
    json: Json = False,
) -> None:
    """Put the pool's contracts on the chain, register holders, issue; continues where it stopped."""
    from rwa.cli import setting_up

    setting_up.deploy(_settings(home=home, chain=chain), only_plan=dry_run, as_json=json)


@app.command()
def simulate(
    *,
    home: Home = None,
    chain: Chain = None,
    months: Annotated[int, typer.Option(min=1, help="Months to run.")] = 1,
    settle: Annotated[
        bool, typer.Option(help="Pay every holder each month, or leave it to `rwa settle`.")
    ] = True,
    silent: Annotated[
        list[str] | None, typer.Option(help="A node that does not answer, such as node-4.")
    ] = None,
    json: Json = False,
) -> None:
    """Run months: borrowers pay, nodes sign, contracts accept, holders are paid.

    What an interrupted run left half done is finished first.
    """
    from rwa.cli import running

    running.simulate(
        _settings(home=home, chain=chain),
        months,
        pay=settle,
        as_json=json,
        silent=tuple(silent or ()),
    )


@app.command()
def estimate(
    *,
    home: Home = None,
    chain: Chain = None,
    fund: Annotated[
        bool, typer.Option(help="Pay the month in, or leave it to the next command.")
    ] = True,
    settle: Annotated[
        bool, typer.Option(help="Pay every holder, or leave it to `rwa settle`.")
    ] = True,
    json: Json = False,
) -> None:
    """Report the next month from an estimate: scheduled payments, nobody prepays.

    `rwa correct` with the true activity puts it right, before or after payment.
    """
    from rwa.cli import estimating

    estimating.estimate(_settings(home=home, chain=chain), fund=fund, pay=settle, as_json=json)


@app.command()
def activity(
    month: Annotated[str, typer.Argument(help="A reported month, YYYY-MM.")],
    *,
    home: Home = None,
    chain: Chain = None,
) -> None:
    """Write what borrowers did in a reported month, as CSV."""
    from rwa.cli import correcting

    correcting.print_activity(_settings(home=home, chain=chain), month)


@app.command()
def correct(
    corrections: Annotated[
        list[str], typer.Argument(help="MONTH=FILE: the activity as it really was, CSV.")
    ],
    *,
    reason: Annotated[str, typer.Option(help="Why; part of every revised report.")],
    home: Home = None,
    chain: Chain = None,
    settle: Annotated[
        bool, typer.Option(help="Pay holders what is added, or leave it to `rwa settle`.")
    ] = True,
    json: Json = False,
) -> None:
    """Report months again, and every later month that follows from them, as revisions."""
    from rwa.cli import correcting

    correcting.correct(
        _settings(home=home, chain=chain),
        tuple(corrections),
        reason=reason,
        pay=settle,
        as_json=json,
    )


@app.command()
def transfer(
    seller: Annotated[str, typer.Argument(help="Name or address of the holder who gives.")],
    buyer: Annotated[str, typer.Argument(help="Name or address of the holder who gets.")],
    *,
    face: Annotated[str, typer.Option(help="Original face in dollars.")],
    home: Home = None,
    chain: Chain = None,
    json: Json = False,
) -> None:
    """Move certificates from one holder to another, now."""
    from rwa.cli import running

    running.transfer(
        _settings(home=home, chain=chain), seller=seller, buyer=buyer, face=face, as_json=json
    )


@app.command()
def settle(
    holder: Annotated[
        list[str] | None, typer.Argument(help="Names or addresses of holders to pay.")
    ] = None,
    *,
    everyone: Annotated[bool, typer.Option("--all", help="Pay every holder.")] = False,
    home: Home = None,
    chain: Chain = None,
    json: Json = False,
) -> None:
    """Pay holders what is due; anyone may do it for anyone."""
    from rwa.cli import running

    running.settle(
        _settings(home=home, chain=chain), tuple(holder or ()), everyone=everyone, as_json=json
    )


@app.command()
def holders(
    *,
    home: Home = None,
    chain: Chain = None,
    as_of: Annotated[
        str | None, typer.Option(help="Face at this month's record time, YYYY-MM.")
    ] = None,
    json: Json = False,
) -> None:
    """List every holder: face, cash paid, held and claimable."""
    from rwa.cli import holder_list

    holder_list.show(_settings(home=home, chain=chain), as_of=as_of, as_json=json)


@app.command("tie-out")
def tie_out(*, home: Home = None, chain: Chain = None, json: Json = False) -> None:
    """Follow every cent from borrowers to holders; exit code 6 when one is unexplained."""
    from rwa.cli import tie_out_command

    tie_out_command.show(_settings(home=home, chain=chain), as_json=json)


@app.command()
def serve(
    *,
    home: Home = None,
    chain: Chain = None,
    database: Annotated[str | None, typer.Option(help="SQLAlchemy URL of the read model.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 chooses one.")] = None,
) -> None:
    """Serve the REST API; follows the chain while other commands write it."""
    from rwa.cli import serving

    serving.serve(_settings(home=home, chain=chain, database=database, host=host, port=port))


@app.command()
def doctor(*, home: Home = None, chain: Chain = None, json: Json = False) -> None:
    """Check this installation and pool, and say what to run for each finding."""
    from rwa.cli import doctor as checks

    checks.show(_settings(home=home, chain=chain), as_json=json)


@app.command()
def settings(*, home: Home = None, chain: Chain = None, json: Json = False) -> None:
    """Show every setting and where it comes from; secrets are masked."""
    from rwa.cli import settings_list

    settings_list.show(_given(home=home, chain=chain), as_json=json)


app.command()(analysis.project)
app.command()(analysis.scenarios)
app.command()(analysis.speeds)
app.add_typer(tape_files.commands, name="tape")


def _given(**flags: Any) -> dict[str, Any]:
    """The flags that were given."""
    return {name: value for name, value in flags.items() if value is not None}


def _settings(**flags: Any) -> "Settings":
    """The settings, with flags on top; those that are None were not given."""
    from rwa.cli.settings import load_settings

    return load_settings(**flags)


if __name__ == "__main__":
    main()
