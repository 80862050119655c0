// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HostileDollar} from "./HostileDollar.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title Reverts when asked to move nothing, always
contract ZeroRevertingDollar is HostileDollar {
    error ZeroRevertingDollar_NothingToMove();

    constructor() ERC20("Zero Reverting Dollar", "ZEROUSD") {}

    function _update(address from, address to, uint256 amount) internal override {
        if (amount == 0) revert ZeroRevertingDollar_NothingToMove();
        super._update(from, to, amount);
    }
}
