"""`rwa tape`: files of other institutions, from the command line to Parquet and rejects."""

import csv
import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rwa.pool.layouts.loan_month_file import read_loan_months
from rwa.pool.layouts.registry import LAYOUTS

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "loan_files" / "freddie_mac_performance.txt"
CMBS = ROOT / "tests" / "data" / "cmbs_ubs2017c1_loan_months.csv.gz"
FREDDIE = ("--layout", "freddie-mac-performance")

Rwa = Callable[..., Any]


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The example with a balance no number, a repeated month and a month left out."""
    lines = EXAMPLE.read_text().splitlines()
    lines[1] = lines[1].replace("|181677.96|", "|181,677.96|")
    lines[7] = lines[6]
    place = tmp_path / "broken.txt"
    place.write_text("\n".join(lines) + "\n")
    return place


def test_import__a_published_file__writes_every_row_exactly(rwa: Rwa, tmp_path: Path) -> None:
    outcome = rwa(
        "tape", "import", str(CMBS), "--layout", "abs-ee-cmbs-csv", "--output", "o.parquet"
    )

    assert outcome.code == 0, outcome.err
    assert "6,090 rows written to o.parquet" in outcome.out
    assert "755,480,737.80" in outcome.out
    months = read_loan_months((tmp_path / "o.parquet").read_bytes())
    assert (len(months), len({month.loan_id for month in months})) == (6_090, 58)


def test_import__as_json__is_one_document_of_sums_and_rejects(rwa: Rwa) -> None:
    document = rwa(
        "tape", "import", str(EXAMPLE), *FREDDIE, "--output", "o.parquet", "--json"
    ).document

    assert document == {
        "layout": "freddie-mac-performance",
        "rows": 16,
        "rows_kept": 16,
        "property_entries": 0,
        "loans": 3,
        "months": 6,
        "original_balance": None,
        "first_month": {"period": "2024-04", "loans": 3, "balance": "733347.55"},
        "last_month": {"period": "2024-09", "loans": 2, "balance": "427206.15"},
        "rejects": [],
        "output": "o.parquet",
    }


def test_check__a_faultless_file__keeps_nothing(rwa: Rwa, tmp_path: Path) -> None:
    outcome = rwa("tape", "check", str(EXAMPLE), *FREDDIE)

    assert (outcome.code, outcome.err) == (0, "")
    assert "427,206.15" in outcome.out
    assert list(tmp_path.iterdir()) == []


def test_import__bad_rows__writes_rejects_and_nothing_else(
    rwa: Rwa, tmp_path: Path, broken: Path
) -> None:
    outcome = rwa(
        "tape", "import", str(broken), *FREDDIE, "--output", "o.parquet", "--rejects", "r.csv"
    )

    assert outcome.code == 5
    assert "nothing of it was loaded" in outcome.err
    rows = list(csv.DictReader((tmp_path / "r.csv").read_text().splitlines()))
    assert [(row["row"], row["kind"]) for row in rows] == [
        ("2", "cell"),
        ("7", "repeated month"),
        ("8", "repeated month"),
        ("9", "month gap"),
    ]
    assert rows[0]["field"] == "Current Actual UPB"
    assert rows[0]["value"] == "181,677.96"
    assert {path.name for path in tmp_path.iterdir()} == {"broken.txt", "r.csv"}


def test_import__bad_rows_accepted__writes_the_others_and_the_rejects(
    rwa: Rwa, tmp_path: Path, broken: Path
) -> None:
    accepted = ("--accept-rejects", "--output", "o.parquet", "--rejects", "r.json", "--json")
    document = rwa("tape", "import", str(broken), *FREDDIE, *accepted).document

    assert (document["rows"], document["rows_kept"]) == (16, 13)
    assert document["rejects"] == json.loads((tmp_path / "r.json").read_text())
    assert len(read_loan_months((tmp_path / "o.parquet").read_bytes())) == 13


def test_import__a_file_not_read_to_its_end__refused_though_rejects_are_accepted(
    rwa: Rwa, tmp_path: Path
) -> None:
    (tmp_path / "names.csv").write_text(
        "loan_id,as_of,original_balance,balance,note_rate,odd\n1,2,3,4,5,6\n"
    )
    accepted = ("--accept-rejects", "--output", "o.parquet", "--rejects", "r.csv")

    outcome = rwa("tape", "import", "names.csv", "--layout", "native", *accepted)

    assert outcome.code == 5
    assert not (tmp_path / "o.parquet").exists()
    assert "odd" in (tmp_path / "r.csv").read_text()


@pytest.mark.parametrize("command", ["check", "import"])
@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "LoanFileEmpty"),
        (EXAMPLE.read_bytes()[:-9], "LoanFileTruncated"),
        (gzip.compress(EXAMPLE.read_bytes())[:-9], "LoanFileTruncated"),
        (EXAMPLE.read_bytes().replace(b"|", b";"), "DelimiterDiffers"),
        (EXAMPLE.read_text().encode("utf-16"), "EncodingDiffers"),
        (gzip.decompress(CMBS.read_bytes()), "LayoutDiffers"),
        (b'<!DOCTYPE a>\n<a xmlns="x"/>', "LayoutDiffers"),
        (EXAMPLE.read_bytes().replace(b"202404", b"202444"), "LoanFileRejected"),
    ],
    ids=["empty", "cut", "packed and cut", "semicolons", "utf-16", "cmbs", "xml", "bad month"],
)
def test_refusal__with_json__is_one_document_and_keeps_nothing(
    rwa: Rwa, tmp_path: Path, command: str, content: bytes, error: str
) -> None:
    (tmp_path / "loans").write_bytes(content)
    output = ("--output", "o.parquet") if command == "import" else ()

    outcome = rwa("tape", command, "loans", *FREDDIE, *output, "--json")

    assert outcome.code == 5
    assert json.loads(outcome.out)["error"]["type"] == error
    assert {path.name for path in tmp_path.iterdir()} == {"loans"}


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("check", "loans", "--layout", "freddy"), "UnknownLayout"),
        (("check", "none", *FREDDIE), "FileNotThere"),
        (("check", "loans", *FREDDIE, "--rejects", "loans"), "WouldOverwrite"),
        (("import", "loans", *FREDDIE, "--output", "./loans"), "WouldOverwrite"),
        (("import", "loans", *FREDDIE, "--output", "o", "--accept-rejects"), "RejectsNotKept"),
        (("layouts", "freddy"), "UnknownLayout"),
    ],
)
def test_usage__that_makes_no_sense__has_exit_code_2_and_touches_nothing(
    rwa: Rwa, tmp_path: Path, arguments: tuple[str, ...], error: str
) -> None:
    shutil.copy(EXAMPLE, tmp_path / "loans")

    outcome = rwa("tape", *arguments, "--json")

    assert outcome.code == 2
    assert json.loads(outcome.out)["error"]["type"] == error
    assert (tmp_path / "loans").read_bytes() == EXAMPLE.read_bytes()
    assert len(list(tmp_path.iterdir())) == 1


def test_layouts__all_and_one__are_listed(rwa: Rwa) -> None:
    names = [row["name"] for row in rwa("tape", "layouts", "--json").document]
    columns = rwa("tape", "layouts", "crefc-periodic", "--json").document["columns"]
    shown = rwa("tape", "layouts", "fannie-mae").out

    assert names == [layout.name for layout in LAYOUTS]
    assert (columns[5]["position"], columns[5]["field"]) == ("6", "scheduled_balance_begin_cents")
    assert "Current Actual UPB" in shown
