// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IHolderRecords} from "./interfaces/IHolderRecords.sol";
import {ITransferRules, TransferLimits} from "./interfaces/ITransferRules.sol";
import {HolderRecord} from "./libraries/HolderRecord.sol";

/// @title The rules of who may hold and transfer a certificate
contract TransferRules is ITransferRules {
    uint16 private constant COUNTRY_LIMIT = 1023;
    uint256 private constant ALL = type(uint256).max;

    /// @inheritdoc ITransferRules
    IHolderRecords public immutable registry;

    uint40 private immutable _lockUpUntil; // [s]
    uint64 private immutable _minDenomination; // [units]
    uint64 private immutable _maxHolding; // [units] the maximum: no limit
    uint32 private immutable _maxHolders; // [identities] 0: no limit
    uint8 private immutable _minInvestorClass;

    /// @dev A list of countries as bits, 256 a word; every bit is set when the list is empty.
    uint256 private immutable _countries0; // [bits] 0..255
    uint256 private immutable _countries1; // [bits] 256..511
    uint256 private immutable _countries2; // [bits] 512..767
    uint256 private immutable _countries3; // [bits] 768..1023

    /// @param register what keeps the holders; fixed for good.
    /// @param limits_ 0 in a field means no limit.
    /// @param countries ISO 3166-1 numeric; an empty list allows every country.
    constructor(IHolderRecords register, TransferLimits memory limits_, uint16[] memory countries) {
        // Check
        if (address(register).code.length == 0) {
            revert TransferRules_RegistryHasNoCode(address(register));
        }
        if (limits_.maxHolding != 0 && limits_.maxHolding < limits_.minDenomination) {
            revert TransferRules_LimitsContradict(limits_.minDenomination, limits_.maxHolding);
        }
        // Effect
        registry = register;
        _lockUpUntil = limits_.lockUpUntil;
        _minDenomination = limits_.minDenomination;
        _maxHolding = limits_.maxHolding == 0 ? type(uint64).max : limits_.maxHolding;
        _maxHolders = limits_.maxHolders;
        _minInvestorClass = limits_.minInvestorClass;
        uint256[4] memory words = _countryBits(countries);
        (_countries0, _countries1, _countries2, _countries3) =
        (words[0], words[1], words[2], words[3]);
    }

    /// @inheritdoc ITransferRules
    function check(address from, address to, uint256 amount, uint256 fromAfter, uint256 toBefore)
        external
        view
    {
        (HolderRecord sender, HolderRecord receiver) = registry.recordsOf(from, to);
        if (from != address(0)) _checkSender(from, sender, from == to ? 0 : fromAfter);
        if (!receiver.inGoodStanding(block.timestamp)) _refuse(to, receiver);
        if (from == to) return;

        if (!countryAllowed(receiver.country())) {
            revert TransferRules_CountryNotAllowed(to, receiver.country());
        }
        if (receiver.investorClass() < _minInvestorClass) {
            revert TransferRules_InvestorClassTooLow(
                to, _minInvestorClass, receiver.investorClass()
            );
        }
        uint256 toAfter = toBefore + amount;
        if (toAfter < _minDenomination && toAfter != 0) {
            revert TransferRules_BelowDenomination(to, _minDenomination, toAfter);
        }
        if (toAfter > _maxHolding) {
            revert TransferRules_AboveMaxHolding(to, _maxHolding, toAfter);
        }
        if (toBefore == 0 && amount != 0 && _maxHolders != 0) {
            _requireRoom(receiver.identity(), from, fromAfter);
        }
    }

    /// @inheritdoc ITransferRules
    function checkForced(address to) external view {
        HolderRecord record = _recordOf(to);
        if (!record.inGoodStanding(block.timestamp)) _refuse(to, record);
    }

    /// @inheritdoc ITransferRules
    function inGoodStanding(address wallet) external view returns (bool) {
        return _recordOf(wallet).inGoodStanding(block.timestamp);
    }

    /// @inheritdoc ITransferRules
    function limits() external view returns (TransferLimits memory) {
        return TransferLimits({
            lockUpUntil: _lockUpUntil,
            minDenomination: _minDenomination,
            maxHolding: _maxHolding == type(uint64).max ? 0 : _maxHolding,
            maxHolders: _maxHolders,
            minInvestorClass: _minInvestorClass
        });
    }

    /// @inheritdoc ITransferRules
    function countryAllowed(uint16 country) public view returns (bool) {
        uint256 word;
        if (country < 256) word = _countries0;
        else if (country < 512) word = _countries1;
        else if (country < 768) word = _countries2;
        else if (country <= COUNTRY_LIMIT) word = _countries3;
        return word >> (country & 255) & 1 != 0;
    }

    function _recordOf(address wallet) private view returns (HolderRecord record) {
        (record,) = registry.recordsOf(wallet, wallet);
    }

    /// @dev Reverts with the reason why the wallet is not in good standing.
    function _refuse(address wallet, HolderRecord record) private view {
        if (record.identity() == 0) revert TransferRules_UnknownWallet(wallet);
        if (record.hasSuccessor()) {
            revert TransferRules_WalletReplaced(wallet, registry.successorOf(wallet));
        }
        if (record.blocked()) revert TransferRules_WalletBlocked(wallet);
        revert TransferRules_RegistrationExpired(wallet, record.validUntil(), block.timestamp);
    }

    function _checkSender(address wallet, HolderRecord record, uint256 holding) private view {
        if (block.timestamp < _lockUpUntil) {
            revert TransferRules_LockedUp(_lockUpUntil, block.timestamp);
        }
        if (!record.inGoodStanding(block.timestamp)) _refuse(wallet, record);
        if (holding < _minDenomination && holding != 0) {
            revert TransferRules_BelowDenomination(wallet, _minDenomination, holding);
        }
    }

    /// @dev Room for one more identity, or for one that takes the place of a sender who leaves.
    function _requireRoom(uint64 identity, address from, uint256 fromAfter) private view {
        if (registry.walletsOf(msg.sender, identity) != 0) return;
        uint256 holders = uint256(registry.identityCount(msg.sender)) + 1;
        if (fromAfter == 0 && _isLastWallet(from)) --holders;
        if (holders > _maxHolders) revert TransferRules_TooManyHolders(_maxHolders, holders);
    }

    function _isLastWallet(address wallet) private view returns (bool) {
        uint64 identity = registry.countedAs(msg.sender, wallet);
        return identity != 0 && registry.walletsOf(msg.sender, identity) == 1;
    }

    function _countryBits(uint16[] memory countries)
        private
        pure
        returns (uint256[4] memory words)
    {
        if (countries.length == 0) words = [ALL, ALL, ALL, ALL];
        for (uint256 i = 0; i < countries.length; ++i) {
            uint16 country = countries[i];
            if (country > COUNTRY_LIMIT) {
                revert TransferRules_CountryOutOfRange(COUNTRY_LIMIT, country);
            }
            words[country >> 8] |= uint256(1) << (country & 255);
        }
    }
}
