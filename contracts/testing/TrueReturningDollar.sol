// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HostileDollar} from "./HostileDollar.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title Moves nothing and answers true
contract TrueReturningDollar is HostileDollar {
    constructor() ERC20("True Returning Dollar", "YESUSD") {}

    function transfer(address to, uint256 amount) public override returns (bool) {
        return _lies(to) || super.transfer(to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        return _lies(to) || super.transferFrom(from, to, amount);
    }
}
