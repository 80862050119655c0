// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountRecord} from "./AccountRecord.sol";
import {ExactShare} from "./ExactShare.sol";
import {Amounts} from "./Amounts.sol";
import {Holding} from "./Holding.sol";

/// @notice One holder's settlement on its way. Always handled by reference, and overwritten for the
/// next holder of a batch.
struct Settlement {
    // Whom
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
    /// @notice Begins where `account` stands.
    function open(Settlement memory s, AccountRecord account, uint256 maxSteps) internal pure {
        (s.account, s.stepsLeft) = (account, maxSteps);
        (s.interest, s.principal, s.debit) = (0, 0, 0);
    }

    /// @notice Credits `balance` with what was funded from here to period `through`, the last of
    /// this settlement in the stretch that begins in `start`; `sum` is what was funded up to it.
    function creditThrough(
        Settlement memory s,
        uint256 balance,
        Amounts sum,
        uint256 through,
        uint256 start
    ) internal pure {
        AccountRecord account = s.account;
        (uint256 interest, uint256 principal) = (sum.interest(), sum.principal());
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
