"""One bug for each rule of accounting, in either engine: a text of its source, and what to put there.

A rule may have several, where it can go wrong to either side.
"""

from tests.differential.oracle_bugs import MONEY
from tests.differential.oracle_term_bugs import TERM_BUGS
from tests.differential.planted import Bug
from tests.differential.servicing_bugs import SERVICED
from tests.differential.servicing_rule_bugs import SERVICED_RULES

ORACLE_BUGS = {name: Bug(*change) for name, *change in (*MONEY, *TERM_BUGS)}
"""Bugs of the oracle's engine, by what is wrong."""
SERVICING_BUGS = {name: Bug(*change) for name, *change in (*SERVICED, *SERVICED_RULES)}
"""Bugs of the servicer's engine, by what is wrong."""
