"""Gas money for everybody on a chain that did not start with it."""

from rwa.chain.accounts import LocalAccount
from rwa.chain.protocol import Chain
from rwa.chain.transactions import ContractCall, send_many
from rwa.cli.actors import Actors
from rwa.core.errors import ConfigurationError

ENOUGH_WEI = 10**18
"""Below a tenth of this, an account is topped up by it."""
ANVIL_FIRST_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
"""Public test key that anvil gives ether to at every start; worth nothing anywhere."""
PLAIN_TRANSFER_GAS = 21_000


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


def give_gas_money(chain: Chain, actors: Actors, *, key: str | None) -> None:
    """Top up every account that is nearly empty. Raises NoGasMoney."""
    poor = {
        name: address
        for name, address in actors.addresses.items()
        if chain.balance(address) < ENOUGH_WEI // 10
    }
    if not poor:
        return
    secret = key or (ANVIL_FIRST_KEY if chain.identity.engine.startswith("anvil") else None)
    if secret is None:
        name, address = next(iter(poor.items()))
        raise NoGasMoney(name, balance_wei=chain.balance(address), needed_wei=ENOUGH_WEI)
    giver = LocalAccount(bytes.fromhex(secret.removeprefix("0x")))
    gifts = [
        ContractCall(
            to=address, data=b"", label="gas money", value_wei=ENOUGH_WEI, gas=PLAIN_TRANSFER_GAS
        )
        for address in poor.values()
    ]
    send_many(chain, [(giver, gift) for gift in gifts])
