"""`rwa simulate`, `rwa transfer` and `rwa settle`: a pool in a home, month after month."""

from collections.abc import Iterator
from contextlib import contextmanager

from rwa.chain.transactions import send
from rwa.cli import month as months
from rwa.cli.console import Output, dollars, plain
from rwa.cli.operations import Operations
from rwa.cli.settings import Settings
from rwa.cli.workspace import Workspace
from rwa.core.errors import UsageError
from rwa.core.money import Cents
from rwa.pool.aggregates import pool_factor


class NobodyNamed(UsageError):
    """`rwa settle` was given neither holders nor --all."""

    def __init__(self) -> None:
        super().__init__("nobody is named to be paid; name holders, or give --all")


class PoolEnded(UsageError):
    """More months are asked for than the pool has left."""

    def __init__(self, *, asked: int, done: int) -> None:
        self.asked = asked
        self.done = done
        super().__init__(f"the pool ended after {done} of {asked} months; nothing is owed any more")


@contextmanager
def opened(settings: Settings) -> Iterator[Operations]:
    """The pool of a home, for writing; closed in the end."""
    workspace = Workspace(settings)
    chain = workspace.open_chain()
    try:
        yield workspace.operations(chain)
    finally:
        chain.close()


def simulate(settings: Settings, month_count: int, *, pay: bool, as_json: bool) -> None:
    """Run months behind the last accepted one. Raises PoolEnded when nothing is owed."""
    output = Output(as_json)
    rows = []
    with opened(settings) as operations:
        output.say(f"chain     {operations.chain.identity}")
        for done in range(month_count):
            period = operations.last_period + 1
            if not operations.tape_before(period).balance_cents:
                raise PoolEnded(asked=month_count, done=done)
            months.run(operations, period, pay=pay)
            rows.append(_month_row(operations, period))
    columns = ("month", "interest (net)", "scheduled", "prepaid", "to holders", "factor")
    output.table(columns, [tuple(row.values()) for row in rows])
    output.result(plain(rows))


def _month_row(operations: Operations, period: int) -> dict[str, str]:
    document = operations.months[period].document
    remittance, split = document.remittance, document.distributions
    original = operations.issue_tape.pool.original_balance_cents
    factor = pool_factor(remittance.balance_end_cents, original=original)
    return {
        "month": str(remittance.period),
        "interest": str(split.interest_to_investors_cents),
        "scheduled": str(remittance.scheduled_cents),
        "prepaid": str(remittance.curtailed_cents + remittance.paid_off_cents),
        "to_holders": str(split.interest_to_investors_cents + split.principal_to_investors_cents),
        "factor": f"{factor:.8f}",
    }


def transfer(settings: Settings, *, seller: str, buyer: str, face: str, as_json: bool) -> None:
    """Move certificates now, signed by the seller. Raises what the transfer rules refuse."""
    output = Output(as_json)
    amount = Cents.parse(face)
    with opened(settings) as operations:
        people, certificate = operations.actors, operations.certificates[0]
        giver, receiver = people.find(seller), people.find(buyer)
        call = certificate.transfer(people.addresses[receiver], amount.units)
        receipt = send(operations.chain, people[giver], call)
    output.say(f"{giver} -> {receiver}  {amount} of face, block {receipt.block_number}")
    output.result(
        {
            "seller": giver,
            "buyer": receiver,
            "face": amount.plain,
            "block": receipt.block_number,
            "transaction": f"0x{receipt.transaction_hash.hex()}",
        }
    )


def settle(settings: Settings, names: tuple[str, ...], *, everyone: bool, as_json: bool) -> None:
    """Pay holders what is due and say what reached each. Raises NobodyNamed."""
    output = Output(as_json)
    if not names and not everyone:
        raise NobodyNamed
    with opened(settings) as operations:
        people = operations.actors
        chosen = tuple(people.holders) if everyone else tuple(map(people.find, names))
        addresses = [people.addresses[name] for name in chosen]
        before = operations.cash.balances_of(addresses)
        months.settle(operations, addresses)
        after = operations.cash.balances_of(addresses)
    paid = {name: new - old for name, old, new in zip(chosen, before, after, strict=True)}
    output.table(("holder", "paid"), [(name, dollars(units)) for name, units in paid.items()])
    output.result({name: dollars(units).replace(",", "") for name, units in paid.items()})
