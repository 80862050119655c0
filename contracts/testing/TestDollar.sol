// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Erc3009} from "./Erc3009.sol";
import {ITestDollar} from "./ITestDollar.sol";
import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

/// @title A dollar for tests that behaves like the common regulated stablecoin
contract TestDollar is ITestDollar, Erc3009, AccessControl, Pausable {
    bytes32 public constant MINTER_ROLE = keccak256("MINTER_ROLE");
    bytes32 public constant PAUSER_ROLE = keccak256("PAUSER_ROLE");
    bytes32 public constant BLOCKLISTER_ROLE = keccak256("BLOCKLISTER_ROLE");

    /// @inheritdoc ITestDollar
    mapping(address account => bool) public blocklisted;

    /// @param admin holds every role until it gives one away.
    constructor(address admin) ERC20("Test Dollar", "TUSD") ERC20Permit("Test Dollar") {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(MINTER_ROLE, admin);
        _grantRole(PAUSER_ROLE, admin);
        _grantRole(BLOCKLISTER_ROLE, admin);
    }

    /// @notice Units of a millionth of a dollar.
    function decimals() public pure override returns (uint8) {
        return 6;
    }

    /// @inheritdoc ITestDollar
    function mint(address to, uint256 amount) external onlyRole(MINTER_ROLE) {
        _mint(to, amount);
        emit Minted(msg.sender, to, amount);
    }

    /// @inheritdoc ITestDollar
    function burn(uint256 amount) external onlyRole(MINTER_ROLE) {
        _burn(msg.sender, amount);
        emit Burned(msg.sender, amount);
    }

    /// @inheritdoc ITestDollar
    function addToBlocklist(address account) external onlyRole(BLOCKLISTER_ROLE) {
        blocklisted[account] = true;
        emit AddedToBlocklist(account);
    }

    /// @inheritdoc ITestDollar
    function removeFromBlocklist(address account) external onlyRole(BLOCKLISTER_ROLE) {
        blocklisted[account] = false;
        emit RemovedFromBlocklist(account);
    }

    /// @inheritdoc ITestDollar
    function pause() external onlyRole(PAUSER_ROLE) {
        _pause();
    }

    /// @inheritdoc ITestDollar
    function unpause() external onlyRole(PAUSER_ROLE) {
        _unpause();
    }

    function _update(address from, address to, uint256 amount) internal override whenNotPaused {
        _requireAccepted(msg.sender);
        _requireAccepted(from);
        _requireAccepted(to);
        super._update(from, to, amount);
    }

    function _approve(address owner, address spender, uint256 amount, bool emitEvent)
        internal
        override
        whenNotPaused
    {
        _requireAccepted(owner);
        _requireAccepted(spender);
        super._approve(owner, spender, amount, emitEvent);
    }

    function _requireAccepted(address account) private view {
        if (blocklisted[account]) revert TestDollar_AccountBlocked(account);
    }
}
