// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDistributionFunding} from "../interfaces/IDistributionFunding.sol";
import {IDistributionLedger} from "../interfaces/IDistributionLedger.sol";
import {IHeldCash} from "../interfaces/IHeldCash.sol";
import {PAYER_ROLE} from "../libraries/Roles.sol";
import {FalseReturningDollar} from "../testing/FalseReturningDollar.sol";
import {GasBurningDollar} from "../testing/GasBurningDollar.sol";
import {HostileDollar} from "../testing/HostileDollar.sol";
import {ReentrantDollar} from "../testing/ReentrantDollar.sol";
import {ReturnBombDollar} from "../testing/ReturnBombDollar.sol";
import {RevertingDollar} from "../testing/RevertingDollar.sol";
import {SilentDollar} from "../testing/SilentDollar.sol";
import {TrueReturningDollar} from "../testing/TrueReturningDollar.sol";
import {ZeroRevertingDollar} from "../testing/ZeroRevertingDollar.sol";
import {IMintableDollar, LedgerWorld} from "./LedgerWorld.sol";

/// @title Cash tokens that lie, each for its lie
contract DistributionHostileCashTest is LedgerWorld {
    uint256 private constant ALL = type(uint256).max;

    /// @dev A month payable in `dollar`, which is honest until told to lie.
    function _payable(address dollar) private {
        deploy(IMintableDollar(dollar), 12);
        issueToThree();
        distribute(1, 500_000, 20_000);
        passPay(1);
    }

    function _assertOnlyBIsHeld(HostileDollar dollar) private {
        _payable(address(dollar));
        uint256 owed = ledger.claimable(holderB).payableNow;
        dollar.lieTo(holderB, true);
        settleAll(three());
        (uint256 held, IHeldCash.HoldReason reason) = ledger.heldOf(holderB);
        assertEq(held, owed, "held");
        assertTrue(reason == IHeldCash.HoldReason.CashRefused, "reason");
        assertEq(cash.balanceOf(holderA), owed, "the holder before is paid");
        assertGe(cash.balanceOf(holderC), owed, "the holder after is paid");
        _assertSolvent();
        dollar.lieTo(holderB, false);
        assertEq(ledger.retryHeld(holderB), owed, "paid after all");
        _assertSolvent();
    }

    function _assertSolvent() private view {
        IDistributionLedger.Totals memory totals = ledger.totals();
        assertEq(cash.balanceOf(address(ledger)), totals.outstanding, "cash as booked");
        assertGe(totals.outstanding, totals.held, "held cash is here");
    }

    function test_inv_9_settleMany__cash_reverts_for_one__others_are_paid() public {
        _assertOnlyBIsHeld(new RevertingDollar());
    }

    function test_inv_9_settleMany__cash_returns_false_for_one__others_are_paid() public {
        _assertOnlyBIsHeld(new FalseReturningDollar());
    }

    function test_inv_9_settleMany__cash_burns_all_gas_for_one__others_are_paid() public {
        _assertOnlyBIsHeld(new GasBurningDollar());
    }

    function test_inv_9_settleMany__cash_answers_a_novel_for_one__others_are_paid() public {
        _assertOnlyBIsHeld(new ReturnBombDollar());
    }

    function test_settle__cash_answers_a_novel__costs_no_more_than_its_allowance() public {
        ReturnBombDollar dollar = new ReturnBombDollar();
        _payable(address(dollar));
        dollar.lieToAll(true);
        uint256 before = gasleft();
        ledger.settle(holderA, ALL);
        assertLt(before - gasleft(), ledger.CASH_GAS() + 150_000, "not copied");
    }

    function test_settle__cash_returns_nothing__is_paid() public {
        _payable(address(new SilentDollar()));
        uint256 paid = ledger.settle(holderA, ALL);
        assertGt(paid, 0, "paid");
        assertEq(cash.balanceOf(holderA), paid, "received");
        _assertSolvent();
    }

    function test_settle__cash_reverts_on_nothing__is_never_asked_for_nothing() public {
        deploy(IMintableDollar(address(new ZeroRevertingDollar())), 12);
        issueToThree();
        distribute(1, 0, 0);
        passPay(1);
        settleAll(three());
        assertEq(ledger.accountOf(holderA).settledThrough, 1, "settled");
        assertEq(ledger.totals().held, 0, "nothing is held");
    }

    function test_fund__cash_says_true_and_moves_nothing__reverts() public {
        TrueReturningDollar dollar = new TrueReturningDollar();
        deploy(IMintableDollar(address(dollar)), 12);
        issueToThree();
        dollar.lieToAll(true);
        accept(1, 0, 500_000, 20_000);
        bytes4 kind = IDistributionFunding.DistributionLedger_CashMismatch.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, 520_000 * CENT, 0));
        postAndFund(1);
    }

    // Re-entry

    /// @dev Settles `holderA` while `call_` is tried from inside the payment.
    function _settleWhile(bytes memory call_) private returns (ReentrantDollar dollar) {
        dollar = new ReentrantDollar();
        _payable(address(dollar));
        dollar.arm(address(ledger), call_);
        dollar.lieTo(holderA, true);
        uint256 owed = ledger.claimable(holderA).payableNow;
        assertEq(ledger.settle(holderA, ALL), owed, "paid once");
        assertEq(cash.balanceOf(holderA), owed, "received once");
        _assertSolvent();
    }

    function _assertRefused(ReentrantDollar dollar) private view {
        assertEq(dollar.successes(), 0, "no call back succeeded");
        assertEq(dollar.refusals(), 1, "it was tried");
        bytes4 kind = IDistributionFunding.DistributionLedger_Reentered.selector;
        assertEq(bytes32(bytes4(dollar.refusal())), bytes32(kind), "told why");
    }

    function test_settle__re_entered__refuses_every_way_in() public {
        bytes[8] memory calls = [
            abi.encodeCall(IDistributionLedger.settle, (holderA, ALL)),
            abi.encodeCall(IDistributionLedger.settle, (holderB, ALL)),
            abi.encodeCall(IDistributionLedger.settleMany, (three(), ALL)),
            abi.encodeCall(IDistributionLedger.settleTo, (holderB, holderA, ALL, ALL, "")),
            abi.encodeCall(IHeldCash.retryHeld, (holderA)),
            abi.encodeCall(IHeldCash.executeOrder, (holderA)),
            abi.encodeCall(IDistributionLedger.settle, (holderC, 0)),
            abi.encodeCall(IDistributionLedger.settleMany, (new address[](0), 0))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            _assertRefused(_settleWhile(calls[i]));
        }
    }

    function test_fund__re_entered_by_a_payer__is_refused() public {
        ReentrantDollar dollar = new ReentrantDollar();
        deploy(IMintableDollar(address(dollar)), 12);
        issueToThree();
        ledger.grantRole(PAYER_ROLE, address(dollar));
        accept(1, 0, 500_000, 20_000);
        accept(2, 0, 500_000, 20_000);
        dollar.arm(address(ledger), abi.encodeCall(IDistributionFunding.postAndFund, (2)));
        dollar.lieToAll(true);
        postAndFund(1);
        _assertRefused(dollar);
        assertEq(ledger.lastFunded(), 1, "one period");
    }

    function test_fund__cash_given_back_on_the_way__reverts() public {
        ReentrantDollar dollar = new ReentrantDollar();
        deploy(IMintableDollar(address(dollar)), 12);
        issueToThree();
        accept(1, 0, 500_000, 20_000);
        dollar.arm(address(dollar), abi.encodeCall(HostileDollar.mint, (address(ledger), 1)));
        dollar.lieToAll(true);
        bytes4 kind = IDistributionFunding.DistributionLedger_CashMismatch.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, 520_000 * CENT, 520_000 * CENT + 1));
        postAndFund(1);
    }
}
