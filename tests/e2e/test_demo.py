"""The demo, as a newcomer runs it, and what really happened on its chain."""

import contextlib
import io
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import pytest

from rwa.chain.contract_events import AdjustmentFunded, HeldReleased, HolderSettled
from rwa.chain.event_log import ContractEvent, read_events
from rwa.cli.console import Output
from rwa.cli.demo import (
    BLOCKED_HOLDER,
    BLOCKED_IN,
    LATE_HOLDER,
    MONTHS,
    RELEASED_IN,
    RESTATED_FROM,
    SALES,
    Demo,
    start,
)
from rwa.cli.demo_pools import demo_tape
from rwa.cli.issuance import allotments
from rwa.core.ids import Address
from rwa.core.money import Cents

COMMAND = (sys.executable, "-m", "rwa.cli.app", "demo")
HEADER = "loan_id,original_balance,balance,note_rate,remaining_months,age_months\n"
CPU_SECONDS = 15.0
CPU_SECONDS_TO_FIRST_LINE = 1.0

Event = TypeVar("Event", bound=ContractEvent)
Rwa = Callable[..., Any]


class Told:
    """A whole demo in this process, to look into."""

    def __init__(self) -> None:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            self.story: Demo = start(Output(as_json=False), demo_tape(7), seed=7, psa=Decimal(100))
            self.tie_out = self.story.run()
        self.printed = printed.getvalue()
        self.operations = self.story.operations
        self.certificate, self.ledger = self.operations.certificates[0], self.operations.ledgers[0]
        self.people = self.operations.actors.addresses

    def events(self, kind: type[Event]) -> list[Event]:
        chain = self.operations.chain
        found = read_events(chain, [self.ledger.address], first=1, last=chain.head().number)
        return [event for event in found if isinstance(event, kind)]

    def share(self, holder: Address, *, through: int) -> int:
        """What a holder has earned up to a month, in base units, from balances and reports alone.

        Each leg is rounded down once, over all months together.
        """
        supply, interest, principal = self.certificate.total_supply(), 0, 0
        for period in range(1, through + 1):
            balance = self.certificate.balance_at(holder, period)
            amounts = self.operations.oracle.tranche_amounts(period, 0)
            interest += balance * Cents(amounts.interest_cents).units
            principal += balance * Cents(amounts.principal_cents).units
        return interest // supply + principal // supply


@pytest.fixture(scope="module")
def told() -> Told:
    return Told()


# What is printed


def test_demo__in_a_process_of_its_own__prints_the_same_bytes_within_its_time(
    told: Told, tmp_path: Path
) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ran = subprocess.run(COMMAND, cwd=tmp_path, capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)

    assert told.printed in ran.stdout
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < CPU_SECONDS
    assert ran.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_demo__started__says_its_first_line_at_once(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [COMMAND[0], "-u", *COMMAND[1:]]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as demo:
        assert demo.stdout is not None
        first = demo.stdout.readline()
        demo.kill()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)

    assert first.startswith(" rwa demo")
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent < CPU_SECONDS_TO_FIRST_LINE


def test_demo__printed__fits_a_page_and_ties_out(told: Told) -> None:
    lines = told.printed.splitlines()
    months = [line for line in lines if re.match(r" \d{4}-\d\d ", line)]

    assert max(map(len, lines)) <= 105
    assert [line.split()[0] for line in months] == [row["month"] for row in told.story.rows]
    assert len(months) == MONTHS
    assert lines[-1].startswith(" TIE-OUT ")
    assert lines[-1].endswith("unexplained 0.00")


def test_demo__told__shows_every_incident(told: Told) -> None:
    texts = " ".join(incident["text"] for incident in told.story.incidents)

    for said in ("record time", "is blocked", "is released", "restated", "settles a year late"):
        assert said in texts


def test_demo__pool_level__prints_the_published_figures(rwa: Rwa) -> None:
    ran = rwa("demo", "--pool-level")

    first = next(line for line in ran.out.splitlines() if line.startswith(" 2027-01 "))
    assert ran.code == 0
    assert first.split() == [
        "2027-01",
        "1,250,000.00",
        "226,003.39",
        "41,667.21",
        "1,517,670.60",
        "0.99892932",
    ]
    assert "20,878,753.52 = 20,878,753.52    unexplained 0.00" in ran.out
    assert "0.97594417" in ran.out
    assert "one line for the whole pool" in ran.out


# Who was paid


def test_demo__sales_around_the_record_second__decide_whose_month_it_is(told: Told) -> None:
    face = told.operations.pool.original_balance_cents.units
    issued = dict(allotments(told.operations.actors, face_units=face))
    credited = {
        event.holder: event.interest_units + event.principal_units
        for event in told.events(HolderSettled)
        if event.through_period == 1
    }
    for seller_name, buyer_name, seconds_after in SALES:
        seller, buyer = told.people[seller_name], told.people[buyer_name]
        sold = issued[seller] // 10
        counts = sold if seconds_after <= 0 else 0
        assert told.certificate.balance_at(seller, 1) == issued[seller] - counts
        assert told.certificate.balance_at(buyer, 1) == issued[buyer] + counts
        # In cash as well: the first payment is of exactly these balances.
        assert credited[seller] == told.share(seller, through=1)
        assert credited[buyer] == told.share(buyer, through=1)
    # One second late is in time for the next month.
    _, late_buyer, _ = SALES[-1]
    late_seller, late_buyer = (told.people[name] for name in SALES[-1][:2])
    assert told.certificate.balance_at(late_buyer, 2) == (
        issued[late_buyer] + issued[late_seller] // 10
    )


