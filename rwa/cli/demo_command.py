"""`rwa demo`: choose the pool, tell the story, and leave the API up if asked."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rwa.cli.arguments import percent
from rwa.cli.console import Output
from rwa.cli.demo import start
from rwa.cli.demo_pools import demo_tape, pool_level_tape
from rwa.cli.settings import load_settings
from rwa.cli.tape_input import PoolRequest, read_tape_file
from rwa.core.errors import UsageError
from rwa.pool.tape import LoanTape

NEXT_STEPS = (
    ("demo --serve", "leaves the REST API up on this chain"),
    ("demo --pool-level", "$250,000,000 as one line, a worked example to the cent"),
    ("demo --tape FILE.csv", "your own loans (examples/tapes/)"),
    ("init", "a pool of your own, step by step (README.md)"),
)
"""Arguments of the command, and what they do."""


class TapeOrPoolLevel(UsageError):
    """Two pools were asked for at once."""

    def __init__(self) -> None:
        super().__init__("--tape and --pool-level each name a pool; give one of them")


@dataclass(frozen=True, slots=True)
class DemoRequest:
    """Which pool, at which speed."""

    seed: int
    """Of keys, loans, allotments and borrowers."""
    tape: Path | None
    """A tape of the user's own."""
    pass_through: str | None
    """Annual rate for it, per cent; None takes the usual one."""
    psa: str
    """Speed of payoffs, per cent of the PSA curve."""
    pool_level: bool
    """The published one-line pool."""
    nodes: int
    """Oracle nodes, 4 to 32."""

    def pool(self) -> LoanTape:
        """The tape at issue. Raises TapeOrPoolLevel, and what reading a tape raises."""
        if self.tape is not None and self.pool_level:
            raise TapeOrPoolLevel
        if self.tape is not None:
            return read_tape_file(self.tape, PoolRequest(pass_through=self.pass_through))
        return pool_level_tape() if self.pool_level else demo_tape(self.seed)


def run(request: DemoRequest, *, as_json: bool, serve: bool, **flags: Any) -> None:
    """Run the demo. Raises CashUnexplained when a cent is missing."""
    output, settings = Output(as_json), load_settings(**flags)
    story = start(
        output,
        request.pool(),
        seed=request.seed,
        psa=percent("psa", request.psa),
        node_count=request.nodes,
    )
    tie_out = story.run()
    identity = story.operations.chain.identity
    output.result(
        {
            "chain": {"engine": identity.engine, "chain_id": identity.chain_id},
            "months": story.rows,
            "incidents": story.incidents,
            "tie_out": tie_out.as_json(),
        }
    )
    if serve:
        from rwa.cli.serving import serve_operations

        serve_operations(story.operations, settings, output)
        return
    output.say()
    output.say(" try next")
    for arguments, meaning in NEXT_STEPS:
        output.say(f"   {_command_as_typed()} {arguments:<20}  {meaning}")


def _command_as_typed() -> str:
    """`rwa`, or the relative path by which it was called: `make` and README have it in .venv."""
    typed = Path(sys.argv[0])
    return str(typed) if typed.name == "rwa" and not typed.is_absolute() else "rwa"
