// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HolderBook} from "./HolderBook.sol";
import {IErc3643IdentityRegistry} from "./interfaces/IErc3643IdentityRegistry.sol";
import {IErc3643RegistryAdapter} from "./interfaces/IErc3643RegistryAdapter.sol";
import {HolderFacts, HolderRecord} from "./libraries/HolderRecord.sol";

/// @title Holders as an existing ERC-3643 identity registry knows them
contract Erc3643RegistryAdapter is IErc3643RegistryAdapter, HolderBook {
    /// @inheritdoc IErc3643RegistryAdapter
    IErc3643IdentityRegistry public immutable identityRegistry;
    /// @inheritdoc IErc3643RegistryAdapter
    uint8 public immutable verifiedInvestorClass;

    constructor(
        uint48 adminDelay,
        address admin,
        IErc3643IdentityRegistry identityRegistry_,
        uint8 verifiedInvestorClass_
    ) HolderBook(adminDelay, admin) {
        if (address(identityRegistry_).code.length == 0) {
            revert Erc3643RegistryAdapter_RegistryHasNoCode(address(identityRegistry_));
        }
        identityRegistry = identityRegistry_;
        verifiedInvestorClass = verifiedInvestorClass_;
    }

    /// @inheritdoc IErc3643RegistryAdapter
    function identityNumber(address identity) public pure returns (uint64) {
        if (identity == address(0)) return 0;
        uint64 number = uint64(uint256(keccak256(abi.encode(identity))));
        return number == 0 ? 1 : number;
    }

    /// @dev Facts read now, flags kept here. An unverified wallet is known and expired.
    function _recordOf(address wallet) internal view override returns (HolderRecord) {
        uint64 identity = identityNumber(identityRegistry.identity(wallet));
        if (identity == 0) return _records[wallet];
        bool verified = identityRegistry.isVerified(wallet);
        return _records[wallet].withFacts(
            HolderFacts({
                identity: identity,
                validUntil: verified ? type(uint40).max : 0,
                country: identityRegistry.investorCountry(wallet),
                investorClass: verified ? verifiedInvestorClass : 0
            })
        );
    }
}
