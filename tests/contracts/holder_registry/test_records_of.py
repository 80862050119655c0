def test_records_of__two_wallets__are_their_holders_packed(registry, register, plain_wallet, block):
    known, unknown = register(plain_wallet(1), investor_class=3), plain_wallet(2)
    block(known)

    words = registry.read("recordsOf", known, unknown)

    packed = 7 | (2**40 - 1) << 64 | 840 << 104 | 3 << 120 | 1 << 128 | 1 << 160
    assert words == (packed, 0)


def test_records_of__the_same_wallet_twice__the_same_word_twice(registry, register, plain_wallet):
    wallet = register(plain_wallet(1))

    first, second = registry.read("recordsOf", wallet, wallet)

    assert first == second != 0


def test_holder_of__unknown_wallet__all_zero(registry, plain_wallet):
    assert registry.read("holderOf", plain_wallet(1)) == (0, 0, 0, 0, False, False, False)
