from dataclasses import replace

import pytest

from oracle.commitment.refusals import RootDiffers
from rwa.cli.month import run
from rwa.cli.operations import Operations
from rwa.cli.oracle_network.shown_loans import LARGE_TAPE, _accepted_tree, _progress_bar

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody looks."""
    monkeypatch.setenv("TTY_COMPATIBLE", "1")


def test_progress_bar__large_tape__is_shown_on_stderr_alone(
    terminal: None, capsys: Captured
) -> None:
    with _progress_bar(LARGE_TAPE) as progress:
        assert progress is not None
        progress(LARGE_TAPE // 2)

    printed = capsys.readouterr()
    assert printed.out == ""
    assert "hashing the tape" in printed.err


def test_progress_bar__small_tape__is_none(terminal: None, capsys: Captured) -> None:
    with _progress_bar(LARGE_TAPE - 1) as progress:
        assert progress is None

    assert capsys.readouterr().err == ""


def test_progress_bar__into_a_pipe__is_none(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("TTY_COMPATIBLE", "0")
    with _progress_bar(LARGE_TAPE) as progress:
        assert progress is None

    assert capsys.readouterr().err == ""


def test_accepted_tree__documents_of_another_tape__show_nothing(operations: Operations) -> None:
    run(operations, pay=False)
    tape = operations.months.tape_after(1)
    loan = replace(tape.loans[0], age_months=tape.loans[0].age_months + 1)
    assert _accepted_tree(operations, 1).root == operations.oracle.report_of(1).tape_root

    operations.months._tape = replace(tape, loans=(loan, *tape.loans[1:]))

    with pytest.raises(RootDiffers):
        _accepted_tree(operations, 1)
