"""Every function that a binding names is in the contract's ABI, with as many arguments."""

import ast
import inspect
import textwrap
from collections.abc import Iterator

import pytest

from rwa.chain.abi import load_interface
from rwa.chain.calendar import RecordCalendar
from rwa.chain.cash_token import CashToken, TestDollar
from rwa.chain.certificate import PoolCertificate
from rwa.chain.contract import BoundContract
from rwa.chain.distribution_ledger import DistributionLedger
from rwa.chain.holder_registry import HolderRegistry
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.chain.timelock import Timelock
from rwa.chain.transfer_rules import TransferRules

BINDINGS = (
    CashToken,
    DistributionLedger,
    HolderRegistry,
    PoolCertificate,
    RecordCalendar,
    RemittanceOracle,
    TestDollar,
    Timelock,
    TransferRules,
)
ASKING = {"_call", "_read", "_read_one", "_read_many"}


def questions(binding: type[BoundContract]) -> Iterator[tuple[str, int | None]]:
    """Yield each function that a binding asks, with its number of arguments where it is plain."""
    for base in binding.__mro__:
        if base is BoundContract or not issubclass(base, BoundContract):
            continue
        tree = ast.parse(textwrap.dedent(inspect.getsource(base)))
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ASKING
                and isinstance(node.args[0], ast.Constant)
            ):
                plain = node.func.attr != "_read_many" and not any(
                    isinstance(argument, ast.Starred) for argument in node.args
                )
                yield node.args[0].value, len(node.args) - 1 if plain else None


@pytest.mark.parametrize("binding", BINDINGS, ids=lambda binding: binding.__name__)
def test_binding__every_function_it_names__is_in_the_abi(binding: type[BoundContract]) -> None:
    interface = load_interface(binding.artifact)
    asked = list(questions(binding))
    assert asked
    for name, count in asked:
        function = interface.function(name)
        assert count in (None, len(function.inputs.types)), name


@pytest.mark.parametrize("binding", BINDINGS, ids=lambda binding: binding.__name__)
def test_binding__methods__all_documented(binding: type[BoundContract]) -> None:
    methods = [value for name, value in vars(binding).items() if not name.startswith("_")]
    functions = [method for method in methods if inspect.isroutine(method)]
    assert all(inspect.getdoc(function) for function in functions)
