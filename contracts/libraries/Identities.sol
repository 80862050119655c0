// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReportChecks} from "../interfaces/IReportChecks.sol";
import {ClassRow, Content} from "./Report.sol";
import {Require} from "./Require.sol";

/// @title What the figures of one report must satisfy among themselves
/// @notice Each function enforces the identity it is named for and refuses with the error of
/// {IReportChecks} that states it. Arithmetic is unchecked: amounts have 64 bits and are at most
/// multiplied by a rate and by days (below 2**32 together), and there are at most 2**16 of them to
/// add up, so 256 bits cannot overflow.
library Identities {
    /// @dev Sums over the class rows of one report.
    struct ClassSums {
        uint256 interest; // [cents]
        uint256 principal; // [cents]
        uint256 begin; // of classes that are not notional [cents]
        uint256 end; // of classes that are not notional [cents]
    }

    /// @dev Every identity that needs nothing but the report.
    function requireAll(Content memory content) internal pure {
        requireBalanceRoll(content);
        requireEmptyPool(content);
        requireLossBound(content);
        requireCash(content);
        requireLeftoverBound(content);
        requireClasses(content);
    }

    function requireBalanceRoll(Content memory content) internal pure {
        unchecked {
            uint256 additions = uint256(content.balanceBegin) + content.capitalised;
            uint256 removals = uint256(content.scheduled) + content.curtailed + content.paidOff
                + content.liquidated + content.forgiven;
            Require.equal(
                additions,
                content.balanceEnd + removals,
                IReportChecks.RemittanceOracle_BalanceRoll.selector
            );
        }
    }

    function requireEmptyPool(Content memory content) internal pure {
        if ((content.balanceEnd == 0) == (content.loanCountEnd == 0)) return;
        revert IReportChecks.RemittanceOracle_EmptyPool(content.balanceEnd, content.loanCountEnd);
    }

    function requireLossBound(Content memory content) internal pure {
        unchecked {
            uint256 maximum = uint256(content.liquidated) + content.forgiven + content.expenses;
            Require.atMost(maximum, content.loss, IReportChecks.RemittanceOracle_LossBound.selector);
        }
    }

    function requireCash(Content memory content) internal pure {
        int256 available;
        int256 distributed;
        unchecked {
            available = _int(content.grossInterest) - _int(content.servicingFee)
                - _int(content.guarantyFee) + _int(content.balanceBegin) - _int(content.balanceEnd)
                - _int(content.loss) + _int(content.recoveries);
            distributed = _int(content.interestToInvestors) + _int(content.principalToInvestors)
                + content.reserveChange + content.leftover;
        }
        if (available != distributed) {
            revert IReportChecks.RemittanceOracle_Cash(available, distributed);
        }
    }

    function requireLeftoverBound(Content memory content) internal pure {
        uint256 maximum = roundingAllowance(content);
        int256 leftover = content.leftover;
        if (uint256(leftover < 0 ? -leftover : leftover) > maximum) {
            revert IReportChecks.RemittanceOracle_LeftoverBound(maximum, content.leftover);
        }
    }

    /// @dev Class-roll, notional classes, interest-sum, principal-sum and class-sum.
    function requireClasses(Content memory content) internal pure {
        ClassSums memory sums;
        sums.begin = content.overcollateralisationBegin;
        sums.end = content.overcollateralisationEnd;
        for (uint256 i = 0; i < content.classRows.length; ++i) {
            ClassRow memory row = content.classRows[i];
            unchecked {
                sums.interest += row.interest;
                sums.principal += row.principal;
                if (row.notional) {
                    _requireNotional(i, row);
                } else {
                    _requireClassRoll(i, row);
                    sums.begin += row.begin;
                    sums.end += row.end;
                }
            }
        }
        _requireSums(content, sums);
    }

    /// @dev Interest-bound and shortfall-bound.
    /// @param accrualDays 30 for 30/360, the days of the month before for actual/360
    function requireInterestBound(Content memory content, uint256 maxRatePpm, uint256 accrualDays)
        internal
        pure
    {
        unchecked {
            uint256 earned = _divUp(content.balanceBegin * maxRatePpm * accrualDays, 360e6);
            uint256 maximum = earned + roundingAllowance(content) + content.shortfallBegin;
            uint256 interest = content.interestToInvestors;
            Require.atMost(maximum, interest, IReportChecks.RemittanceOracle_InterestBound.selector);
            Require.atMost(
                maximum - interest,
                content.shortfallEnd,
                IReportChecks.RemittanceOracle_ShortfallBound.selector
            );
        }
    }

    function requireFeeBound(Content memory content, uint256 maxFeePpm) internal pure {
        unchecked {
            uint256 charged = _divUp(content.balanceBegin * maxFeePpm, 12e6);
            Require.atMost(
                charged + roundingAllowance(content),
                uint256(content.servicingFee) + content.guarantyFee,
                IReportChecks.RemittanceOracle_FeeBound.selector
            );
        }
    }

    /// @dev Cents by which sums of rounded parts may miss a rounded whole.
    function roundingAllowance(Content memory content) internal pure returns (uint256) {
        unchecked {
            return 2 * uint256(content.loanCountBegin) + content.classRows.length;
        }
    }

    function _requireNotional(uint256 tranche, ClassRow memory row) private pure {
        if (row.principal != 0) {
            revert IReportChecks.RemittanceOracle_NotionalPrincipal(tranche, row.principal);
        }
        uint256 maximum;
        unchecked {
            maximum = uint256(row.begin) + row.accrued + row.writeUp;
        }
        if (row.end > maximum) {
            revert IReportChecks.RemittanceOracle_NotionalBound(tranche, maximum, row.end);
        }
    }

    function _requireClassRoll(uint256 tranche, ClassRow memory row) private pure {
        unchecked {
            Require.equalOf(
                tranche,
                uint256(row.begin) + row.accrued + row.writeUp,
                uint256(row.end) + row.principal + row.loss,
                IReportChecks.RemittanceOracle_ClassRoll.selector
            );
        }
    }

    function _requireSums(Content memory content, ClassSums memory sums) private pure {
        Require.equal(
            content.interestToInvestors,
            sums.interest,
            IReportChecks.RemittanceOracle_InterestSum.selector
        );
        Require.equal(
            content.principalToInvestors,
            sums.principal,
            IReportChecks.RemittanceOracle_PrincipalSum.selector
        );
        Require.equal(
            content.balanceBegin, sums.begin, IReportChecks.RemittanceOracle_ClassSumBegin.selector
        );
        Require.equal(
            content.balanceEnd, sums.end, IReportChecks.RemittanceOracle_ClassSumEnd.selector
        );
    }

    function _divUp(uint256 numerator, uint256 denominator) private pure returns (uint256) {
        unchecked {
            return (numerator + denominator - 1) / denominator;
        }
    }

    /// @dev 64 bits always fit.
    function _int(uint64 amount) private pure returns (int256) {
        return int256(uint256(amount));
    }
}
