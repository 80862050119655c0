// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title OpenZeppelin's ERC20 as published, which anyone may mint: what gas is measured against
contract PlainErc20 is ERC20 {
    constructor() ERC20("Plain Dollar", "PLAIN") {}

    /// @notice Units of a millionth of a dollar.
    function decimals() public pure override returns (uint8) {
        return 6;
    }

    /// @notice Create `amount` units for `to`.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}
