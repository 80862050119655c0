// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountRecord} from "./AccountRecord.sol";
import {ExactShare} from "./ExactShare.sol";
import {FundedSum} from "./FundedSum.sol";

/// @notice One holder's settlement on its way. Always handled by reference, and overwritten for the
/// next holder of a batch.
struct Settlement {
    // Whom
    address holder;
    address finalHolder; // the last successor; holder itself if never replaced
    address payee;
    bool blocked; // whether the registry forbids paying
    // Closing balances, as the certificate's holding says
    uint256 balance; // [certificate units] of the current stretch
    uint256 firstIn; // [period] 0: never held
    uint256 changedIn; // [period] start of the current stretch
    // How far
    uint256 through; // [period] last one credited
    uint256 position; // [period] start of the stretch that contains `through`, 0 before the first
    uint256 cursor; // [entries] applied
    uint256 stepsLeft; // [stretches or entries]
    uint256 sumInterest; // [cents] funded up to `through`
    uint256 sumPrincipal; // [cents] funded up to `through`
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
        s.through = account.settledThrough();
        s.position = account.position();
        s.cursor = account.cursor();
        s.stepsLeft = maxSteps;
        s.sumInterest = account.sumInterest();
        s.sumPrincipal = account.sumPrincipal();
        s.interest = 0;
        s.principal = 0;
        s.debit = 0;
    }

    /// @notice Credits `balance` with what was funded between here and `sum`, and goes there.
    function creditTo(Settlement memory s, uint256 balance, FundedSum sum) internal pure {
        (uint256 interest, uint256 principal) = (sum.interest(), sum.principal());
        unchecked {
            s.interest += balance * (interest - s.sumInterest);
            s.principal += balance * (principal - s.sumPrincipal);
        }
        (s.sumInterest, s.sumPrincipal) = (interest, principal);
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

    /// @notice Divides the credits, remainders of `account` included, into whole units.
    /// @return next The account that the settlement leaves, with the remainders to carry.
    function close(Settlement memory s, AccountRecord account, uint256 unitsPerCent, uint256 supply)
        internal
        pure
        returns (AccountRecord next)
    {
        uint256 interest;
        uint256 principal;
        unchecked {
            interest = account.remainderInterest() + s.interest * unitsPerCent;
            principal = account.remainderPrincipal() + s.principal * unitsPerCent;
        }
        (s.interestUnits, interest) = ExactShare.split(interest, supply);
        (s.principalUnits, principal) = ExactShare.split(principal, supply);
        next = account.advanced(s.through, s.position, s.cursor, s.sumInterest, s.sumPrincipal)
            .withRemainders(interest, principal);
    }
}
