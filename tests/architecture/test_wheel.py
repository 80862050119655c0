import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def wheel_names(root: Path, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run([*command, "--directory", folder], cwd=root, capture_output=True, check=True)
    (wheel,) = folder.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def test_wheel__every_file_of_the_packages__is_inside(
    root: Path, own_files: Callable[..., list[Path]], wheel_names: set[str]
) -> None:
    wanted = {path.relative_to(root).as_posix() for path in own_files("rwa", "oracle")}

    assert {"rwa/py.typed", "oracle/py.typed", "rwa/chain/artifacts/index.json"} <= wanted
    assert wanted - wheel_names == set()


def test_wheel__everything_else__stays_outside(wheel_names: set[str]) -> None:
    assert {name.split("/")[0].partition("-")[0] for name in wheel_names} == {
        "rwa",
        "oracle",
        "rwa_pass_through",
    }


def test_wheel__licences__are_inside(wheel_names: set[str]) -> None:
    licences = {name.rsplit("/", 1)[1] for name in wheel_names if "/licenses/" in name}

    assert licences == {"LICENSE", "NOTICE"}
