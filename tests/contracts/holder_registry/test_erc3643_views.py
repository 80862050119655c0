"""What tools for ERC-3643 ask a register: isVerified, identity, investorCountry."""

from rwa.chain.hashing import ZERO_ADDRESS, address_of


def test_is_verified__each_reason_against_it__false(
    registry, register, plain_wallet, block, replace_wallet
):
    good, expired = register(plain_wallet(1)), register(plain_wallet(2), valid_until=5)
    blocked, old, new = (register(plain_wallet(number)) for number in (3, 4, 5))
    block(blocked)
    replace_wallet(old, new)

    wallets = (good, new, plain_wallet(9), expired, blocked, old)
    verified = [registry.read("isVerified", wallet) for wallet in wallets]

    assert verified == [True, True, False, False, False, False]


def test_identity__known_wallet__is_its_number_as_an_address(registry, register, plain_wallet):
    wallet = register(plain_wallet(1), identity=2**64 - 1)

    number = (2**64 - 1).to_bytes(20, "big")
    assert registry.read("identity", wallet) == address_of(number)
    assert registry.read("identity", plain_wallet(9)) == ZERO_ADDRESS


def test_investor_country__known_wallet__is_its_country(registry, register, plain_wallet):
    wallet = register(plain_wallet(1), country=756)

    assert registry.read("investorCountry", wallet) == 756
    assert registry.read("investorCountry", plain_wallet(9)) == 0
