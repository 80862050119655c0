"""`rwa project` and `rwa speeds`, as people and programs use them."""

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Rwa = Callable[..., Any]
SPEC: dict[str, Any] = {
    "balance": "400000000",
    "wac": 8.125,
    "pass_through_rate": 7.5,
    "remaining_months": 357,
    "age_months": 3,
    "original_months": 360,
    "prepayment": {"psa": 165},
}


@pytest.fixture
def spec(tmp_path: Path) -> Callable[..., str]:
    def write(**changes: Any) -> str:
        place = tmp_path / "spec.json"
        place.write_text(json.dumps(SPEC | changes))
        return str(place)

    return write


def test_project__json__months_totals_and_analytics(rwa: Rwa, spec: Callable[..., str]) -> None:
    document = rwa("project", spec(price=100, settle="2027-03-17"), "--json").document

    assert set(document) == {"months", "totals", "analytics"}
    assert len(document["months"]) == 357
    first = document["months"][0]
    assert first["month"] == 1
    assert round(first["payment"]) == 2_975_868
    assert round(first["scheduled_principal"]) == 267_535
    assert round(first["prepaid_principal"]) == 442_389
    assert first["smm"] == pytest.approx(0.110671, abs=5e-7)
    assert document["totals"]["total_principal"] == pytest.approx(400_000_000)
    assert document["analytics"]["price"] == 100
    assert document["analytics"]["accrued"] == pytest.approx(7.5 * 16 / 360)


