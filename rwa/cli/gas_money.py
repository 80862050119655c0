"""Gas money for everybody on a chain that did not start with it."""

from collections.abc import Mapping

from rwa.chain.accounts import LocalAccount
from rwa.chain.protocol import Chain
from rwa.chain.transactions import ContractCall, send_many
from rwa.core.errors import ConfigurationError
from rwa.core.ids import Address

GIFT_WEI = 10**18
"""What an account is topped up by."""
LEAST_WEI = 10**17
"""An account that has less is topped up."""
ANVIL_FIRST_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
"""Public test key that anvil gives ether to at every start; worth nothing anywhere."""
PLAIN_TRANSFER_GAS = 21_000
"""What a transfer of ether costs, without a contract."""


class NoGasMoney(ConfigurationError):
    """Accounts have no ether to pay for gas, and nobody is named to give them some."""

    def __init__(self, name: str, *, balance_wei: int, needed_wei: int) -> None:
        self.name = name
        self.balance_wei = balance_wei
        self.needed_wei = needed_wei
        super().__init__(
            f"{name} has {balance_wei} wei, needs {needed_wei}; set RWA_FUNDER_KEY to the key of "
            "an account that gives gas money"
        )


def give_gas_money(chain: Chain, people: Mapping[str, Address], *, key: str | None) -> None:
    """Top up everyone who is nearly empty. Raises NoGasMoney.

    `key` is the giver's, 64 hexadecimal digits; None takes anvil's first key on anvil.
    """
    poor = {name: address for name, address in people.items() if chain.balance(address) < LEAST_WEI}
    if not poor:
        return
    if key is None and chain.identity.engine.startswith("anvil"):
        key = ANVIL_FIRST_KEY
    if key is None:
        name, address = next(iter(poor.items()))
        raise NoGasMoney(name, balance_wei=chain.balance(address), needed_wei=LEAST_WEI)
    giver = LocalAccount(bytes.fromhex(key.removeprefix("0x")))
    gifts = [
        ContractCall(
            to=address, data=b"", label="gas money", value_wei=GIFT_WEI, gas=PLAIN_TRANSFER_GAS
        )
        for address in poor.values()
    ]
    send_many(chain, [(giver, gift) for gift in gifts])
