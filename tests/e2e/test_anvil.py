"""The same commands on a node of another make, by its URL."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

Rwa = Callable[..., Any]


def test_commands__on_anvil__pay_what_they_pay_on_the_embedded_chain(
    rwa: Rwa, issued_home: Path, tmp_path: Path, anvil_url: str
) -> None:
    shutil.copytree(issued_home, tmp_path / "embedded")
    ours = rwa("simulate", "--months", "2", "--home", "embedded", "--json").document

    on_anvil = {"RWA_CHAIN": anvil_url}
    rwa("init", "--loans", "12", "--holders", "3", **on_anvil)
    deployed = rwa("deploy", **on_anvil)
    assert deployed.code == 0, deployed.err
    theirs = rwa("simulate", "--months", "2", "--json", **on_anvil).document

    assert theirs == ours
    assert not (tmp_path / ".rwa" / "chain.sqlite").exists()
    embedded = rwa("holders", "--json", "--home", "embedded").document["holders"]
    assert rwa("holders", "--json", **on_anvil).document["holders"] == embedded
    tie_outs = [
        rwa("tie-out", "--json", **on_anvil).document,
        rwa("tie-out", "--json", "--home", "embedded").document,
    ]
    assert tie_outs[0] == tie_outs[1]
    assert tie_outs[0]["unexplained"] == "0.00"


def test_deploy__on_a_chain_whose_clock_is_past_the_first_record_time__says_so(
    rwa: Rwa, anvil_url: str
) -> None:
    rwa("init", "--loans", "3", "--holders", "2", "--issue", "2025-01", RWA_CHAIN=anvil_url)

    refused = rwa("deploy", RWA_CHAIN=anvil_url)

    assert refused.code == 2
    assert "2025-01-31 17:00" in refused.err
    assert "--issue" in refused.err
