from rwa.chain.contract_events import HoldingRecounted


def test_recount__identity_changed_while_holding__counted_under_the_new_one(
    registry, register, actor, plain_wallet
):
    token = actor("certificate_holder_a")
    first, second = register(plain_wallet(1)), register(plain_wallet(2))
    for wallet in (first, second):
        registry.send(token, "noteHolding", wallet, True)
    register(second, identity=8)
    assert registry.read("identityCount", token.address) == 1

    (event,) = registry.send(actor("attacker"), "recount", token.address, second)

    assert isinstance(event, HoldingRecounted)
    assert (event.from_identity, event.to_identity) == (7, 8)
    assert registry.read("identityCount", token.address) == 2
    assert registry.read("countedAs", token.address, second) == 8
    assert [registry.read("walletsOf", token.address, identity) for identity in (7, 8)] == [1, 1]


def test_recount__nothing_to_correct__changes_nothing(registry, register, actor, plain_wallet):
    token = actor("certificate_holder_a")
    holding, empty = register(plain_wallet(1)), register(plain_wallet(2))
    registry.send(token, "noteHolding", holding, True)
    before = registry.storage_root()

    for wallet in (holding, empty):
        assert registry.send(actor("attacker"), "recount", token.address, wallet) == ()

    assert registry.storage_root() == before