def test_project__standard_input__the_same_answer(
    rwa: Rwa, spec: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from_file = rwa("project", spec(), "--json").out
    content = Path(spec()).read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    assert rwa("project", "-", "--json").out == from_file


def test_project__for_people__months_then_years_then_analytics(
    rwa: Rwa, spec: Callable[..., str]
) -> None:
    outcome = rwa("project", spec(rounding="cent", yield_bey=7))

    lines = outcome.out.splitlines()
    assert outcome.code == 0
    assert lines[0].startswith("400,000,000 at 8.125%")
    assert any(line.split()[:2] == ["1", "400,000,000.00"] for line in lines)
    assert any(line.strip().startswith("13-24 ") for line in lines)
    assert any(line.strip().startswith("349-357 ") for line in lines)
    assert "weighted average life, years" in outcome.out
    assert "recovered" not in outcome.out
    every = rwa("project", spec(default={"sda": 100}), "--every-month").out
    assert sum(line.split()[:1] == ["200"] for line in every.splitlines()) == 1
    assert "recovered" in every


@pytest.mark.parametrize(
    ("changes", "error", "field"),
    [
        ({"speed": 1}, "UnknownField", "speed"),
        ({"wac": 101}, "FieldOutOfRange", "wac"),
        ({"remaining_months": -357}, "FieldOutOfRange", "remaining_months"),
        ({"price": 100, "yield_bey": 7}, "GivenTogether", "yield_bey"),
        ({"prepayment": {"smm_vector": [1, 2]}}, "FieldOutOfRange", "prepayment.smm_vector"),
    ],
)
def test_project__bad_specification__one_json_error_and_exit_5(
    rwa: Rwa, spec: Callable[..., str], changes: dict[str, Any], error: str, field: str
) -> None:
    outcome = rwa("project", spec(**changes), "--json")

    assert outcome.code == 5
    told = json.loads(outcome.out)["error"]
    assert (told["type"], told["field"], told["exit_code"]) == (error, field, 5)
    assert told["message"] in outcome.err
    plain = rwa("project", spec(**changes))
    assert (plain.code, plain.out) == (5, "")
    assert plain.err.startswith(f"error: {field} ")


def test_project__no_such_file__exit_2(rwa: Rwa) -> None:
    outcome = rwa("project", "nowhere.json", "--json")

    assert outcome.code == 2
    assert json.loads(outcome.out)["error"]["type"] == "FileNotThere"


@pytest.mark.parametrize(
    ("name", "begins"), [("flows.svg", b"<?xml"), ("flows.png", b"\x89PNG"), ("flows.pdf", b"%PDF")]
)
def test_project__chart__is_drawn(
    rwa: Rwa, spec: Callable[..., str], tmp_path: Path, name: str, begins: bytes
) -> None:
    outcome = rwa("project", spec(default={"sda": 200}), "--chart", name)

    assert outcome.code == 0, outcome.err
    drawn = (tmp_path / name).read_bytes()
    assert drawn.startswith(begins)
    assert len(drawn) > 5_000


def test_project__chart_of_no_known_kind__exit_2_and_no_file(
    rwa: Rwa, spec: Callable[..., str], tmp_path: Path
) -> None:
    outcome = rwa("project", spec(), "--chart", "flows.bmp")

    assert outcome.code == 2
    assert not (tmp_path / "flows.bmp").exists()


def test_speeds__from_factors__the_published_example(rwa: Rwa) -> None:
    pair = ("--from-factors", "0.85150625", "0.84732282", "--gross", "9.5", "--remaining", "343")

    document = rwa("speeds", *pair, "--age", "17", "--json").document

    assert document["scheduled_factor"] == pytest.approx(0.85102709, abs=5e-9)
    assert document["amortized"] == pytest.approx(0.00047916, abs=5e-9)
    assert document["prepaid"] == pytest.approx(0.00370427, abs=5e-9)
    assert document["smm"] == pytest.approx(0.43527, abs=5e-6)
    assert document["cpr"] == pytest.approx(5.1, abs=0.05)
    assert document["psa"] == pytest.approx(150.0, abs=0.05)
    assert "149.999960 %" in rwa("speeds", *pair, "--age", "17").out


@pytest.mark.parametrize("measure", ["smm", "cpr", "psa", "abs", "mdr", "cdr", "sda"])
def test_speeds__one_to_all_and_back__the_same_speed(rwa: Rwa, measure: str) -> None:
    document = rwa("speeds", f"--{measure}", "1.25", "--age", "7", "--json").document

    assert document[measure] == pytest.approx(1.25, rel=1e-12)
    for other in set(document) - {"age"}:
        back = rwa("speeds", f"--{other}", repr(document[other]), "--age", "7", "--json").document
        assert back == pytest.approx(document, rel=1e-9)


@pytest.mark.parametrize(
    ("arguments", "code", "error"),
    [
        ((), 2, "OneSpeed"),
        (("--age", "0", "--cpr", "5"), 2, "CommandLineRejected"),
        (("--pace", "5"), 2, "CommandLineRejected"),
        (("--cpr", "5", "--gross", "9.5"), 2, "ForFactorsAlone"),
        (("--cpr", "5", "--remaining", "300"), 2, "ForFactorsAlone"),
        (
            ("--from-factors", "0.9", "0.8", "--gross", "9.50001", "--remaining", "300"),
            5,
            "ValueOutOfRange",
        ),
        (("--psa", "100", "--cpr", "6"), 2, "OneSpeed"),
        (("--psa", "100", "--from-factors", "0.9", "0.8"), 2, "OneSpeed"),
        (("--from-factors", "0.9", "0.8", "--remaining", "300"), 2, "FactorsNeed"),
        (("--from-factors", "0.9", "0.8", "--gross", "9.5"), 2, "FactorsNeed"),
        (("--psa", "fast"), 2, "NotANumber"),
        (("--cpr", "101"), 5, "ValueOutOfRange"),
        (("--cdr", "150"), 5, "ValueOutOfRange"),
        (("--abs", "1.5", "--age", "80"), 5, "SpeedOutOfRange"),
        (
            ("--from-factors", "0.8", "0.9", "--gross", "9.5", "--remaining", "300"),
            5,
            "SpeedOutOfRange",
        ),
    ],
)
def test_speeds__wrong_request__typed_error(
    rwa: Rwa, arguments: tuple[str, ...], code: int, error: str
) -> None:
    outcome = rwa("speeds", *arguments, "--json")

    assert outcome.code == code
    assert json.loads(outcome.out)["error"]["type"] == error


@pytest.mark.parametrize("arguments", [("project",), ("nonsense",), ("speeds", "--pace", "1")])
def test_any_command__words_that_do_not_fit__are_a_json_error_where_json_is_asked_for(
    rwa: Rwa, arguments: tuple[str, ...]
) -> None:
    outcome = rwa(*arguments, "--json")

    assert outcome.code == 2
    told = json.loads(outcome.out)["error"]
    assert (told["type"], told["exit_code"]) == ("CommandLineRejected", 2)
    assert outcome.err == f"error: {told['message']}\n"
    boxed = rwa(*arguments)
    assert (boxed.code, boxed.out) == (2, "")


def test_error_document__of_several_sides__has_lists_not_texts(
    rwa: Rwa, spec: Callable[..., str]
) -> None:
    told = json.loads(rwa("project", spec(pace=1), "--json").out)["error"]

    assert "balance" in told["known"]
    assert isinstance(told["known"], list)


def test_scenarios__json__every_price_and_speed(rwa: Rwa, spec: Callable[..., str]) -> None:
    asked = ("scenarios", spec(yield_bey=5), "--price", "98,102", "--psa", "75,165,600")

    document = rwa(*asked, "--json").document

    assert (document["price"], document["psa"]) == ([98, 102], [75, 165, 600])
    assert [len(row) for row in document["yield_bey"]] == [3, 3]
    below, above = document["yield_bey"]
    assert below == sorted(below)
    assert above == sorted(above, reverse=True)
    plain = rwa(*asked).out
    assert f"{above[1]:.3f} %" in plain
    alone = rwa("project", spec(price=102), "--json").document["analytics"]
    assert alone["yield_bey"] == pytest.approx(above[1], rel=1e-12)


@pytest.mark.parametrize(
    ("option", "listed", "code"),
    [
        ("--price", "0", 5),
        ("--price", "1e30", 5),
        ("--psa", "1e9", 5),
        ("--price", "", 2),
        ("--psa", "100;200", 2),
        ("--psa", "-1", 2),
    ],
)
def test_scenarios__grid_out_of_range__typed_error(
    rwa: Rwa, spec: Callable[..., str], option: str, listed: str, code: int
) -> None:
    outcome = rwa("scenarios", spec(), option, listed, "--json")

    assert outcome.code == code
    assert option.removeprefix("--") in json.loads(outcome.out)["error"]["message"]


def test_project__fees_given__are_said(rwa: Rwa, spec: Callable[..., str]) -> None:
    assert "servicing 0.250%, guaranty 0.375%" in rwa("project", spec(servicing_fee="0.25")).out
    assert "guaranty" not in rwa("project", spec()).out


def test_speeds__over_100_per_cent__names_the_option_and_its_unit(rwa: Rwa) -> None:
    assert rwa("speeds", "--cdr", "150").err.startswith(
        "error: cdr is 150, allowed is 0 to 100 per cent"
    )


def test_project__csv__every_month_without_exponents(
    rwa: Rwa, spec: Callable[..., str], tmp_path: Path
) -> None:
    outcome = rwa("project", spec(prepayment={"cpr": 99}), "--csv", "flows.csv", "--json")

    rows = list(csv.DictReader((tmp_path / "flows.csv").read_text().splitlines()))
    months = outcome.document["months"]
    assert "357 months written to flows.csv" in outcome.err
    assert list(rows[0]) == list(months[0])
    assert len(rows) == 357
    assert not any("e" in cell.lower() for row in rows for cell in row.values())
    for row, month in zip(rows, months, strict=True):
        assert {name: float(cell) for name, cell in row.items()} == month


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"wac": 0.08, "pass_through_rate": 0.075}, "wac is read as 0.08 per cent"),
        ({"price": 0.995}, "price is read as 0.995 for 100"),
        ({"actual_delay_days": 55}, "a stated delay is 31 days longer"),
        ({"default": {"cdr": 2}, "months_to_liquidation": 400}, "nothing defaults"),
    ],
)
def test_project__value_that_looks_like_another_unit__is_said_on_stderr(
    rwa: Rwa, spec: Callable[..., str], changes: dict[str, Any], says: str
) -> None:
    outcome = rwa("project", spec(**changes), "--json")

    assert outcome.code == 0
    assert says in outcome.err
    assert rwa("project", spec(), "--json").err == ""
