from fractions import Fraction
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from rwa.api import answers, schemas
from rwa.api.answers import Amount, decimal_text
from rwa.api.schemas import factor_text


@pytest.mark.parametrize(
    ("raw", "decimals", "value"),
    [
        (0, 6, "0.000000"),
        (1, 6, "0.000001"),
        (-1, 6, "-0.000001"),
        (1_250_000_000, 6, "1250.000000"),
        (10**18, 6, "1000000000000.000000"),
        (-123_456, 2, "-1234.56"),
        (-5, 2, "-0.05"),
    ],
)
def test_amount__any_size__is_plain_text(raw: int, decimals: int, value: str) -> None:
    assert Amount.of(raw, decimals).model_dump() == {
        "value": value,
        "raw": str(raw),
        "decimals": str(decimals),
        "currency": "USD",
    }


@given(raw=st.integers(-(10**30), 10**30), decimals=st.integers(1, 18))
def test_decimal_text__any_number__is_exact_and_has_no_exponent(raw: int, decimals: int) -> None:
    text = decimal_text(raw, decimals)

    assert Fraction(text) * 10**decimals == raw
    assert set(text) <= set("-.0123456789")
    assert len(text.partition(".")[2]) == decimals


@pytest.mark.parametrize(
    ("balance", "original", "factor"),
    [
        (24_973_232_940, 25_000_000_000, "0.99892932"),
        (1, 3, "0.33333333"),
        (2, 3, "0.66666667"),
        (1, 2 * 10**8, "0.00000001"),
        (1, 2 * 10**8 + 1, "0.00000000"),
        (0, 100, "0.00000000"),
        (100, 100, "1.00000000"),
    ],
)
def test_factor_text__is_half_up_to_eight_places(balance: int, original: int, factor: str) -> None:
    assert factor_text(balance, original) == factor


def models(module: ModuleType) -> list[type[BaseModel]]:
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, BaseModel)
        and value.__module__ == module.__name__
        and not value.__pydantic_generic_metadata__["parameters"]
    ]


@pytest.mark.parametrize("model", [*models(schemas), *models(answers)], ids=lambda it: it.__name__)
def test_answer__its_own_examples__are_valid(model: type[BaseModel]) -> None:
    schema = model.model_json_schema()

    model.model_validate(example(schema, schema.get("$defs", {})))


def example(schema: dict[str, Any], definitions: dict[str, Any]) -> Any:
    """What a schema's examples make together; KeyError where one is missing."""
    if "$ref" in schema:
        return example(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "examples" in schema:
        return schema["examples"][0]
    if "anyOf" in schema:
        return example(schema["anyOf"][0], definitions)
    if schema["type"] == "array":
        return [example(schema["items"], definitions)]
    return {
        name: example(inner, definitions) for name, inner in schema.get("properties", {}).items()
    }


def test_models__found_by_the_walk__are_those_of_the_api() -> None:
    found = {model.__name__ for model in [*models(schemas), *models(answers)]}

    assert {"Amount", "BlockReference", "PoolAnswer", "Pools", "Payments", "Claims"} <= found
