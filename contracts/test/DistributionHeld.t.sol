// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDistributionLedger} from "../interfaces/IDistributionLedger.sol";
import {IHeldCash} from "../interfaces/IHeldCash.sol";
import {TestDollar} from "../testing/TestDollar.sol";
import {LedgerWorld} from "./LedgerWorld.sol";

/// @title Cash that could not be sent, and orders on it
contract DistributionHeldTest is LedgerWorld {
    uint256 private constant ALL = type(uint256).max;

    address private state = actor("state treasury");
    uint256 private owed;

    function setUp() public {
        deploy(newTestDollar(), 12);
        issueToThree();
        distribute(1, 500_000, 20_000);
        passPay(1);
        IDistributionLedger.Claim memory claim = ledger.claimable(holderA);
        owed = claim.payableNow;
    }

    function _dollar() private view returns (TestDollar) {
        return TestDollar(address(cash));
    }

    function _hold() private {
        blockHolder(holderA, true);
        ledger.settle(holderA, ALL);
    }

    function _assertHeld(address holder, uint256 amount, IHeldCash.HoldReason expected)
        private
        view
    {
        (uint256 held, IHeldCash.HoldReason reason) = ledger.heldOf(holder);
        assertEq(held, amount, "held");
        assertTrue(reason == expected, "reason");
    }

    // Holding

    function test_settle__blocked_holder__is_held_with_the_reason() public {
        blockHolder(holderA, true);
        vm.expectEmit(address(ledger));
        emit IHeldCash.PaymentHeld(holderA, owed, IHeldCash.HoldReason.HolderBlocked, owed);
        assertEq(ledger.settle(holderA, ALL), 0, "nothing leaves");
        _assertHeld(holderA, owed, IHeldCash.HoldReason.HolderBlocked);
        assertEq(ledger.totals().held, owed, "total held");
        assertEq(ledger.totals().paid, 0, "nothing paid");
        assertEq(ledger.totals().outstanding, 520_000 * CENT, "still to be kept");
    }

    function test_settle__second_hold__adds_up() public {
        _hold();
        distribute(2, 400_000, 20_000);
        passPay(2);
        ledger.settle(holderA, ALL);
        (uint256 held,) = ledger.heldOf(holderA);
        assertGt(held, owed, "both months");
        assertEq(ledger.totals().held, held, "total held");
    }

    function test_inv_9_settleMany__one_blocked_by_the_cash_token__others_are_paid() public {
        _dollar().addToBlocklist(holderA);
        settleAll(three());
        _assertHeld(holderA, owed, IHeldCash.HoldReason.CashRefused);
        assertEq(cash.balanceOf(holderB), owed, "an equal holder is paid in full");
        assertGe(cash.balanceOf(holderC), owed, "and the next");
    }

    function test_inv_9_settleMany__cash_paused__all_are_held_and_retried_later() public {
        _dollar().pause();
        settleAll(three());
        _assertHeld(holderB, owed, IHeldCash.HoldReason.CashRefused);
        _dollar().unpause();
        for (uint256 i = 0; i < 3; ++i) {
            ledger.retryHeld(three()[i]);
        }
        assertEq(cash.balanceOf(holderB), owed, "paid after all");
        assertEq(ledger.totals().held, 0, "nothing is held");
    }

    function test_inv_9_settleMany__the_ledger_itself_blocked__loses_nothing() public {
        _dollar().addToBlocklist(address(ledger));
        settleAll(three());
        assertEq(ledger.totals().paid, 0, "nothing left");
        _dollar().removeFromBlocklist(address(ledger));
        assertEq(ledger.retryHeld(holderA), owed, "nothing was lost");
    }

    function test_settle__payout_wallet_forbidden__is_held() public {
        address[3] memory forbidden = [address(ledger), address(cash), address(certificate)];
        for (uint256 i = 0; i < forbidden.length; ++i) {
            uint256 begin = vm.snapshotState();
            vm.prank(holderA);
            registry.setPayout(forbidden[i]);
            ledger.settle(holderA, ALL);
            _assertHeld(holderA, owed, IHeldCash.HoldReason.PayeeForbidden);
            vm.expectRevert(
                abi.encodeWithSelector(
                    IHeldCash.DistributionLedger_PayeeRefused.selector, forbidden[i]
                )
            );
            ledger.retryHeld(holderA);
            vm.revertToState(begin);
        }
    }

    function test_settle__too_little_gas__reverts_instead_of_holding() public {
        uint256 limit = 260_000; // fails in the token if it were not checked
        bool refused;
        for (; limit > 120_000 && !refused; limit -= 2000) {
            uint256 begin = vm.snapshotState();
            try ledger.settle{gas: limit}(holderA, ALL) {
                _assertHeld(holderA, 0, IHeldCash.HoldReason.None);
                vm.revertToState(begin);
            } catch (bytes memory reason) {
                bytes4 kind = IDistributionLedger.DistributionLedger_TooLittleGas.selector;
                assertEq(bytes32(bytes4(reason)), bytes32(kind), "told why");
                refused = true;
            }
        }
        assertTrue(refused, "some limit was too low");
        for (; limit > 5000; limit -= 5000) {
            try ledger.settle{gas: limit}(holderA, ALL) {
                assertTrue(false, "less gas must not succeed");
            } catch {}
        }
    }

    // retryHeld

    function test_retryHeld__unblocked__pays_and_emits() public {
        _hold();
        blockHolder(holderA, false);
        vm.expectEmit(address(ledger));
        emit IHeldCash.HeldReleased(holderA, holderA, owed);
        vm.prank(attacker);
        assertEq(ledger.retryHeld(holderA), owed, "returned");
        assertEq(cash.balanceOf(holderA), owed, "received");
        _assertHeld(holderA, 0, IHeldCash.HoldReason.None);
        assertEq(ledger.totals().paid, owed, "paid");
    }

    function test_retryHeld__another_payout_wallet__pays_there() public {
        _dollar().addToBlocklist(holderA);
        ledger.settle(holderA, ALL);
        vm.prank(holderA);
        registry.setPayout(state);
        ledger.retryHeld(holderA);
        assertEq(cash.balanceOf(state), owed, "received");
    }

    function test_retryHeld__replaced_wallet__moves_and_pays_the_successor() public {
        _dollar().addToBlocklist(holderA);
        ledger.settle(holderA, ALL);
        address newWallet = actor("new wallet of holder a");
        registerAs(newWallet, registry.holderOf(holderA).identity);
        registry.setSuccessor(holderA, newWallet);
        vm.expectEmit(address(ledger));
        emit IHeldCash.HeldMoved(holderA, newWallet, owed);
        ledger.retryHeld(holderA);
        assertEq(cash.balanceOf(newWallet), owed, "received");
        assertEq(ledger.totals().held, 0, "nothing is held");
    }

    function test_settle__replaced_wallet__moves_held_cash_even_if_nothing_is_due() public {
        _dollar().addToBlocklist(holderA);
        ledger.settle(holderA, ALL);
        address newWallet = actor("new wallet of holder a");
        registerAs(newWallet, registry.holderOf(holderA).identity);
        registry.setSuccessor(holderA, newWallet);
        ledger.settle(holderA, ALL);
        _assertHeld(newWallet, owed, IHeldCash.HoldReason.CashRefused);
        _assertHeld(holderA, 0, IHeldCash.HoldReason.None);
    }

    function test_retryHeld__still_blocked__reverts() public {
        _hold();
        bytes4 kind = IHeldCash.DistributionLedger_HolderStillBlocked.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, holderA));
        ledger.retryHeld(holderA);
    }

    function test_retryHeld__cash_still_refuses__reverts() public {
        _dollar().addToBlocklist(holderA);
        ledger.settle(holderA, ALL);
        vm.expectRevert();
        ledger.retryHeld(holderA);
        _assertHeld(holderA, owed, IHeldCash.HoldReason.CashRefused);
    }

    function test_retryHeld__nothing_held__reverts() public {
        bytes4 kind = IHeldCash.DistributionLedger_NothingHeld.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, holderA));
        ledger.retryHeld(holderA);
    }
}
