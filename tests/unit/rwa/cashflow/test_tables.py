import subprocess
import sys
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.tables import ArrowTable


@dataclass(frozen=True, slots=True)
class Rows(ArrowTable):
    names: list[str]
    values: FloatArray

    def columns(self) -> dict[str, object]:
        return {"the_name": self.names, "value": self.values, "rank": np.arange(len(self.names))}


def rows(count: int) -> Rows:
    return Rows([f"<{index}>" for index in range(count)], np.arange(count) + 0.123456789)


def test_arrow_stream__any_table__has_its_columns() -> None:
    table = pa.table(rows(3))

    assert table.to_pydict() == {
        "the_name": ["<0>", "<1>", "<2>"],
        "value": [0.123456789, 1.123456789, 2.123456789],
        "rank": [0, 1, 2],
    }


def test_html__few_rows__shows_all_with_six_digits() -> None:
    page = rows(24)._repr_html_()

    assert "<th>the name</th><th>value</th><th>rank</th>" in page
    assert page.count("<tr>") == 1 + 24
    assert "<th>&lt;23&gt;</th><td>23.1235</td><td>23</td>" in page
    assert "…" not in page


def test_html__many_rows__shows_both_ends() -> None:
    page = rows(1_025)._repr_html_()

    assert "1,025 rows" in page
    assert page.count("<tr>") == 1 + 12 + 1 + 12
    assert "&lt;11&gt;" in page
    assert "&lt;12&gt;" not in page
    assert "&lt;1013&gt;" in page


def test_html__no_rows__shows_the_heads() -> None:
    assert "0 rows" in rows(0)._repr_html_()


def test_tables__shown__do_not_load_arrow_or_polars() -> None:
    program = (
        "import sys, numpy as np\n"
        "from rwa.cashflow.projection.scenarios import project_scenarios\n"
        "flows = project_scenarios(balance=1.0, wac=0.06, smm=np.zeros((2, 3)))\n"
        "assert '6 rows' in flows._repr_html_()\n"
        "print('pyarrow' in sys.modules)\n"
        "assert flows.__arrow_c_stream__()\n"
        "print('pyarrow' in sys.modules, 'polars' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == ["False", "True", "False"]
