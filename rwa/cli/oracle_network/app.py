"""The commands of `oracle`. Nothing slow is imported here: `oracle --help` must answer at once."""

import typer

from rwa.cli.ending import run_to_its_end
from rwa.cli.oracle_network import (
    disclosing,
    month_commands,
    node_commands,
    outbox_commands,
    process_commands,
    verifying,
)

app = typer.Typer(
    name="oracle",
    help="Independent nodes that recompute a pool's month, and what anybody can check.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run a command; a deliberate error becomes one line on stderr and its exit code."""
    run_to_its_end(app)


@app.callback()
def root() -> None:
    """Independent nodes that recompute a pool's month, and what anybody can check."""


app.command()(disclosing.disclose)
app.command("verify-disclosure")(disclosing.verify_disclosure)
app.command()(verifying.verify)
month_commands.add_to(app)
node_commands.add_to(app)
process_commands.add_to(app)
outbox_commands.add_to(app)


if __name__ == "__main__":
    main()
