// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReportChecks} from "../interfaces/IReportChecks.sol";
import {Content} from "../libraries/Report.sol";
import {OracleDeal} from "./OracleDeal.sol";

/// @notice `accept`: figures that do not add up are refused although a quorum signed them. Every
/// test takes a good month of a deal with losses, breaks one thing and keeps what else it can.
contract RemittanceOracleIdentitiesTest is OracleDeal {
    uint256 private constant SEED = 7;

    function setUp() public override {
        super.setUp();
        acceptUpTo(1);
        warpToReportDay(2);
    }

    function test_accept__good_month_of_a_deal__accepted() public {
        Content memory content = good();
        assertGt(content.loss, 0, "with a loss");
        assertGt(content.capitalised, 0, "and capitalised arrears");
        assertTrue(post(content, 3), "accepted");
    }

    // Identities

    function test_accept__balance_does_not_roll__refused() public {
        Content memory content = good();
        uint256 additions = uint256(content.balanceBegin) + content.capitalised;
        content.balanceEnd += 1;
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_BalanceRoll.selector, additions, additions + 1
            )
        );
        content.balanceEnd -= 2;
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_BalanceRoll.selector, additions, additions - 1
            )
        );
    }

    function test_accept__balance_without_loans__refused() public {
        Content memory content = good();
        content.loanCountEnd = 0;
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_EmptyPool.selector, content.balanceEnd, 0
            )
        );
    }

    function test_accept__loans_without_balance__refused() public {
        Content memory content = draft(2);
        content.scheduled = content.balanceBegin;
        complete(content);
        content.loanCountEnd = 1;
        refuse(
            content, abi.encodeWithSelector(IReportChecks.RemittanceOracle_EmptyPool.selector, 0, 1)
        );
        content.loanCountEnd = 0;
        assertTrue(post(content, 3), "both gone");
    }

    function test_accept__loss_above_what_could_be_lost__refused() public {
        Content memory content = draft(2);
        content.liquidated = 60_000;
        content.forgiven = 30_000;
        content.expenses = 10_000;
        content.loss = 100_001;
        complete(content);
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_LossBound.selector, 100_000, 100_001
            )
        );
        content = draft(2);
        content.liquidated = 60_000;
        content.forgiven = 30_000;
        content.expenses = 10_000;
        content.loss = 100_000;
        complete(content);
        assertTrue(post(content, 3), "all of it");
    }

    function test_accept__cash_does_not_balance__refused() public {
        Content memory content = good();
        int256 distributed = int256(uint256(content.interestToInvestors))
            + int64(content.principalToInvestors) + content.reserveChange + content.leftover;
        content.reserveChange += 1;
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_Cash.selector, distributed, distributed + 1
            )
        );
        content.reserveChange -= 1;
        content.recoveries += 1;
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_Cash.selector, distributed + 1, distributed
            )
        );
    }

    function test_accept__leftover_too_large__refused() public {
        Content memory content = good();
        int64 allowance = int64(int256(2 * uint256(content.loanCountBegin) + 4));
        content.leftover = allowance + 1;
        balanceCash(content);
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_LeftoverBound.selector,
                uint64(allowance),
                content.leftover
            )
        );
        content.leftover = -allowance - 1;
        balanceCash(content);
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_LeftoverBound.selector,
                uint64(allowance),
                content.leftover
            )
        );
        content.leftover = -allowance;
        balanceCash(content);
        assertTrue(post(content, 3), "as large as allowed");
    }

    function test_accept__interest_is_not_the_sum_of_the_classes__refused() public {
        Content memory content = good();
        uint64 sum = content.interestToInvestors;
        content.interestToInvestors -= 1;
        content.reserveChange += 1;
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_InterestSum.selector, sum - 1, sum
            )
        );
    }

    function test_accept__principal_is_not_the_sum_of_the_classes__refused() public {
        Content memory content = good();
        uint64 sum = content.principalToInvestors;
        content.principalToInvestors -= 1;
        content.reserveChange += 1;
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_PrincipalSum.selector, sum - 1, sum
            )
        );
    }

    function test_accept__class_does_not_roll__refused() public {
        Content memory content = good();
        uint256 additions = uint256(content.classRows[2].begin) + content.classRows[2].accrued
            + content.classRows[2].writeUp;
        content.classRows[2].end += 1;
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_ClassRoll.selector, 2, additions, additions + 1
            )
        );
        content.classRows[2].end -= 1;
        content.classRows[2].writeUp += 1;
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_ClassRoll.selector, 2, additions + 1, additions
            )
        );
    }

    function test_accept__classes_end_beside_the_pool__refused() public {
        Content memory content = good();
        content.classRows[3].writeUp += 1;
        content.classRows[3].end += 1;
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_ClassSumEnd.selector,
                content.balanceEnd,
                uint256(content.balanceEnd) + 1
            )
        );
        content.overcollateralisationEnd -= 1;
        assertTrue(post(content, 3), "taken from overcollateralisation");
    }

    function test_accept__classes_begin_beside_the_pool__refused() public {
        Content memory content = good();
        content.overcollateralisationBegin += 1;
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_ClassSumBegin.selector,
                content.balanceBegin,
                uint256(content.balanceBegin) + 1
            )
        );
    }

    function test_accept__notional_class_paid_principal__refused() public {
        Content memory content = good();
        content.classRows[NOTIONAL_CLASS].principal = 1;
        content.principalToInvestors += 1;
        content.reserveChange -= 1;
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_NotionalPrincipal.selector, NOTIONAL_CLASS, 1
            )
        );
    }

    function test_accept__notional_balance_grows__refused() public {
        Content memory content = good();
        uint64 begin = content.classRows[NOTIONAL_CLASS].begin;
        content.classRows[NOTIONAL_CLASS].end = begin + 1;
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_NotionalBound.selector,
                NOTIONAL_CLASS,
                begin,
                begin + 1
            )
        );
        content.classRows[NOTIONAL_CLASS].accrued = 1;
        assertTrue(post(content, 3), "what accrued may grow");
    }

    // Bounds

    function test_accept__interest_above_the_bound__refused() public {
        Content memory content = draft(2);
        complete(content);
        uint256 bound_ = interestBound(content, 30);
        payInterest(content, bound_ + 1);
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_InterestBound.selector, bound_, bound_ + 1
            )
        );
        payInterest(content, bound_);
        assertTrue(post(content, 3), "at the bound");
    }

    function test_accept__open_shortfall_is_paid__within_the_bound() public {
        Content memory content = plain(2);
        content.shortfallEnd = 5000;
        post(content, 3);
        warpToReportDay(3);
        content = draft(3);
        complete(content);
        content.shortfallEnd = 0;
        uint256 bound_ = interestBound(content, 30);
        payInterest(content, bound_ + 5001);
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_InterestBound.selector, bound_ + 5000, bound_ + 5001
            )
        );
        payInterest(content, bound_ + 5000);
        assertTrue(post(content, 3), "the shortfall on top");
    }

    function test_accept__shortfall_made_up__refused() public {
        Content memory content = draft(2);
        complete(content);
        uint64 unpaid = uint64(interestBound(content, 30) - content.interestToInvestors);
        content.shortfallEnd = unpaid + 1;
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_ShortfallBound.selector, unpaid, unpaid + 1
            )
        );
        content.shortfallEnd = unpaid;
        assertTrue(post(content, 3), "what was not paid");
    }

    function test_accept__fees_above_the_bound__refused() public {
        Content memory content = draft(2);
        complete(content);
        uint256 charged = (uint256(content.balanceBegin) * 2 * FEE_RATE + 12e6 - 1) / 12e6;
        uint64 maximum = uint64(charged + 2 * content.loanCountBegin + 4);
        content.guarantyFee = maximum - content.servicingFee + 1;
        balanceCash(content);
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_FeeBound.selector, maximum, maximum + 1
            )
        );
        content.guarantyFee -= 1;
        balanceCash(content);
        assertTrue(post(content, 3), "at the bound");
    }

    // Chain

    function test_accept__begins_with_another_balance__refused() public {
        Content memory content = good();
        uint64 expected = content.balanceBegin;
        content.balanceBegin += 1;
        content.scheduled += 1;
        content.overcollateralisationBegin += 1;
        balanceCash(content);
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_BalanceChain.selector, expected, expected + 1
            )
        );
    }

    function test_accept__begins_with_another_loan_count__refused() public {
        Content memory content = good();
        uint32 expected = content.loanCountBegin;
        content.loanCountBegin += 1;
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_LoanCountChain.selector, expected, expected + 1
            )
        );
    }

    function test_accept__begins_with_another_overcollateralisation__refused() public {
        Content memory content = good();
        content.overcollateralisationBegin += 1;
        content.classRows[0].begin -= 1;
        content.classRows[0].writeUp += 1;
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_OvercollateralisationChain.selector,
                content.overcollateralisationBegin - 1,
                content.overcollateralisationBegin
            )
        );
    }

    function test_accept__begins_with_another_shortfall__refused() public {
        Content memory content = good();
        content.shortfallBegin = 1;
        refuse(
            content,
            abi.encodeWithSelector(IReportChecks.RemittanceOracle_ShortfallChain.selector, 0, 1)
        );
    }

    function test_accept__class_begins_with_another_balance__refused() public {
        Content memory content = good();
        uint64 expected = content.classRows[0].begin;
        content.classRows[0].begin -= 1;
        content.classRows[0].writeUp += 1;
        content.classRows[2].begin += 1;
        content.classRows[2].loss += 1;
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_ClassChain.selector, 0, expected, expected - 1
            )
        );
    }

    function test_accept__class_turns_notional__refused() public {
        Content memory content = draft(2);
        content.scheduled = content.classRows[0].begin;
        complete(content);
        assertTrue(post(content, 3), "class A is paid off");
        warpToReportDay(3);
        content = plain(3);
        content.classRows[0].notional = true;
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_ClassKind.selector, 0, false, true
            )
        );
        content.classRows[0].notional = false;
        assertTrue(post(content, 3), "as it was");
    }

    function good() private view returns (Content memory) {
        return random(2, SEED);
    }

    function interestBound(Content memory content, uint256 accrualDays)
        private
        pure
        returns (uint256)
    {
        uint256 earned = uint256(content.balanceBegin) * NOTE_RATE * accrualDays;
        return (earned + 360e6 - 1) / 360e6 + 2 * uint256(content.loanCountBegin) + 4;
    }

    function payInterest(Content memory content, uint256 interest) private pure {
        uint256 others = content.interestToInvestors - content.classRows[0].interest;
        content.classRows[0].interest = uint64(interest - others);
        content.interestToInvestors = uint64(interest);
        balanceCash(content);
    }
}
