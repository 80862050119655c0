// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Why a report that a quorum signed is refused all the same
///
/// @notice A report's own figures must add up (identities), must continue the report before
/// (chain) and must stay within what the pool's terms allow (bounds). Nothing is ever clamped: a
/// figure outside is refused, and the error carries both sides. Amounts are cents.
///
/// `roundingAllowance = 2 * loanCountBegin + number of classes` cents: every loan's interest and
/// fees, and every class's interest, are rounded half up on their own, so sums may differ from a
/// computation on the pool by less than that.
interface IReportChecks {
    // Place of the report

    /// @notice The report is about another pool.
    error RemittanceOracle_PoolMismatch(bytes32 expected, bytes32 received);
    /// @notice The report is neither the next period's nor a revision that is due. While
    /// restating, `expected` is the period to revise next; earlier ones may be revised too.
    error RemittanceOracle_PeriodOutOfOrder(uint16 expected, uint16 received);
    /// @notice The period of that index is another month.
    error RemittanceOracle_MonthMismatch(uint32 expected, uint32 received);
    /// @notice The period needs a revision of at least `minimum`.
    error RemittanceOracle_RevisionTooLow(uint256 minimum, uint16 received);
    /// @notice The period takes a revision of at most `maximum`: gaps are allowed, of 255 numbers at
    /// most, or one mistyped revision would leave no number for a later correction.
    error RemittanceOracle_RevisionTooHigh(uint256 maximum, uint16 received);
    /// @notice The report does not follow the one accepted last.
    error RemittanceOracle_PreviousReportMismatch(bytes32 expected, bytes32 received);
    /// @notice `asOf` is not 00:00 on the 1st of the month at either of New York's offsets.
    error RemittanceOracle_AsOfMismatch(uint64 daylight, uint64 standard, uint64 received);
    /// @notice The report is dated in the future.
    error RemittanceOracle_AsOfInFuture(uint256 time, uint64 received);
    /// @notice The report must carry one row per class.
    error RemittanceOracle_ClassCount(uint256 expected, uint256 received);

    // Chain: what began must be what ended

    /// @notice Balance of all loans.
    error RemittanceOracle_BalanceChain(uint64 expected, uint64 received);
    /// @notice Number of loans.
    error RemittanceOracle_LoanCountChain(uint32 expected, uint32 received);
    /// @notice Overcollateralisation.
    error RemittanceOracle_OvercollateralisationChain(uint64 expected, uint64 received);
    /// @notice Interest owed to classes.
    error RemittanceOracle_ShortfallChain(uint64 expected, uint64 received);
    /// @notice Balance of a class.
    error RemittanceOracle_ClassChain(uint256 tranche, uint64 expected, uint64 received);
    /// @notice A class is notional for good, or never.
    error RemittanceOracle_ClassKind(uint256 tranche, bool notional, bool received);

    // Identities: sums that must be equal

    /// @notice begin + capitalised = end + scheduled + curtailed + paidOff + liquidated + forgiven.
    error RemittanceOracle_BalanceRoll(uint256 beginAndAdditions, uint256 endAndRemovals);
    /// @notice No balance is left if and only if no loan is.
    error RemittanceOracle_EmptyPool(uint64 balanceEnd, uint32 loanCountEnd);
    /// @notice (gross - fees) + (begin - end - loss) + recoveries
    /// = interest + principal + reserve change + leftover.
    error RemittanceOracle_Cash(int256 available, int256 distributed);
    /// @notice The classes' interest is the interest to investors.
    error RemittanceOracle_InterestSum(uint256 total, uint256 sumOfClasses);
    /// @notice The classes' principal is the principal to investors.
    error RemittanceOracle_PrincipalSum(uint256 total, uint256 sumOfClasses);
    /// @notice begin + accrued + writeUp = end + principal + loss, of a class that is not notional.
    error RemittanceOracle_ClassRoll(
        uint256 tranche, uint256 beginAndAdditions, uint256 endAndRemovals
    );
    /// @notice Classes that are not notional and overcollateralisation make up the pool, before.
    error RemittanceOracle_ClassSumBegin(uint256 balanceBegin, uint256 sumOfClasses);
    /// @notice Classes that are not notional and overcollateralisation make up the pool, after.
    error RemittanceOracle_ClassSumEnd(uint256 balanceEnd, uint256 sumOfClasses);
    /// @notice A notional class pays no principal.
    error RemittanceOracle_NotionalPrincipal(uint256 tranche, uint64 received);

    // Bounds: sums that must not be exceeded

    /// @notice A notional balance rises only by what accrued or was written up.
    error RemittanceOracle_NotionalBound(uint256 tranche, uint256 maximum, uint64 received);
    /// @notice loss <= liquidated + forgiven + expenses.
    error RemittanceOracle_LossBound(uint256 maximum, uint64 received);
    /// @notice |leftover| <= roundingAllowance.
    error RemittanceOracle_LeftoverBound(uint256 maximum, int64 received);
    /// @notice interest to investors <= begin * max rate * accrual days / day basis (rounded up)
    /// + roundingAllowance + shortfall begin.
    error RemittanceOracle_InterestBound(uint256 maximum, uint64 received);
    /// @notice shortfall end <= what the interest bound leaves above the interest paid, so that a
    /// made-up shortfall cannot lift the bound of the month after.
    error RemittanceOracle_ShortfallBound(uint256 maximum, uint64 received);
    /// @notice servicing fee + guaranty fee <= begin * max fee / 12 (rounded up)
    /// + roundingAllowance.
    error RemittanceOracle_FeeBound(uint256 maximum, uint256 received);
}
