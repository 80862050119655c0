"""`check`: who may take part at all."""

import pytest

from rwa.chain.contract_errors import (
    TransferRules_RegistrationExpired,
    TransferRules_UnknownWallet,
    TransferRules_WalletBlocked,
    TransferRules_WalletReplaced,
)
from rwa.chain.hashing import ZERO_ADDRESS


@pytest.fixture
def rules(rules_with):
    return rules_with()


def test_check__two_registered_wallets__allowed(rules, seller, buyer, check):
    check(rules, seller, buyer, 1)


def test_check__mint_to_a_registered_wallet__allowed(rules, buyer, check):
    check(rules, None, buyer, 1)


def test_check__nothing_moves__allowed(rules, seller, buyer, check):
    check(rules, seller, buyer, 0, from_after=5)


def test_check__unknown_wallet_on_either_side__refused(rules, seller, plain_wallet, check, refused):
    unknown = plain_wallet(9)

    for pair in ((seller, unknown), (unknown, seller), (None, unknown)):
        with refused(TransferRules_UnknownWallet, wallet=unknown):
            check(rules, *pair, 1)


def test_check__to_the_zero_address__refused(rules, seller, check, refused):
    with refused(TransferRules_UnknownWallet, wallet=ZERO_ADDRESS):
        check(rules, seller, ZERO_ADDRESS, 1)


def test_check__expired_wallet_on_either_side__refused(
    rules, chain, seller, register, plain_wallet, check, refused
):
    expired = register(plain_wallet(9), identity=9, valid_until=1_000)

    for pair in ((seller, expired), (expired, seller), (None, expired)):
        with refused(
            TransferRules_RegistrationExpired,
            wallet=expired,
            valid_until=1_000,
            time=chain.head().timestamp + 12,
        ):
            check(rules, *pair, 1)


def test_check__last_second_of_a_registration__counts_and_the_next_does_not(
    rules, chain, seller, register, plain_wallet, check, refused
):
    ends = chain.head().timestamp + 1_000
    wallet = register(plain_wallet(9), identity=9, valid_until=ends)
    chain.advance_to(ends - 12)

    check(rules, seller, wallet, 1)

    assert chain.head().timestamp == ends
    with refused(
        TransferRules_RegistrationExpired, wallet=wallet, valid_until=ends, time=ends + 12
    ):
        check(rules, seller, wallet, 1)


def test_check__blocked_wallet_on_either_side__refused(rules, seller, buyer, block, check, refused):
    block(buyer)

    for pair in ((seller, buyer), (buyer, seller), (None, buyer)):
        with refused(TransferRules_WalletBlocked, wallet=buyer):
            check(rules, *pair, 1)


def test_check__replaced_wallet_on_either_side__refused_naming_the_successor(
    rules, seller, register, plain_wallet, replace_wallet, check, refused
):
    old, new = (register(plain_wallet(number), identity=9) for number in (8, 9))
    replace_wallet(old, new)

    for pair in ((seller, old), (old, seller), (None, old)):
        with refused(TransferRules_WalletReplaced, wallet=old, successor=new):
            check(rules, *pair, 1)


def test_check__to_itself__asks_for_good_standing_alone(rules_with, seller, block, check, refused):
    strict = rules_with(min_denomination=10, max_holding=10, min_investor_class=9, countries=[1])
    check(strict, seller, seller, 3, from_after=7, to_before=10)

    block(seller)

    with refused(TransferRules_WalletBlocked, wallet=seller):
        check(strict, seller, seller, 3, from_after=7, to_before=10)
