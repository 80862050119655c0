import importlib
import pkgutil

import rwa.cashflow
import rwa.core
import rwa.pool
from rwa.core import errors
from rwa.core.errors import RwaError, ValueOutOfRange

ROOTS = (rwa.core, rwa.pool, rwa.cashflow)


def test_tree__as_drawn__is_the_tree_of_the_code() -> None:
    drawing = errors.__doc__ or ""
    families = [cls for cls in RwaError.__subclasses__() if cls.__module__ == errors.__name__]

    assert len(families) == 6
    for family in families:
        line = next(line for line in drawing.splitlines() if f"── {family.__name__} " in line)
        assert line.endswith(f"exit code {family.exit_code}")


def test_errors__of_the_lower_rooms__all_derive_from_the_tree() -> None:
    modules = [
        importlib.import_module(f"{room.__name__}.{module.name}")
        for room in ROOTS
        for module in pkgutil.iter_modules(room.__path__)
    ]
    found = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Exception)
        if value.__module__.startswith("rwa.")
    }

    assert len(found) > 20
    assert {error for error in found if not issubclass(error, RwaError)} == set()


def test_value_out_of_range__message__names_field_value_and_allowed() -> None:
    error = ValueOutOfRange("balance", value=-5, allowed="0 or more")

    assert (error.field, error.value, error.allowed) == ("balance", -5, "0 or more")
    assert str(error) == "balance is -5, allowed is 0 or more; correct the value"
    assert error.exit_code == 5
