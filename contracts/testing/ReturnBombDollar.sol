// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HostileDollar} from "./HostileDollar.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title Reverts with an answer so long that copying it costs the caller its gas
contract ReturnBombDollar is HostileDollar {
    /// @notice Length of the answer, bytes.
    uint256 public constant ANSWER_LENGTH = 100_000;

    constructor() ERC20("Return Bomb Dollar", "BOMBUSD") {}

    function _update(address from, address to, uint256 amount) internal override {
        if (from != address(0) && _lies(to)) {
            // Memory beyond the free pointer is read as zeros and never used again.
            assembly ("memory-safe") {
                revert(mload(0x40), 100000)
            }
        }
        super._update(from, to, amount);
    }
}
