"""`check`: each limit at its boundary, on both sides of it."""

import pytest

from rwa.chain.contract_errors import (
    TransferRules_AboveMaxHolding,
    TransferRules_BelowDenomination,
    TransferRules_CountryNotAllowed,
    TransferRules_InvestorClassTooLow,
    TransferRules_LockedUp,
)


def test_check__lock_up__refuses_the_second_before_it_ends(
    rules_with, chain, seller, buyer, check, refused
):
    free = chain.head().timestamp + 1_000
    rules = rules_with(lock_up_until=free)
    chain.advance_to(free - 13)

    with refused(TransferRules_LockedUp, until=free, time=free - 1):
        check(rules, seller, buyer, 1)


def test_check__lock_up__its_end_is_the_first_free_second(rules_with, chain, seller, buyer, check):
    free = chain.head().timestamp + 1_000
    rules = rules_with(lock_up_until=free)
    chain.advance_to(free - 12)

    check(rules, seller, buyer, 1)

    assert chain.head().timestamp == free


def test_check__mint_during_the_lock_up__allowed(rules_with, chain, buyer, check):
    check(rules_with(lock_up_until=chain.head().timestamp + 1_000), None, buyer, 1)


def test_check__country_not_listed__only_the_receiver_is_refused(
    rules_with, seller, register, plain_wallet, check, refused
):
    rules = rules_with(countries=[840, 756])
    abroad = register(plain_wallet(9), identity=9, country=124)

    with refused(TransferRules_CountryNotAllowed, wallet=abroad, country=124):
        check(rules, seller, abroad, 1)
    with refused(TransferRules_CountryNotAllowed, wallet=abroad, country=124):
        check(rules, None, abroad, 1)
    check(rules, abroad, seller, 1)


def test_check__investor_class__its_threshold_is_enough_for_the_receiver(
    rules_with, seller, register, plain_wallet, check, refused
):
    rules = rules_with(min_investor_class=3)
    qualified = register(plain_wallet(8), identity=8, investor_class=3)
    retail = register(plain_wallet(9), identity=9, investor_class=2)

    check(rules, seller, qualified, 1)
    check(rules, retail, qualified, 1)
    with refused(TransferRules_InvestorClassTooLow, wallet=retail, minimum=3, received=2):
        check(rules, seller, retail, 1)


@pytest.mark.parametrize(
    ("amount", "from_after", "to_before"),
    [(100, 0, 0), (100, 100, 0), (1, 100, 99), (1, 0, 100), (0, 100, 0)],
    ids=["all", "both_at_it", "receiver_reaches_it", "stranded_rest_leaves", "nothing_moves"],
)
def test_check__denomination__each_side_ends_with_nothing_or_enough(
    amount, from_after, to_before, rules_with, seller, buyer, check
):
    rules = rules_with(min_denomination=100)

    check(rules, seller, buyer, amount, from_after=from_after, to_before=to_before)


def test_check__receiver_below_the_denomination__refused(rules_with, seller, buyer, check, refused):
    rules = rules_with(min_denomination=100)

    with refused(TransferRules_BelowDenomination, wallet=buyer, minimum=100, received=99):
        check(rules, seller, buyer, 99)
    with refused(TransferRules_BelowDenomination, wallet=buyer, minimum=100, received=99):
        check(rules, None, buyer, 99)


def test_check__sender_left_below_the_denomination__refused(
    rules_with, seller, buyer, check, refused
):
    rules = rules_with(min_denomination=100)

    with refused(TransferRules_BelowDenomination, wallet=seller, minimum=100, received=99):
        check(rules, seller, buyer, 100, from_after=99)


def test_check__maximum_holding__may_be_reached_and_not_passed(
    rules_with, seller, buyer, check, refused
):
    rules = rules_with(max_holding=1_000)

    check(rules, seller, buyer, 400, to_before=600)
    with refused(TransferRules_AboveMaxHolding, wallet=buyer, maximum=1_000, received=1_001):
        check(rules, seller, buyer, 401, to_before=600)
    with refused(TransferRules_AboveMaxHolding, wallet=buyer, maximum=1_000, received=1_001):
        check(rules, None, buyer, 1_001)


def test_check__no_limits__the_largest_holding_is_allowed(rules_with, seller, buyer, check):
    check(rules_with(), seller, buyer, 2**64 - 1)