def test_demo__everybody_in_the_end__has_the_sum_of_the_months_to_the_unit(told: Told) -> None:
    for holder in told.operations.actors.holders.values():
        assert told.operations.cash.balance_of(holder) == told.share(holder, through=MONTHS)
    assert told.ledger.totals().held == 0


def test_demo__the_blocked_holder__is_paid_what_was_held_to_the_unit(told: Told) -> None:
    holder = told.people[BLOCKED_HOLDER]
    (released,) = told.events(HeldReleased)
    held = [
        event
        for event in told.events(HolderSettled)
        if event.holder == holder and BLOCKED_IN <= event.through_period < RELEASED_IN
    ]

    assert released.holder == released.payee == holder
    assert released.amount == told.share(holder, through=RELEASED_IN - 1) - told.share(
        holder, through=BLOCKED_IN - 1
    )
    assert len(held) == RELEASED_IN - BLOCKED_IN
    assert {event.paid_units for event in held} == {0}


def test_demo__the_late_holder__settles_once_for_all_months(told: Told) -> None:
    holder = told.people[LATE_HOLDER]
    (settled,) = [event for event in told.events(HolderSettled) if event.holder == holder]

    assert settled.through_period == MONTHS
    assert settled.paid_units == told.share(holder, through=MONTHS)


def test_demo__the_restated_month__is_paid_to_its_own_holders(told: Told) -> None:
    (correction,) = told.events(AdjustmentFunded)
    period = correction.period
    seller, buyer = (told.people[name] for name in SALES[-1][:2])
    paid = {
        event.holder: event.interest_units + event.principal_units
        for event in told.events(HolderSettled)
        if event.through_period == period + 1
    }

    assert period == RESTATED_FROM
    assert correction.interest_units == 0 < correction.principal_units
    # A second after that record time a tenth changed hands; the correction did not go with it.
    assert told.certificate.balance_at(seller, period) > told.certificate.balance_at(
        seller, period + 1
    )
    for holder in (seller, buyer):
        earned = told.share(holder, through=period + 1)
        supply = told.certificate.total_supply()
        own = told.certificate.balance_at(holder, period) * correction.principal_units // supply
        before = told.share(holder, through=period) - own
        assert abs(paid[holder] - (earned - before)) <= 1
        assert own > 0


# Small pools of one's own


@pytest.mark.parametrize(
    ("rows", "months"),
    [
        ("L1,300000,1502.33,6.125,3,357\n", 3),
        ("L1,500,0.01,6.125,1,5\n", 1),
        ("L1,500,1.45,6.4,2,5\nL2,500,0.02,6.5,2,5\n", 2),
    ],
    ids=["three-months", "one-cent", "two-loans"],
)
def test_demo__a_tiny_pool__is_told_to_its_end(
    rwa: Rwa, tmp_path: Path, rows: str, months: int
) -> None:
    (tmp_path / "tape.csv").write_text(HEADER + rows)

    document = rwa("demo", "--tape", "tape.csv", "--psa", "0", "--json").document

    texts = [incident["text"] for incident in document["incidents"]]
    assert len(document["months"]) == months
    assert document["months"][-1]["factor"] == "0.00000000"
    assert any("every loan is paid off" in text for text in texts)
    assert any("no month was restated" in text for text in texts)
    # A holder that was blocked is released before the story ends.
    assert sum("is blocked" in text for text in texts) == sum("released" in text for text in texts)
    tie_out = {name: Decimal(value) for name, value in document["tie_out"].items()}
    kept = tie_out["servicing_fee"] + tie_out["guaranty_fee"] + tie_out["leftover"]
    assert tie_out["borrowers"] - kept == tie_out["certificates"]
    assert tie_out["certificates"] == tie_out["paid"] + tie_out["claimable"]
    assert tie_out["certificates"] == sum(
        Decimal(month["to_holders"]) for month in document["months"]
    )
    assert not any(tie_out[name] for name in ("unexplained", "held", "overpaid", "not_funded"))


# The API on the same chain


def test_demo__left_up__answers_on_the_chain_it_ran(tmp_path: Path) -> None:
    (tmp_path / "tape.csv").write_text(HEADER + "L1,300000,1502.33,6.125,3,357\n")

    with served(tmp_path, "--tape", "tape.csv", "--psa", "0", "--serve", "--port", "0") as url:
        pool = httpx2.get(f"{url}/v1/pools/RWA-2026-1").json()["data"]
        distributions = httpx2.get(f"{url}/v1/distributions").json()["data"]

    assert pool["last_period"] == "2027-03"
    assert pool["balance"]["value"] == "0.00"
    assert len(distributions) == 3
    assert list(tmp_path.iterdir()) == [tmp_path / "tape.csv"]


@contextmanager
def served(place: Path, *arguments: str) -> Iterator[str]:
    """The demo that stays, ended by an interrupt as a person would."""
    with subprocess.Popen(
        [*COMMAND, *arguments], cwd=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as demo:
        assert demo.stderr is not None
        line = next(line for line in demo.stderr if line.startswith("serving"))
        yield line.split()[1].removesuffix("/v1/pools")
        demo.send_signal(signal.SIGINT)
        assert demo.wait(timeout=20) == 0
