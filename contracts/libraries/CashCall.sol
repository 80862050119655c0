// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDistributionFunding} from "../interfaces/IDistributionFunding.sol";
import {IDistributionLedger} from "../interfaces/IDistributionLedger.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title Cash that comes in for certain, and payments that may fail without stopping anything
///
/// @notice Real cash tokens refuse: blocked payees, a pause. The caller must learn of it and go on,
/// whatever the token does: revert, return false, return a novel, or burn all the gas it is given.
library CashCall {
    using SafeERC20 for IERC20Metadata;

    /// @dev What the token is given for a payment, all of it or nothing: a caller who leaves less
    /// cannot make a good payment fail.
    uint256 internal constant ALLOWANCE = 150_000;
    /// @dev A call gives at most 63/64 of what is left (EIP-150), and 5,000 reach the call.
    uint256 private constant NEEDED = 157_500;
    uint8 private constant LEAST_DECIMALS = 2;
    uint8 private constant MOST_DECIMALS = 18;
    /// @dev Of `transfer(address,uint256)`, in front of its arguments.
    uint256 private constant TRANSFER = 0xa9059cbb << 224;

    /// @notice Sends `amount` of `token` to `to`, and says whether the token accepted: it did not
    /// revert, and returned exactly true or nothing at all.
    /// @param token Must have code; checked once by whoever keeps the address.
    function tryTransfer(address token, address to, uint256 amount)
        internal
        returns (bool accepted)
    {
        if (gasleft() < NEEDED) {
            revert IDistributionLedger.DistributionLedger_TooLittleGas(NEEDED, gasleft());
        }
        // Proof: the 68 bytes of input lie above the free pointer, in memory that is nobody's and
        // need not be kept. At most 32 bytes of output are written, to scratch space, so a long
        // return value costs nothing, and they are read only if 32 bytes were returned.
        assembly ("memory-safe") {
            let input := mload(0x40)
            mstore(input, TRANSFER)
            mstore(add(input, 0x04), to)
            mstore(add(input, 0x24), amount)
            let ok := call(ALLOWANCE, token, 0, input, 0x44, 0, 0x20)
            let silent := iszero(returndatasize())
            let yes := and(gt(returndatasize(), 0x1f), eq(mload(0), 1))
            accepted := and(ok, or(silent, yes))
        }
    }

    /// @notice Takes `amount` from `payer`, and believes only the balance.
    function collect(IERC20Metadata token, address payer, uint256 amount) internal {
        if (amount == 0) return;
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(payer, address(this), amount);
        uint256 received = token.balanceOf(address(this)) - before;
        if (received != amount) {
            revert IDistributionFunding.DistributionLedger_CashMismatch(amount, received);
        }
    }

    /// @notice Base units of `token` in one cent.
    ///
    /// Requirements: the token has code, and 2 to 18 decimals.
    function unitsPerCent(IERC20Metadata token) internal view returns (uint256) {
        if (address(token).code.length == 0) {
            revert IDistributionFunding.DistributionLedger_CashWithoutCode(address(token));
        }
        uint8 decimals = token.decimals();
        if (decimals < LEAST_DECIMALS || decimals > MOST_DECIMALS) {
            revert IDistributionFunding.DistributionLedger_DecimalsOutOfRange(
                LEAST_DECIMALS, MOST_DECIMALS, decimals
            );
        }
        return 10 ** (decimals - LEAST_DECIMALS);
    }
}
