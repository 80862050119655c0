"""`rwa simulate`, `rwa transfer` and `rwa settle`: a pool in a home, month after month."""

from rwa.chain.transactions import send
from rwa.cli import month as months
from rwa.cli.console import CashUnits, Output, Row, plain
from rwa.cli.gas_money import give_gas_money
from rwa.cli.month_lines import MonthLines, month_row
from rwa.cli.operations import Operations
from rwa.cli.settings import Settings
from rwa.cli.unfinished import finish
from rwa.cli.workspace import opened
from rwa.core.errors import UsageError, ValueOutOfRange
from rwa.core.money import ZERO, Cents


class NobodyNamed(UsageError):
    """`rwa settle` was given neither holders nor --all."""

    def __init__(self) -> None:
        super().__init__("nobody is named to be paid; name holders, or give --all")


class NodesNotLeftOut(UsageError):
    """Nodes are to stay silent that this command does not ask."""

    def __init__(self, silent: tuple[str, ...], *, asked: tuple[str, ...]) -> None:
        self.silent = silent
        self.asked = asked
        shown = ", ".join(asked) or "none, a collector does"
        super().__init__(
            f"--silent names {', '.join(silent)}; this command asks {shown}: name one of them each "
            "time, or stop the node's own process"
        )


class PoolEnded(UsageError):
    """Another month is asked for of a pool in which nothing is owed any more."""

    def __init__(self, *, months: int) -> None:
        self.months = months
        super().__init__(f"the pool ended after {months} months; make another with rwa init")


def simulate(
    settings: Settings, month_count: int, *, pay: bool, as_json: bool, silent: tuple[str, ...] = ()
) -> None:
    """Finish what an interrupted run left, then run months, at most to the pool's end.

    Nodes that are `silent` are not asked, as if they were down.

    Raises PoolEnded when the pool had ended before.
    """
    output, rows = Output(as_json), []
    with opened(settings, silent=frozenset(silent)) as operations:
        _check_silent(operations, silent)
        give_gas_money(operations.chain, operations.actors.senders, key=settings.funder_key)
        output.say(f"chain     {operations.chain.identity}")
        for found in finish(operations, pay=pay):
            output.note(f"continued {found}")
        if operations.has_ended():
            raise PoolEnded(months=operations.months.last)
        lines = MonthLines.of_pool(operations.pool)
        output.say(lines.heading())
        for _ in range(month_count):
            months.run(operations, pay=pay)
            row = month_row(operations.months.document(operations.months.last), operations.pool)
            output.say(lines.line(row))
            rows.append(plain(row))
            if operations.has_ended():
                output.note(f"the pool ended: nothing is owed after {row['month']}")
                break
    output.result(rows)


def _check_silent(operations: Operations, silent: tuple[str, ...]) -> None:
    """Whether the nodes named are here and can be left out. Raises NodesNotLeftOut."""
    known = operations.actors.nodes
    if silent and (operations.collector is not None or set(silent) - set(known)):
        asked = known if operations.collector is None else ()
        raise NodesNotLeftOut(silent, asked=asked)


def transfer(settings: Settings, *, seller: str, buyer: str, face: str, as_json: bool) -> None:
    """Move certificates now, signed by the seller. Raises what the transfer rules refuse."""
    output = Output(as_json)
    amount = Cents.parse(face)
    if amount <= ZERO:
        raise ValueOutOfRange("face", value=amount, allowed="more than zero dollars")
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
    paid = {
        name: CashUnits(new - old) for name, old, new in zip(chosen, before, after, strict=True)
    }
    rows: list[Row] = [{"holder": name, "paid": amount} for name, amount in paid.items()]
    output.table(("holder", "paid"), rows)
    output.result({name: amount.plain for name, amount in paid.items()})
