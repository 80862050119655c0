"""`rwa tie-out`: follow every cent of a pool in a home."""

from rwa.cli.console import Output
from rwa.cli.settings import Settings
from rwa.cli.tie_out import tie_out
from rwa.cli.workspace import opened


def show(settings: Settings, *, as_json: bool) -> None:
    """Print where every cent went. Raises CashUnexplained when one is missing or too many."""
    output = Output(as_json)
    with opened(settings, read_only=True) as operations:
        result = tie_out(operations)
    result.show(output)
    output.result(result.as_json())
    result.require_balanced()
