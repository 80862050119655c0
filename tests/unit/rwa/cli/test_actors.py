from pathlib import Path

import pytest

from rwa.chain.accounts import demo_account
from rwa.chain.keystore import LIGHT_SCRYPT_N, KeyStore
from rwa.cli.actors import ROLES, Actors, UnknownActor, actor_names, node_names

PASSPHRASE = "of this test alone"  # noqa: S105 - it opens a key store made here


def test_actor_names__any_number_of_holders__are_unique_and_sort_in_order() -> None:
    for count, nodes in ((2, 4), (25, 7), (100, 32), (1_000, 4)):
        names = actor_names(count, node_count=nodes)
        holders = [name for name in names if name.startswith("holder-")]
        assert len(set(names)) == len(names) == len(ROLES) + nodes + count
        assert holders == sorted(holders)


def test_of_demo__one_seed__gives_the_same_keys_everywhere() -> None:
    ours, theirs = (Actors.of_demo(seed=9, holder_count=2) for _ in range(2))

    assert ours.addresses == theirs.addresses
    assert ours["holder-01"] == demo_account(9, "holder-01")
    assert Actors.of_demo(seed=10, holder_count=2).addresses["admin"] != ours.addresses["admin"]


def test_holders_and_parties__together__are_everyone_once() -> None:
    actors = Actors.of_demo(seed=9, holder_count=2)

    assert list(actors.holders) == ["holder-01", "holder-02"]
    assert {**actors.holders, **actors.parties} == actors.addresses
    assert set(node_names()) <= set(actors.parties)


def test_nodes__more_than_nine__are_in_the_order_of_their_numbers() -> None:
    actors = Actors.of_demo(seed=9, holder_count=2, node_count=12)

    assert actors.nodes == node_names(12) == tuple(f"node-{number}" for number in range(1, 13))


def test_find__a_name_or_an_address_in_any_case__is_the_name() -> None:
    actors = Actors.of_demo(seed=9, holder_count=2)
    address = actors.addresses["holder-02"]

    for text in ("holder-02", address, address.lower()):
        assert actors.find(text) == "holder-02"


@pytest.mark.parametrize("text", ["holder-03", "", "0x" + "00" * 20, "Holder-01"])
def test_find__nobody__is_refused(text: str) -> None:
    with pytest.raises(UnknownActor) as caught:
        Actors.of_demo(seed=9, holder_count=2).find(text)
    assert caught.value.name == text
    assert caught.value.exit_code == 2


def test_of_key_store__an_account__is_opened_once_and_only_when_it_signs(tmp_path: Path) -> None:
    store = KeyStore(tmp_path, passphrase=PASSPHRASE, scrypt_n=LIGHT_SCRYPT_N)
    for name in ("admin", "holder-01"):
        store.create(name, secret=demo_account(9, name).secret)
    actors = Actors.of_key_store(store, seed=9)
    (tmp_path / "holder-01.json").unlink()

    assert actors["admin"] is actors["admin"]
    assert actors.addresses["holder-01"] == demo_account(9, "holder-01").address
    with pytest.raises(UnknownActor):
        _ = actors["holder-02"]
