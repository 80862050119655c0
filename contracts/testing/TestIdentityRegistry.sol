// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IErc3643IdentityRegistry} from "../interfaces/IErc3643IdentityRegistry.sol";

/// @title An ERC-3643 identity registry for tests: it believes what it is told
contract TestIdentityRegistry is IErc3643IdentityRegistry {
    error TestIdentityRegistry_OutOfOrder();

    /// @inheritdoc IErc3643IdentityRegistry
    mapping(address wallet => address) public identity;
    /// @inheritdoc IErc3643IdentityRegistry
    mapping(address wallet => uint16) public investorCountry;

    mapping(address wallet => bool) private _verified;
    bool private _outOfOrder;

    /// @notice Register a wallet; the zero identity forgets it.
    function register(address wallet, address identity_, uint16 country, bool verified) external {
        identity[wallet] = identity_;
        investorCountry[wallet] = country;
        _verified[wallet] = verified;
    }

    /// @notice Revert when asked who is verified, or no longer.
    function setOutOfOrder(bool value) external {
        _outOfOrder = value;
    }

    /// @inheritdoc IErc3643IdentityRegistry
    function isVerified(address wallet) external view returns (bool) {
        if (_outOfOrder) revert TestIdentityRegistry_OutOfOrder();
        return _verified[wallet];
    }
}
