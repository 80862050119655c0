"""The list of golden tables names each of them, and a test that reads it."""

import re
from pathlib import Path

HERE = Path(__file__).parent
ROW = re.compile(r"\| `tables/(?P<table>[^`]+)` \|[^|]+\|(?P<tests>[^|]+)\|")


def test_readme__every_table__is_listed_with_tests_that_read_it() -> None:
    rows = ROW.findall((HERE / "README.md").read_text())

    assert sorted(table for table, _ in rows) == sorted(
        path.name for path in (HERE / "tables").iterdir()
    )
    for table, tests in rows:
        names = re.findall(r"`([^`]+)`", tests)
        assert names, table
        for name in names:
            assert f'"{Path(table).stem}"' in (HERE / name).read_text(), (table, name)
