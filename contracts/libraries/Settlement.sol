// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IHolderRecords} from "../interfaces/IHolderRecords.sol";
import {AccountRecord} from "./AccountRecord.sol";
import {ExactShare} from "./ExactShare.sol";
import {Holding} from "./Holding.sol";

/// @notice One holder's settlement on its way. Always handled by reference, and overwritten for the
/// next holder of a batch.
struct Settlement {
    // Whom; `resolve` relies on this order
    address holder;
    address finalHolder; // the last successor; holder itself if never replaced
    address payee;
    bool blocked; // whether the registry forbids paying
    Holding holding; // [certificate units, periods] present
    // How far
    AccountRecord account;
    uint256 stepsLeft; // [stretches or entries]
    // How much
    uint256 interest; // [certificate units * cents] credited on this way
    uint256 principal; // [certificate units * cents] credited on this way
    uint256 debit; // [certificate units * cents] debited on this way
    uint256 interestUnits; // [units] to pay, once closed
    uint256 principalUnits; // [units] to pay, once closed
}

using Settlements for Settlement global;

/// @notice Opens a settlement from an account, credits it, and closes it into the next account.
///
/// Unchecked sums and products stay far below 2**256: a balance is below 2**60, an amount or a sum
/// of cents below 2**65, a cent at most 2**54 units, and there are at most 2**15 entries. Funded
/// sums never fall from one period to the next.
library Settlements {
    /// @notice Asks the register whom to pay what `holder` earned.
    function resolve(Settlement memory s, IHolderRecords register, address holder) internal view {
        s.holder = holder;
        bytes4 payeeOf = IHolderRecords.payeeOf.selector;
        // Proof: the 36 bytes of input lie above the free pointer, in memory that is nobody's. The
        // answer's first three words go to the fields after `holder`, in the order in which
        // `payeeOf` returns them, and nowhere else; the register's compiler has cleaned them. A
        // refusal, or a shorter answer, reverts with what was answered.
        assembly ("memory-safe") {
            let input := mload(0x40)
            mstore(input, payeeOf)
            mstore(add(input, 0x04), holder)
            let ok := staticcall(gas(), register, input, 0x24, add(s, 0x20), 0x60)
            if iszero(and(ok, gt(returndatasize(), 0x5f))) {
                returndatacopy(input, 0, returndatasize())
                revert(input, returndatasize())
            }
        }
    }

    /// @notice Begins where `account` stands.
    function open(Settlement memory s, AccountRecord account, uint256 maxSteps) internal pure {
        (s.account, s.stepsLeft) = (account, maxSteps);
        (s.interest, s.principal, s.debit) = (0, 0, 0);
    }

    /// @notice Credits `balance` with what was funded from here to period `through` of the stretch
    /// that begins in `start`, and goes there; `interest` and `principal` are the sums funded up to
    /// it. [certificate units, cents]
    function creditThrough(
        Settlement memory s,
        uint256 balance,
        uint256 interest,
        uint256 principal,
        uint256 through,
        uint256 start
    ) internal pure {
        AccountRecord account = s.account;
        unchecked {
            s.interest += balance * (interest - account.sumInterest());
            s.principal += balance * (principal - account.sumPrincipal());
        }
        s.account = account.movedTo(through, start, interest, principal);
    }

    /// @notice Credits a positive leg, debits a negative one; both are `balance` times a leg.
    function adjust(Settlement memory s, uint256 balance, int256 interest, int256 principal)
        internal
        pure
    {
        unchecked {
            if (interest > 0) s.interest += balance * uint256(interest);
            else s.debit += balance * uint256(-interest);
            if (principal > 0) s.principal += balance * uint256(principal);
            else s.debit += balance * uint256(-principal);
        }
    }

    /// @notice Divides the credits and the remainders of before into whole units, and leaves the
    /// remainders to carry in the account.
    function close(Settlement memory s, uint256 unitsPerCent, uint256 supply) internal pure {
        AccountRecord account = s.account;
        uint256 interest;
        uint256 principal;
        unchecked {
            interest = account.remainderInterest() + s.interest * unitsPerCent;
            principal = account.remainderPrincipal() + s.principal * unitsPerCent;
        }
        (s.interestUnits, interest) = ExactShare.split(interest, supply);
        (s.principalUnits, principal) = ExactShare.split(principal, supply);
        s.account = account.withRemainders(interest, principal);
    }
}
