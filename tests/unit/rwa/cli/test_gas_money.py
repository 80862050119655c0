from dataclasses import replace

import pytest

from rwa.chain.accounts import LocalAccount, demo_account
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import Genesis
from rwa.chain.protocol import ChainIdentity
from rwa.cli.gas_money import ANVIL_FIRST_KEY, GIFT_WEI, LEAST_WEI, NoGasMoney, give_gas_money

RICH, POOR, MIDDLING = (demo_account(3, name) for name in ("servicer", "poster", "issuer"))
PEOPLE = {"poster": POOR.address, "issuer": MIDDLING.address}


def chain_with(giver: LocalAccount) -> EmbeddedChain:
    balances = ((giver.address, 100 * GIFT_WEI), (MIDDLING.address, LEAST_WEI))
    return EmbeddedChain.in_memory(Genesis(timestamp=1_796_101_200, balances_wei=balances))


class EmbeddedChainCallingItselfAnvil(EmbeddedChain):
    """The embedded chain, under the name of another make."""

    @property
    def identity(self) -> ChainIdentity:
        return replace(super().identity, engine="anvil/v1.7.1")


@pytest.mark.parametrize("prefix", ["", "0x"])
def test_give_gas_money__a_funder_is_named__tops_up_who_is_nearly_empty(prefix: str) -> None:
    chain = chain_with(RICH)

    give_gas_money(chain, PEOPLE, key=prefix + RICH.secret.hex())

    assert chain.balance(POOR.address) == GIFT_WEI
    assert chain.balance(MIDDLING.address) == LEAST_WEI


def test_give_gas_money__everybody_has_enough__sends_nothing() -> None:
    chain = chain_with(RICH)

    give_gas_money(chain, {"issuer": MIDDLING.address}, key=None)

    assert chain.head().number == 0


def test_give_gas_money__nobody_gives__is_refused_with_both_sides() -> None:
    chain = chain_with(RICH)

    with pytest.raises(NoGasMoney) as caught:
        give_gas_money(chain, PEOPLE, key=None)
    assert (caught.value.name, caught.value.balance_wei) == ("poster", 0)
    assert caught.value.needed_wei == LEAST_WEI
    assert "RWA_FUNDER_KEY" in str(caught.value)
    assert chain.head().number == 0


def test_give_gas_money__on_anvil__takes_its_first_public_key() -> None:
    first = LocalAccount(bytes.fromhex(ANVIL_FIRST_KEY.removeprefix("0x")))
    chain = EmbeddedChainCallingItselfAnvil.in_memory(
        Genesis(timestamp=1_796_101_200, balances_wei=((first.address, 100 * GIFT_WEI),))
    )

    give_gas_money(chain, PEOPLE, key=None)

    assert chain.balance(POOR.address) == chain.balance(MIDDLING.address) == GIFT_WEI
