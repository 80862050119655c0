// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDistributionLedger} from "../interfaces/IDistributionLedger.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title A payment that may fail without stopping anything
///
/// @notice Real cash tokens refuse: blocked payees, a pause. The caller must learn of it and go on,
/// whatever the token does: revert, return false, return a novel, or burn all the gas it is given.
library CashCall {
    /// @notice Sends `amount` of `token` to `to`, and says whether the token accepted.
    /// Accepted is: no revert, and a return value of exactly true or none at all.
    /// @param token Must have code; checked once by whoever keeps the address.
    /// @param allowance Gas for the token, all of it or nothing: a caller who leaves less cannot
    /// make a good payment fail.
    function tryTransfer(address token, address to, uint256 amount, uint256 allowance)
        internal
        returns (bool accepted)
    {
        bytes memory input = abi.encodeCall(IERC20.transfer, (to, amount));
        // A call gives at most 63/64 of what is left (EIP-150).
        uint256 needed = allowance + allowance / 63 + CALL_COST;
        if (gasleft() < needed) revert IDistributionLedger.DistributionLedger_TooLittleGas(needed, gasleft());
        // Proof: the input is the 68 bytes of `input`, a complete memory object. At most 32 bytes
        // of output are written, to scratch space, so memory beyond stays as it is and a long
        // return value costs nothing. Scratch is read only if 32 bytes were written.
        assembly ("memory-safe") {
            let ok := call(allowance, token, 0, add(input, 0x20), mload(input), 0, 0x20)
            let silent := iszero(returndatasize())
            let said := and(gt(returndatasize(), 0x1f), eq(mload(0), 1))
            accepted := and(ok, or(silent, said))
        }
    }

    /// @dev Above the cost of reaching the call: a cold account and its arguments.
    uint256 private constant CALL_COST = 5000;
}
