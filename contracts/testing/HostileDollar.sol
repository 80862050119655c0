// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title What every hostile dollar shares: honest until told to lie
///
/// @notice A ledger must be fundable before it can be cheated, so a double starts honest and lies
/// only to the receivers it was set on, or to all. Anyone may mint and set lies: it is a double.
abstract contract HostileDollar is ERC20 {
    /// @notice Whether every transfer meets the lie.
    bool public liesToAll;
    /// @notice Whether transfers to this receiver meet the lie.
    mapping(address receiver => bool) public liesTo;

    /// @notice Units of a millionth of a dollar.
    function decimals() public pure override returns (uint8) {
        return 6;
    }

    /// @notice Create `amount` units for `to`.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @notice Lie to every receiver, or to none beyond those named by `lieTo`.
    function lieToAll(bool lies) external {
        liesToAll = lies;
    }

    /// @notice Lie to `receiver`, or no longer.
    function lieTo(address receiver, bool lies) external {
        liesTo[receiver] = lies;
    }

    function _lies(address receiver) internal view returns (bool) {
        return liesToAll || liesTo[receiver];
    }
}
