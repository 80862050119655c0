"""`rwa settings`: every setting and its origin."""

from dataclasses import asdict
from typing import Any

from rwa.cli.console import Output
from rwa.cli.settings import load_settings, origins


def show(flags: dict[str, Any], *, as_json: bool) -> None:
    """Print name, value and origin of each."""
    output = Output(as_json)
    found = origins(load_settings(**flags), **flags)
    output.table(
        ("setting", "value", "from", "meaning"),
        [asdict(item) for item in found],
    )
    output.result([asdict(item) for item in found])
