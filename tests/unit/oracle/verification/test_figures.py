from oracle.verification.figures import Pair, all_equal
from oracle.verification.verdict import Line, Outcome

LINE = Line("report", "stored figures")


def test_all_equal__every_pair__is_proved_with_their_number() -> None:
    found = all_equal(LINE, {"balance": Pair(5, 5), "loans": Pair(1, 1)}, "why")

    assert found.outcome is Outcome.PROVED
    assert (found.expected, found.found, found.name) == (
        "2 figures",
        "all equal",
        "report: stored figures",
    )


def test_all_equal__nothing_to_compare__fails() -> None:
    assert all_equal(LINE, {}, "why").outcome is Outcome.FAILED


def test_all_equal__some_differ__names_the_first_three_and_counts_the_rest() -> None:
    pairs = {name: Pair(1, 2) for name in "abcde"} | {"f": Pair(3, 3)}

    found = all_equal(LINE, pairs, "why")

    assert found.outcome is Outcome.FAILED
    assert found.expected == "a 1; b 1; c 1"
    assert found.found == "a 2; b 2; c 2; and 2 more"


def test_all_equal__bytes__are_shown_as_words() -> None:
    found = all_equal(LINE, {"root": Pair(b"\x01\x02", b"\x01\x03")}, "why")

    assert (found.expected, found.found) == ("root 0x0102", "root 0x0103")


def test_all_equal__same_text_of_another_kind__is_not_equal() -> None:
    assert all_equal(LINE, {"count": Pair("1", 1)}, "why").outcome is Outcome.FAILED


def test_line__not_checked__proves_nothing() -> None:
    found = LINE.not_checked("no salt", expected="0x01")

    assert (found.outcome, found.expected, found.found) == (Outcome.NOT_CHECKED, "0x01", "")
