"""Measure the gas of what holders, payers and nodes do, against its ceilings.

Whole transactions on the embedded chain (21,000 and calldata included, all storage cold), with the
compiled contracts that ship. The yardstick is OpenZeppelin's ERC20 with nothing added, in the same
run. Exit status 1 when a ceiling is broken, when posting and funding depends on the number of
holders, or when settling 120 months costs more than 1.1 times settling 12.

    python scripts/bench_gas.py             measure with 10 and 10,000 holders, print the table
    python scripts/bench_gas.py --many 100  with 10 and 100 holders: seconds instead of minutes
    python scripts/bench_gas.py --json      print the figures alone, as the snapshot has them
    python scripts/bench_gas.py --write     also write the snapshot and docs/reference/gas.md
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gas_pool import GasPool, issue_pool

from rwa.chain.protocol import Receipt

ROOT: Final = Path(__file__).resolve().parent.parent
SNAPSHOT: Final = ROOT / "tests/golden/gas_snapshot.json"
PAGE: Final = ROOT / "docs/reference/gas.md"
FEW, MANY, PUSHED, CLASSES = 10, 10_000, 200, 5
UNITS: Final = 1_000_000_000
"""What is transferred: $1,000 of face."""


@dataclass(frozen=True, slots=True)
class Action:
    """One line of the table."""

    title: str
    """What is done."""
    ceiling: int | None = None
    """Most it may cost; None where nothing is promised."""
    floor: int | None = None
    """What the bare movement of balances would cost; None where that says nothing."""


PLAIN: Final = "plain_transfer"
ACTIONS: Final = {
    PLAIN: Action("plain ERC-20: transfer between existing holders"),
    "transfer": Action("transfer between existing holders, identities checked", 52_000, 33_400),
    "transfer_first_for_both": Action("the same, first in a period for both sides", 108_000),
    "transfer_first_of_all": Action("the same, first of all in a period", 108_000),
    "post_and_fund_few": Action("post and fund a period, 10 holders", 130_000),
    "post_and_fund_many": Action("post and fund a period, 10,000 holders", 130_000),
    "settle_1": Action("settle 1 month", 66_000, 42_500),
    "settle_12": Action("settle 12 months", 66_000, 44_600),
    "settle_120": Action("settle 120 months", 66_000, 44_600),
    "settle_first": Action("settle for the first time ever, payee without cash", 100_000),
    "push_1": Action("push 1 month, per holder of 200", 27_000, 12_400),
    "push_12": Action("push 12 months, per holder of 200", 27_000, 12_400),
    "push_120": Action("push 120 months, per holder of 200", 27_000, 12_400),
    "push_first": Action("push for the first time ever, per holder of 200", 55_000),
    "push_first_cash": Action("the same, payees without cash"),
    "regulated_post_and_fund": Action("regulated cash: post and fund a period"),
    "regulated_settle": Action("regulated cash: settle 12 months"),
    "regulated_push": Action("regulated cash: push 12 months, per holder of 200"),
    "accept": Action("accept a report of one class, signed by 3 of 4", 260_000),
    "accept_further_class": Action("each further class of a report"),
}
"""Every line, in order, by the name the snapshot gives it."""

Figures = dict[str, int]


# --- measuring -------------------------------------------------------------------------------


def measure(*, many: int) -> Figures:
    """Return the gas of every action, in the order of ACTIONS."""
    figures = {
        "post_and_fund_few": post_and_fund(issue_pool(holders=FEW)),
        "post_and_fund_many": post_and_fund(issue_pool(holders=many)),
    }
    pool = issue_pool(holders=PUSHED + 2)
    figures |= transfers(pool.fork()) | settlements(pool) | acceptances()
    figures |= regulated(issue_pool(holders=PUSHED + 2, regulated=True))
    return {name: figures[name] for name in ACTIONS}


def transfers(pool: GasPool) -> Figures:
    """Holders exist and keep something; a transfer moves $1,000 of face."""
    buyer, *bystanders = pool.holders[1:4]
    for wallet in pool.holders[:2]:
        pool.send("seller", pool.cash.mint(wallet, 10 * UNITS))
    figures = {
        PLAIN: gas(pool.send("seller", pool.cash.transfer(buyer, UNITS))),
        "transfer": gas(pool.send("seller", pool.certificate.transfer(buyer, UNITS))),
    }
    pool.pass_record_time(1)
    first = pool.fork()
    call = first.certificate.transfer(buyer, UNITS)
    figures["transfer_first_of_all"] = gas(first.send("seller", call))
    forced = pool.certificate.forced_transfer(bystanders[0], bystanders[1], UNITS)
    pool.send("transfer-agent", forced)
    call = pool.certificate.transfer(buyer, UNITS)
    figures["transfer_first_for_both"] = gas(pool.send("seller", call))
    return figures


def post_and_fund(pool: GasPool) -> int:
    """The third period, when nothing is done for the first time."""
    pool.run_months(2)
    pool.report_next()
    return gas(pool.fund())


def settlements(pool: GasPool) -> Figures:
    """Everyone is settled through month 1; then 1, 12 and 120 more months are due."""
    pool.run_months(1)
    figures = {
        "settle_first": settle_one(pool.fork()),
        "push_first_cash": push(pool.fork()),
    }
    for holder in pool.holders:
        pool.send("seller", pool.cash.mint(holder, 1))
    figures["push_first"] = push(pool.fork())
    pool.send("poster", pool.ledger.settle_many(pool.holders[1:]))
    for months in (1, 12, 120):
        pool.run_months(1 + months)
        figures[f"settle_{months}"] = settle_one(pool.fork())
        figures[f"push_{months}"] = push(pool.fork())
    return figures


def regulated(pool: GasPool) -> Figures:
    """What a blocklist and a pause add: four more slots are read for each payment."""
    pool.run_months(1)
    pool.send("poster", pool.ledger.settle_many(pool.holders[1:]))
    pool.run_months(12)
    pool.report_next()
    figures = {"regulated_post_and_fund": gas(pool.fund())}
    pool.run_months(13)
    figures["regulated_settle"] = settle_one(pool.fork())
    figures["regulated_push"] = push(pool.fork())
    return figures


def settle_one(pool: GasPool) -> int:
    """Anybody settles the buyer."""
    return gas(pool.send("poster", pool.ledger.settle(pool.holders[1])))


def push(pool: GasPool) -> int:
    """Anybody settles 200 holders; the share of each, rounded up."""
    batch = pool.holders[2 : 2 + PUSHED]
    return -(-gas(pool.send("poster", pool.ledger.settle_many(batch))) // PUSHED)


def acceptances() -> Figures:
    """The third report of pools with one class and with five."""
    one, five = (third_report(issue_pool(holders=2, classes=count)) for count in (1, CLASSES))
    return {"accept": one, "accept_further_class": -(-(five - one) // (CLASSES - 1))}


def third_report(pool: GasPool) -> int:
    """When no slot of the oracle's head is new."""
    pool.report_next()
    pool.report_next()
    return gas(pool.report_next())


