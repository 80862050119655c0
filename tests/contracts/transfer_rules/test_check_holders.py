"""`check`: the maximum number of holders, counted by identity."""

import pytest

from rwa.chain.contract_errors import TransferRules_TooManyHolders


@pytest.fixture
def two_at_most(rules_with):
    return rules_with(max_holders=2)


@pytest.fixture
def newcomer(register, plain_wallet):
    return register(plain_wallet(3), identity=3)


def test_check__room_for_one_more__allowed(two_at_most, seller, newcomer, holds, check):
    holds(seller)

    check(two_at_most, seller, newcomer, 1, from_after=1)


def test_check__full__newcomer_refused(two_at_most, seller, buyer, newcomer, holds, check, refused):
    holds(seller, buyer)

    with refused(TransferRules_TooManyHolders, maximum=2, received=3):
        check(two_at_most, seller, newcomer, 1, from_after=1)
    with refused(TransferRules_TooManyHolders, maximum=2, received=3):
        check(two_at_most, None, newcomer, 1)


def test_check__full__existing_holder_may_buy(two_at_most, seller, buyer, holds, check):
    holds(seller, buyer)

    check(two_at_most, seller, buyer, 1, from_after=1, to_before=1)


def test_check__full__second_wallet_of_a_holder_is_no_new_holder(
    two_at_most, seller, buyer, register, plain_wallet, holds, check
):
    holds(seller, buyer)
    second = register(plain_wallet(4), identity=2)

    check(two_at_most, seller, second, 1, from_after=1)


def test_check__full__seller_who_leaves_makes_room(
    two_at_most, seller, buyer, newcomer, holds, check
):
    holds(seller, buyer)

    check(two_at_most, seller, newcomer, 1, from_after=0)


def test_check__full__seller_whose_other_wallet_stays_makes_no_room(
    two_at_most, seller, buyer, newcomer, register, plain_wallet, holds, check, refused
):
    other = register(plain_wallet(4), identity=1)
    holds(seller, other, buyer)

    with refused(TransferRules_TooManyHolders, maximum=2, received=3):
        check(two_at_most, seller, newcomer, 1, from_after=0)


def test_check__full__identity_of_the_seller_changed_meanwhile__the_counted_one_leaves(
    two_at_most, seller, buyer, newcomer, register, holds, check
):
    holds(seller, buyer)
    register(seller, identity=50)

    check(two_at_most, seller, newcomer, 1, from_after=0)


def test_check__full__nothing_sent_to_a_newcomer__allowed(
    two_at_most, seller, buyer, newcomer, holds, check
):
    holds(seller, buyer)

    check(two_at_most, seller, newcomer, 0, from_after=5)


def test_check__full_elsewhere__does_not_matter(
    two_at_most, seller, buyer, newcomer, registry, actor, check
):
    for wallet in (seller, buyer):
        registry.send(actor("attacker"), "noteHolding", wallet, True)

    check(two_at_most, seller, newcomer, 1, from_after=1)
