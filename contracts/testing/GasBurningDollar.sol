// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HostileDollar} from "./HostileDollar.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title Burns all the gas it is given
contract GasBurningDollar is HostileDollar {
    constructor() ERC20("Gas Burning Dollar", "GASUSD") {}

    function _update(address from, address to, uint256 amount) internal override {
        // The invalid instruction consumes what is left, as an assertion once did.
        if (from != address(0) && _lies(to)) {
            assembly ("memory-safe") {
                invalid()
            }
        }
        super._update(from, to, amount);
    }
}