def gas(receipt: Receipt) -> int:
    """What the sender pays for."""
    return receipt.gas_used


# --- judging and printing --------------------------------------------------------------------


def broken_promises(figures: Figures) -> list[str]:
    """Return one sentence for each promise that does not hold."""
    broken = [
        f"{action.title}: {figures[name]:,} is above the ceiling of {action.ceiling:,}"
        for name, action in ACTIONS.items()
        if action.ceiling is not None and figures[name] > action.ceiling
    ]
    few, many = figures["post_and_fund_few"], figures["post_and_fund_many"]
    if few != many:
        broken.append(f"post and fund: {few:,} for few holders and {many:,} for many")
    if 10 * figures["settle_120"] > 11 * figures["settle_12"]:
        broken.append("settling 120 months costs more than 1.1 times settling 12")
    return broken


def table(figures: Figures) -> list[str]:
    """Return the lines of a Markdown table."""
    rows = [
        (
            action.title,
            _number(action.floor),
            f"{figures[name]:,}",
            _number(action.ceiling),
            _verdict(figures[name], action.ceiling),
            f"{figures[name] / figures[PLAIN]:.2f}",
        )
        for name, action in ACTIONS.items()
    ]
    heads = ("action", "floor", "measured", "ceiling", "", "plain transfers")
    widths = [max(len(row[column]) for row in (heads, *rows)) for column in range(len(heads))]
    lines = [_line(row, widths) for row in (heads, *rows)]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return [lines[0], "| " + " | ".join(rule) + " |", *lines[1:]]


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    cells = [row[0].ljust(widths[0])]
    cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
    return "| " + " | ".join(cells) + " |"


def _number(value: int | None) -> str:
    return "-" if value is None else f"{value:,}"


def _verdict(measured: int, ceiling: int | None) -> str:
    if ceiling is None:
        return "-"
    return "OK" if measured <= ceiling else "OVER"


def page(figures: Figures) -> str:
    """Return docs/reference/gas.md."""
    return "\n".join([*PAGE_HEAD, "", *table(figures), *PAGE_FOOT]) + "\n"


PAGE_HEAD: Final = """\
# Gas

Written by scripts/bench_gas.py (`make bench-gas ARGS=--write`); do not edit.

Whole transactions, 21,000 and calldata included, all storage cold, on the contracts as shipped.
`floor` is what the movement of balances alone would cost. The last column counts in transfers of
OpenZeppelin's ERC20 with nothing added, measured in the same run. A test measures everything again
and compares to the unit.
""".splitlines()

PAGE_FOOT: Final = """
The pool has one class, a calendar of 360 months and a registered identity behind each holder.
Balances are unchanged since the settlement before; holders were settled before and have cash,
except for the first time ever. To settle is to pay one holder by a transaction of its own; to push
is to settle 200 holders in one. Posting and funding is one transaction. Reports and funding are
measured in the third month or later, when nothing happens for the first time. A transfer is the
first of all in a period when nobody moved the certificate since the record time: it asks the
calendar for everyone after it.

Holders are paid in the same plain ERC-20, so that the figures are the ledger's own. Regulated cash
reads a blocklist and a pause for every movement, which comes on top.
""".splitlines()


def as_snapshot(figures: Figures) -> str:
    """Return the figures as the snapshot file has them."""
    return json.dumps(figures, indent=1) + "\n"


def main() -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--many", type=int, default=MANY, help="holders of the large pool")
    parser.add_argument("--json", action="store_true", help="print the figures alone")
    parser.add_argument("--write", action="store_true", help="write the snapshot and its page")
    chosen = parser.parse_args()
    figures = measure(many=chosen.many)
    broken = broken_promises(figures)
    print(as_snapshot(figures) if chosen.json else "\n".join(table(figures)))
    for promise in broken:
        print(promise, file=sys.stderr)
    if chosen.write:
        SNAPSHOT.write_text(as_snapshot(figures))
        PAGE.write_text(page(figures))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
