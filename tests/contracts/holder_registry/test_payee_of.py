def test_payee_of__unknown_wallet__is_paid_itself(registry, plain_wallet):
    wallet = plain_wallet(1)

    assert registry.read("payeeOf", wallet) == (wallet, wallet, False)


def test_payee_of__expired_wallet__is_paid_itself(registry, register, plain_wallet):
    wallet = register(plain_wallet(1), valid_until=1)

    assert registry.read("payeeOf", wallet) == (wallet, wallet, False)


def test_payee_of__replaced_wallet__payout_and_block_are_the_final_holders(
    registry, register, actor, plain_wallet, replace_wallet, block
):
    old, new, payout = register(plain_wallet(1)), register(plain_wallet(2)), plain_wallet(3)
    replace_wallet(old, new)
    registry.send(actor("transfer_agent"), "setPayoutFor", new, payout)
    block(new)

    assert registry.read("payeeOf", old) == (new, payout, True)


def test_payee_of__payout_wallet_blocked_later__blocked(
    registry, register, actor, plain_wallet, block
):
    wallet, payout = register(plain_wallet(1)), plain_wallet(2)
    registry.send(actor("transfer_agent"), "setPayoutFor", wallet, payout)
    block(payout)

    assert registry.read("payeeOf", wallet) == (wallet, payout, True)


def test_payee_of__payout_wallet_lost__its_successor_is_paid(
    registry, register, actor, plain_wallet, replace_wallet
):
    wallet = register(plain_wallet(1), identity=1)
    lost, found = register(plain_wallet(2), identity=2), register(plain_wallet(3), identity=2)
    registry.send(actor("transfer_agent"), "setPayoutFor", wallet, lost)
    replace_wallet(lost, found)

    assert registry.read("payeeOf", wallet) == (wallet, found, False)


def test_payee_of__payout_wallet_has_a_payout_of_its_own__not_followed(
    registry, register, actor, plain_wallet
):
    first, second, third = (register(plain_wallet(number)) for number in (1, 2, 3))
    registry.send(actor("transfer_agent"), "setPayoutFor", first, second)
    registry.send(actor("transfer_agent"), "setPayoutFor", second, third)

    assert registry.read("payeeOf", first) == (first, second, False)


def test_payee_of__payouts_in_a_circle__ends(registry, register, actor, plain_wallet):
    first, second = register(plain_wallet(1)), register(plain_wallet(2))
    registry.send(actor("transfer_agent"), "setPayoutFor", first, second)
    registry.send(actor("transfer_agent"), "setPayoutFor", second, first)

    assert registry.read("payeeOf", first) == (first, second, False)
