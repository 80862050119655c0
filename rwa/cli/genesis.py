"""Where the embedded chain of a pool begins."""

from rwa.chain.embedded_evm import Genesis
from rwa.cli.actors import Actors
from rwa.core.dates import OPEN_OF_BUSINESS, Period, new_york_timestamp

ETHER_WEI = 10**18
ETHER_OF_EACH = 1_000
"""Gas money everybody starts with."""


def genesis_of(issue: Period, actors: Actors) -> Genesis:
    """Block 0 on the first morning of the month of issue, with gas money for everybody."""
    opening = new_york_timestamp(issue.first_day, OPEN_OF_BUSINESS)
    balances = tuple((address, ETHER_OF_EACH * ETHER_WEI) for address in actors.addresses.values())
    return Genesis(timestamp=opening, balances_wei=balances)
