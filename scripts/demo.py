"""Twelve months of a pool on a chain in memory, from Python.

Does what `rwa demo` does with the parts it is made of, and then reads one holder's account. Change
a line and run it again:

.venv/bin/python scripts/demo.py
"""

from decimal import Decimal

from rwa.cli.console import CashUnits, Output
from rwa.cli.demo import start
from rwa.cli.demo_pools import demo_tape


def main() -> None:
    """Run the demo at twice the standard prepayment speed and read one holder's account."""
    tape = demo_tape(seed=11, loan_count=100)
    story = start(Output(as_json=False), tape, seed=11, psa=Decimal(200))
    tie_out = story.run()

    operations = story.operations
    holder = operations.actors.addresses["holder-01"]
    print(f"\n holder-01 has been paid {CashUnits(operations.cash.balance_of(holder))}")
    print(f" of {CashUnits(tie_out.trail.promised)} that all holders together were due")


if __name__ == "__main__":
    main()
