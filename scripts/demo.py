"""Twelve months of a pool on a chain in memory, from Python.

Shows what `rwa demo` does with the parts it is made of: a generated tape, a chain, the people, and
the story of `rwa.cli.demo`. Change a line and run it again:

.venv/bin/python scripts/demo.py
"""

from decimal import Decimal

from rwa.cli.console import Output, dollars
from rwa.cli.demo import demo_tape, start


def main() -> None:
    """Run the demo at twice the standard prepayment speed and read one holder's account."""
    tape = demo_tape(seed=11, loan_count=100)
    story = start(Output(as_json=False), tape, seed=11, psa=Decimal(200))
    result = story.run()

    operations = story.operations
    holder = operations.actors.addresses["holder-01"]
    print(f"\n holder-01 has been paid {dollars(operations.cash.balance_of(holder))}")
    print(f" of {dollars(result.certificates_units)} that all holders together were due")


if __name__ == "__main__":
    main()
