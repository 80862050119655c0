from rwa.chain.contract_errors import HolderRegistry_UnknownWallet


def test_note_holding__two_wallets_of_one_identity__counted_as_one_holder(
    registry, register, actor, plain_wallet
):
    token = actor("certificate_holder_a")
    wallets = [register(plain_wallet(number), identity=7) for number in (1, 2)]
    other = register(plain_wallet(3), identity=8)

    for wallet in (*wallets, other):
        registry.send(token, "noteHolding", wallet, True)

    assert registry.read("identityCount", token.address) == 2
    assert registry.read("walletsOf", token.address, 7) == 2
    assert registry.read("countedAs", token.address, other) == 8


def test_note_holding__last_wallet_of_an_identity_leaves__one_holder_less(
    registry, register, actor, plain_wallet
):
    token = actor("certificate_holder_a")
    wallets = [register(plain_wallet(number)) for number in (1, 2)]
    for wallet in wallets:
        registry.send(token, "noteHolding", wallet, True)

    counts = []
    for wallet in wallets:
        registry.send(token, "noteHolding", wallet, False)
        counts.append(registry.read("identityCount", token.address))

    assert counts == [1, 0]
    assert registry.read("walletsOf", token.address, 7) == 0


def test_note_holding__said_twice__no_second_effect(registry, register, actor, plain_wallet):
    token, wallet = actor("certificate_holder_a"), register(plain_wallet(1))
    for holds, count in ((True, 1), (False, 0)):
        registry.send(token, "noteHolding", wallet, holds)
        before = registry.storage_root()
        registry.send(token, "noteHolding", wallet, holds)
        assert registry.storage_root() == before
        assert registry.read("identityCount", token.address) == count


def test_note_holding__identity_changed_meanwhile__leaves_the_count_it_entered(
    registry, register, actor, plain_wallet
):
    token, wallet = actor("certificate_holder_a"), register(plain_wallet(1), identity=7)
    registry.send(token, "noteHolding", wallet, True)
    register(wallet, identity=8)

    registry.send(token, "noteHolding", wallet, False)

    assert [registry.read("walletsOf", token.address, identity) for identity in (7, 8)] == [0, 0]
    assert registry.read("identityCount", token.address) == 0


def test_note_holding__by_a_stranger__touches_no_other_count(
    registry, register, actor, plain_wallet
):
    token, attacker = actor("certificate_holder_a"), actor("attacker")
    wallet = register(plain_wallet(1))
    registry.send(token, "noteHolding", wallet, True)

    registry.send(attacker, "noteHolding", wallet, True)
    registry.send(attacker, "noteHolding", wallet, False)

    assert registry.read("identityCount", token.address) == 1
    assert registry.read("identityCount", attacker.address) == 0


def test_note_holding__unknown_wallet_begins__refused(registry, actor, plain_wallet, refused):
    token = actor("certificate_holder_a")

    with refused(HolderRegistry_UnknownWallet, registry, wallet=plain_wallet(1)):
        registry.send(token, "noteHolding", plain_wallet(1), True)
