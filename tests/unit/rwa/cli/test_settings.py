from pathlib import Path

import pytest

from rwa.cli.settings import SettingsInvalid, load_settings, origins

KEY = "ab" * 32


@pytest.fixture(autouse=True)
def empty_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory without `rwa.toml`."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_load_settings__nothing_given__takes_the_defaults() -> None:
    settings = load_settings()

    assert settings.chain_target == "file:.rwa/chain.sqlite"
    assert settings.database_url == "sqlite:///.rwa/readmodel.sqlite"
    assert settings.port == 8765


def test_load_settings__given_everywhere__takes_flag_then_environment_then_file(
    empty_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (empty_place / "rwa.toml").write_text('host = "file"\nport = 1\nhome = "file"\n')
    monkeypatch.setenv("RWA_PORT", "2")
    monkeypatch.setenv("RWA_HOME", "environment")

    settings = load_settings(home=Path("flag"), chain=None)

    assert (settings.host, settings.port, settings.home) == ("file", 2, Path("flag"))


def test_origins__given_everywhere__name_the_winner_and_mask_secrets(
    empty_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (empty_place / "rwa.toml").write_text('host = "file"\n')
    monkeypatch.setenv("RWA_FUNDER_KEY", KEY)
    flags = {"home": Path("flag"), "chain": None}

    found = {item.name: item for item in origins(load_settings(**flags), **flags)}

    assert {name: item.source for name, item in found.items()} == {
        "home": "flag",
        "chain": "default",
        "database": "default",
        "passphrase": "default",
        "funder_key": "environment",
        "collector": "default",
        "collector_token_file": "default",
        "collector_ca_file": "default",
        "host": "rwa.toml",
        "port": "default",
    }
    assert KEY not in "".join(item.value for item in found.values())
    assert "rwa-demo" not in "".join(item.value for item in found.values())


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        ("port = 70000\n", "port", "70000"),
        ('prot = "x"\n', "prot", "not permitted"),
        ("port = \n", "rwa.toml", "unreadable"),
    ],
    ids=["out-of-range", "unknown-name", "no-toml"],
)
def test_load_settings__a_file_that_cannot_be_meant__is_refused(
    empty_place: Path, content: str, name: str, said: str
) -> None:
    (empty_place / "rwa.toml").write_text(content)

    with pytest.raises(SettingsInvalid) as caught:
        load_settings()
    assert caught.value.name == name
    assert said in str(caught.value)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(
    "content",
    [f'funder_key = "{KEY}00"\n', f'funderkey = "{KEY}00"\n'],
    ids=["too-long", "misspelt"],
)
def test_load_settings__a_secret_that_is_wrong__is_not_printed(
    empty_place: Path, content: str
) -> None:
    (empty_place / "rwa.toml").write_text(content)

    with pytest.raises(SettingsInvalid) as caught:
        load_settings()
    assert KEY not in str(caught.value)
