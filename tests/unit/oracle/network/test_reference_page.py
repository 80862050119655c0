"""docs/reference/oracle-network.md, held against the code that it describes."""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from pydantic import BaseModel

from oracle.metrics import OracleMetrics
from oracle.network import messages
from oracle.network.collector_app import router
from oracle.network.config import CollectorConfig, NodeConfig, ServicerConfig, SignerSection
from oracle.network.gathering import MonthState
from oracle.network.problems import KINDS
from oracle.package import Finding
from rwa.chain.report import ClassRow, Content, Envelope

ROOT = Path(__file__).parents[4]
PAGE = ROOT / "docs" / "reference" / "oracle-network.md"
LOGGED = re.compile(r"_log\.\w+\(\s*\"([^\"]+)\"")


@pytest.fixture(scope="module")
def named() -> set[str]:
    """Everything that the page writes as code."""
    return set(re.findall(r"`([^`]+)`", PAGE.read_text()))


def keys(section: type[BaseModel]) -> Iterator[str]:
    """Names of a section and of those within it; those of keys have a page of their own."""
    for name, field in section.model_fields.items():
        if issubclass(section, SignerSection) and name in SignerSection.model_fields:
            continue
        yield name
        inner = [field.annotation, *getattr(field.annotation, "__args__", ())]
        for kind in inner:
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from keys(kind)


@pytest.mark.parametrize("section", [NodeConfig, CollectorConfig, ServicerConfig])
def test_page__of_a_configuration__names_every_key(
    named: set[str], section: type[BaseModel]
) -> None:
    written = {name.strip("[]").rpartition(".")[2] for name in named}
    wanted = set(keys(section))

    assert len(wanted) >= 5
    assert wanted - written == set()


def test_page__of_the_routes__names_every_one(named: set[str]) -> None:
    routes = {
        f"{method} {re.sub(r'{name}', '{sha256}', route.path)}"
        for route in router.routes
        for method in route.methods
    }
    listed = {name for name in named if re.match(r"(GET|PUT|POST) /", name)}

    assert len(routes) == 9
    assert listed == routes


def test_page__of_states_refusals_and_metrics__names_every_one(named: set[str]) -> None:
    states = {state.value for state in MonthState}
    problems = {kind.slug for kind in KINDS.values()}
    exposed = OracleMetrics().exposition().decode()
    helped = re.findall(r"^# HELP (rwa_oracle_\w+)", exposed, re.MULTILINE)
    metrics = {name for name in helped if not name.endswith("_created")}

    assert len(metrics) >= 9
    assert (states | problems | metrics) - named == set()
    assert {name for name in named if name.startswith("rwa_oracle_")} == metrics


def test_page__of_messages__names_every_field(named: set[str]) -> None:
    records = (Content, ClassRow, Envelope, Finding, messages.Notice)
    wanted = {field.name for record in records for field in fields(record)}
    formats = {messages.REPORT_FORMAT, messages.OBJECTION_FORMAT, messages.NOTICE_FORMAT}

    assert (wanted | formats) - named == set()


def test_page__of_the_journal__names_every_event(named: set[str]) -> None:
    sources = [
        path for room in ("network", "posting") for path in (ROOT / "oracle" / room).iterdir()
    ]
    events = {
        event
        for path in sources
        if path.suffix == ".py"
        for event in LOGGED.findall(path.read_text())
    }

    assert len(events) >= 20
    assert events - named == set()
