import pytest

from rwa.chain.contract_errors import (
    TransferRules_CountryOutOfRange,
    TransferRules_LimitsContradict,
    TransferRules_RegistryHasNoCode,
)


def test_constructor__all_limits__can_be_read_back(rules_with, registry):
    rules = rules_with(
        lock_up_until=2**40 - 1,
        min_denomination=2**63,
        max_holding=2**63,
        max_holders=2**32 - 1,
        min_investor_class=255,
        countries=[840],
    )

    assert rules.read("limits") == (2**40 - 1, 2**63, 2**63, 2**32 - 1, 255)
    assert rules.read("registry") == registry.address


def test_constructor__no_limits__read_back_as_zero(rules_with):
    assert rules_with().read("limits") == (0, 0, 0, 0, 0)


def test_constructor__list_of_countries__edges_of_each_word(rules_with):
    listed = {0, 255, 256, 511, 512, 767, 768, 1023}
    rules = rules_with(countries=listed)
    asked = sorted(listed | {country + 1 for country in listed} | {1_024, 65_535})

    allowed = {country for country in asked if rules.read("countryAllowed", country)}

    assert allowed == listed


def test_constructor__same_country_twice__means_once(rules_with):
    rules = rules_with(countries=[840, 840])

    assert rules.read("countryAllowed", 840) is True
    assert rules.read("countryAllowed", 841) is False


def test_constructor__empty_list__allows_every_iso_country(rules_with):
    rules = rules_with()

    assert [rules.read("countryAllowed", country) for country in (0, 840, 1_023, 1_024)] == [
        True,
        True,
        True,
        False,
    ]


def test_constructor__register_without_code__refused(deploy, plain_wallet, refused):
    with refused(TransferRules_RegistryHasNoCode, registry=plain_wallet(1)):
        deploy("TransferRules", plain_wallet(1), (0, 0, 0, 0, 0), [])


def test_constructor__country_above_1023__refused(rules_with, refused):
    with refused(TransferRules_CountryOutOfRange, limit=1_023, country=1_024):
        rules_with(countries=[840, 1_024])


@pytest.mark.parametrize(("minimum", "maximum"), [(101, 100), (2**64 - 1, 1)])
def test_constructor__no_holding_could_satisfy_both__refused(minimum, maximum, rules_with, refused):
    with refused(TransferRules_LimitsContradict, min_denomination=minimum, max_holding=maximum):
        rules_with(min_denomination=minimum, max_holding=maximum)
