// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HostileDollar} from "./HostileDollar.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title Says the whole amount arrived, and keeps one percent of it, rounded up
contract FeeOnTransferDollar is HostileDollar {
    /// @notice Where the fees go.
    address public constant FEE_COLLECTOR = address(0xFEE);

    constructor() ERC20("Fee On Transfer Dollar", "FEEUSD") {}

    function _update(address from, address to, uint256 amount) internal override {
        bool taken = from != address(0) && to != FEE_COLLECTOR && _lies(to);
        uint256 fee = taken ? (amount + 99) / 100 : 0;
        super._update(from, to, amount - fee);
        if (fee != 0) super._update(from, FEE_COLLECTOR, fee);
    }
}
