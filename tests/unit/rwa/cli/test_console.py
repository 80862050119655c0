import json

import pytest

from rwa.cli.console import LINE_WIDTH, CashUnits, Output, plain
from rwa.core.money import Cents

PEOPLE, PROGRAMS = Output(as_json=False), Output(as_json=True)


@pytest.mark.parametrize(
    ("units", "shown"),
    [
        (0, "0.00"),
        (10_000, "0.01"),
        (1_234_567_890_000, "1,234,567.89"),
        (-1_234_560_000, "-1,234.56"),
        (1, "0.000001"),
        (-1, "-0.000001"),
        (1_234_567_890_001, "1,234,567.890001"),
        (-1_234_567_890_001, "-1,234,567.890001"),
    ],
)
def test_cash_units__printed__are_dollars_to_the_last_unit(units: int, shown: str) -> None:
    assert str(CashUnits(units)) == shown
    assert CashUnits(units).plain == shown.replace(",", "")


def test_plain__a_row__keeps_names_and_takes_separators_out_of_amounts() -> None:
    row = {"name": "Smith, John", "paid": Cents(123_456_78), "held": CashUnits(10**13)}

    assert plain(row) == {"name": "Smith, John", "paid": "123456.78", "held": "10000000.00"}


def test_say__text_that_looks_like_markup__is_printed_as_it_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    PEOPLE.say("chain  /pools/[red]/x :smile: 1,234.56")

    assert capsys.readouterr().out == "chain  /pools/[red]/x :smile: 1,234.56\n"


def test_table__wide_rows_into_a_pipe__are_never_cut(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"name": "n" * 300, "face": CashUnits(10_000)}, {"name": "[b]", "face": Cents(5)}]
    PEOPLE.table(("name", "face"), rows, title="as of [1]")

    title, heading, first, second = capsys.readouterr().out.splitlines()
    assert title.strip() == "as of [1]"
    assert heading.split() == ["name", "face"]
    assert first.split() == ["n" * 300, "0.01"]
    assert second.split() == ["[b]", "0.05"]
    # Names begin in one column, amounts end in one.
    assert first.index("n") == second.index("[")
    assert first.rstrip().endswith("0.01")
    assert len(first.rstrip()) == len(second.rstrip())


def test_table__no_rows__is_its_heading(capsys: pytest.CaptureFixture[str]) -> None:
    PEOPLE.table(("holder", "paid"), [])

    assert capsys.readouterr().out.split() == ["holder", "paid"]


def test_tell__a_long_sentence__is_wrapped_below_its_first_word(
    capsys: pytest.CaptureFixture[str],
) -> None:
    PEOPLE.tell("word " * 60, indent="   2027-01: ")

    first, *others = capsys.readouterr().out.splitlines()
    assert first.startswith("   2027-01: word")
    assert others
    assert all(line.startswith(" " * 12 + "word") for line in others)
    assert max(map(len, (first, *others))) <= LINE_WIDTH


def test_output__for_programs__is_one_document_on_stdout(
    capsys: pytest.CaptureFixture[str],
) -> None:
    PROGRAMS.say("words")
    PROGRAMS.tell("words", indent="")
    PROGRAMS.table(("name",), [{"name": "x"}])
    PROGRAMS.note("about the run")
    PROGRAMS.result({"amount": "1.00"})

    printed = capsys.readouterr()
    assert json.loads(printed.out) == {"amount": "1.00"}
    assert printed.err == "about the run\n"


def test_result__for_people__says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    PEOPLE.result({"amount": "1.00"})

    assert capsys.readouterr().out == ""
