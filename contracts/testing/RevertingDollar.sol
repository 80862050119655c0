// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HostileDollar} from "./HostileDollar.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title Refuses the transfer without a word
contract RevertingDollar is HostileDollar {
    constructor() ERC20("Reverting Dollar", "STOPUSD") {}

    function _update(address from, address to, uint256 amount) internal override {
        if (from != address(0) && _lies(to)) revert();
        super._update(from, to, amount);
    }
}
