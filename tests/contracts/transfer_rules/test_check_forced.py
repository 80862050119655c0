from rwa.chain.contract_errors import (
    TransferRules_RegistrationExpired,
    TransferRules_UnknownWallet,
    TransferRules_WalletBlocked,
    TransferRules_WalletReplaced,
)


def test_check_forced__registered_receiver__no_limit_matters(rules_with, chain, buyer):
    rules = rules_with(
        lock_up_until=chain.head().timestamp + 1_000,
        min_denomination=100,
        max_holding=100,
        max_holders=1,
        min_investor_class=9,
        countries=[1],
    )

    assert rules.read("checkForced", buyer) == ()


def test_check_forced__unknown_receiver__refused(rules_with, plain_wallet, refused):
    with refused(TransferRules_UnknownWallet, wallet=plain_wallet(9)):
        rules_with().read("checkForced", plain_wallet(9))


def test_check_forced__blocked_receiver__refused(rules_with, buyer, block, refused):
    block(buyer)

    with refused(TransferRules_WalletBlocked, wallet=buyer):
        rules_with().read("checkForced", buyer)


def test_check_forced__replaced_receiver__refused(
    rules_with, register, plain_wallet, replace_wallet, refused
):
    old, new = (register(plain_wallet(number), identity=9) for number in (8, 9))
    replace_wallet(old, new)

    with refused(TransferRules_WalletReplaced, wallet=old, successor=new):
        rules_with().read("checkForced", old)


def test_check_forced__expired_receiver__refused(
    rules_with, chain, register, plain_wallet, refused
):
    expired, rules = register(plain_wallet(9), identity=9, valid_until=5), rules_with()

    with refused(
        TransferRules_RegistrationExpired,
        wallet=expired,
        valid_until=5,
        time=chain.head().timestamp,
    ):
        rules.read("checkForced", expired)


def test_in_good_standing__each_reason_against_it__false(
    rules_with, register, buyer, plain_wallet, block, replace_wallet
):
    rules = rules_with(countries=[1], min_investor_class=9)
    expired = register(plain_wallet(5), identity=5, valid_until=5)
    blocked = register(plain_wallet(6), identity=6)
    block(blocked)
    old, new = (register(plain_wallet(number), identity=9) for number in (8, 9))
    replace_wallet(old, new)

    wallets = (buyer, new, plain_wallet(7), expired, blocked, old)
    standing = [rules.read("inGoodStanding", wallet) for wallet in wallets]

    assert standing == [True, True, False, False, False, False]
