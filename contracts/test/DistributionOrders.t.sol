// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDistributionLedger} from "../interfaces/IDistributionLedger.sol";
import {IHeldCash} from "../interfaces/IHeldCash.sol";
import {COMPLIANCE_ROLE} from "../libraries/Roles.sol";
import {LedgerWorld} from "./LedgerWorld.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";

/// @title Orders on held cash
contract DistributionOrdersTest is LedgerWorld {
    uint256 private constant ALL = type(uint256).max;
    bytes32 private constant FILE = "court file 17";

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

    function _hold() private {
        blockHolder(holderA, true);
        ledger.settle(holderA, ALL);
    }

    function _order(address to) private {
        vm.prank(compliance);
        ledger.orderRedirection(holderA, to, FILE);
    }

    function _assertHeld(address holder, uint256 amount, IHeldCash.HoldReason expected)
        private
        view
    {
        (uint256 held, IHeldCash.HoldReason reason) = ledger.heldOf(holder);
        assertEq(held, amount, "held");
        assertTrue(reason == expected, "reason");
    }

    // Orders

    function test_orderRedirection__held_cash__waits_and_is_announced() public {
        _hold();
        uint40 executableAt = uint40(block.timestamp) + REDIRECTION_DELAY;
        vm.expectEmit(address(ledger));
        emit IHeldCash.OrderPlaced(
            holderA, state, IHeldCash.OrderKind.Redirection, owed, executableAt, FILE
        );
        _order(state);
        IHeldCash.Order memory order = ledger.orderOf(holderA);
        assertEq(order.to, state, "to");
        assertEq(order.amount, owed, "amount");
        assertEq(order.executableAt, executableAt, "executable at");
        assertEq(order.orderReference, FILE, "reference");
    }

    function test_orderEscheat__held_cash__waits_longer() public {
        _hold();
        uint40 executableAt = uint40(block.timestamp) + ESCHEAT_DELAY;
        vm.expectEmit(address(ledger));
        emit IHeldCash.OrderPlaced(
            holderA, state, IHeldCash.OrderKind.Escheat, owed, executableAt, FILE
        );
        vm.prank(compliance);
        ledger.orderEscheat(holderA, state, FILE);
        assertTrue(ledger.orderOf(holderA).kind == IHeldCash.OrderKind.Escheat, "kind");
    }

    function test_order__second_one__reverts() public {
        _hold();
        _order(state);
        bytes4 kind = IHeldCash.DistributionLedger_OrderPending.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, holderA, FILE));
        _order(servicer);
    }

    function test_order__nothing_held__reverts() public {
        bytes4 kind = IHeldCash.DistributionLedger_NothingHeld.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, holderA));
        _order(state);
    }

    function test_order__to_where_cash_may_not_go__reverts() public {
        _hold();
        blockHolder(holderB, true);
        address newWallet = actor("new wallet of holder c");
        registerAs(newWallet, registry.holderOf(holderC).identity);
        registry.setSuccessor(holderC, newWallet);
        address[5] memory refused =
            [address(0), address(ledger), address(certificate), holderB, holderC];
        for (uint256 i = 0; i < refused.length; ++i) {
            bytes memory data = abi.encodeWithSelector(
                IHeldCash.DistributionLedger_PayeeRefused.selector, refused[i]
            );
            vm.expectRevert(data);
            _order(refused[i]);
            vm.expectRevert(data);
            vm.prank(compliance);
            ledger.orderEscheat(holderA, refused[i], FILE);
        }
    }

    function test_order__not_compliance__reverts() public {
        _hold();
        bytes memory data = abi.encodeWithSelector(
            IAccessControl.AccessControlUnauthorizedAccount.selector, guardian, COMPLIANCE_ROLE
        );
        vm.expectRevert(data);
        vm.prank(guardian);
        ledger.orderRedirection(holderA, guardian, FILE);
        vm.expectRevert(data);
        vm.prank(guardian);
        ledger.orderEscheat(holderA, guardian, FILE);
    }

    function test_executeOrder__after_its_delay__pays_the_named_one() public {
        _hold();
        _order(state);
        vm.warp(ledger.orderOf(holderA).executableAt);
        vm.expectEmit(address(ledger));
        emit IHeldCash.OrderExecuted(holderA, state, owed, FILE);
        vm.prank(attacker);
        assertEq(ledger.executeOrder(holderA), owed, "returned");
        assertEq(cash.balanceOf(state), owed, "received");
        assertEq(ledger.totals().paid, owed, "paid");
        assertTrue(ledger.orderOf(holderA).kind == IHeldCash.OrderKind.None, "gone");
    }

    function test_executeOrder__more_held_since__moves_what_was_announced() public {
        _hold();
        _order(state);
        distribute(2, 400_000, 20_000);
        passPay(2);
        ledger.settle(holderA, ALL);
        _advanceTo(ledger.orderOf(holderA).executableAt);
        ledger.executeOrder(holderA);
        assertEq(cash.balanceOf(state), owed, "the announced amount alone");
        (uint256 held,) = ledger.heldOf(holderA);
        assertGt(held, 0, "the second month stays");
        assertEq(ledger.totals().held, held, "total held");
    }

    function test_executeOrder__released_in_between__the_order_is_over() public {
        _hold();
        _order(state);
        blockHolder(holderA, false);
        vm.expectEmit(address(ledger));
        emit IHeldCash.OrderCancelled(holderA, FILE);
        ledger.retryHeld(holderA);
        bytes4 kind = IHeldCash.DistributionLedger_NoOrder.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, holderA));
        ledger.executeOrder(holderA);
    }

    function test_executeOrder__cash_held_after_the_release__is_not_the_orders() public {
        _hold();
        _order(state);
        uint40 executableAt = ledger.orderOf(holderA).executableAt;
        blockHolder(holderA, false);
        ledger.retryHeld(holderA);
        vm.warp(executableAt);
        distribute(2, 500_000, 20_000);
        passPay(2);
        _hold();
        (uint256 held,) = ledger.heldOf(holderA);
        assertGt(held, 0, "new cash is held");
        bytes4 kind = IHeldCash.DistributionLedger_NoOrder.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, holderA));
        ledger.executeOrder(holderA);
    }

    function test_executeOrder__too_early__reverts() public {
        _hold();
        _order(state);
        uint40 executableAt = ledger.orderOf(holderA).executableAt;
        vm.warp(executableAt - 1);
        bytes4 kind = IHeldCash.DistributionLedger_OrderTooEarly.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, executableAt, executableAt - 1));
        ledger.executeOrder(holderA);
    }

    function test_executeOrder__no_order_or_done__reverts() public {
        _hold();
        bytes memory data =
            abi.encodeWithSelector(IHeldCash.DistributionLedger_NoOrder.selector, holderA);
        vm.expectRevert(data);
        ledger.executeOrder(holderA);
        _order(state);
        vm.warp(ledger.orderOf(holderA).executableAt);
        ledger.executeOrder(holderA);
        vm.expectRevert(data);
        ledger.executeOrder(holderA);
    }

    function test_executeOrder__payee_blocked_since__reverts() public {
        _hold();
        _order(holderB);
        blockHolder(holderB, true);
        vm.warp(ledger.orderOf(holderA).executableAt);
        bytes4 kind = IHeldCash.DistributionLedger_PayeeRefused.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, holderB));
        ledger.executeOrder(holderA);
    }

    function test_cancelOrder__by_compliance_or_guardian__takes_it_back() public {
        _hold();
        address[2] memory callers = [compliance, guardian];
        for (uint256 i = 0; i < 2; ++i) {
            _order(state);
            vm.expectEmit(address(ledger));
            emit IHeldCash.OrderCancelled(holderA, FILE);
            vm.prank(callers[i]);
            ledger.cancelOrder(holderA);
            assertTrue(ledger.orderOf(holderA).kind == IHeldCash.OrderKind.None, "gone");
        }
        _assertHeld(holderA, owed, IHeldCash.HoldReason.HolderBlocked);
    }

    function test_cancelOrder__others_or_no_order__reverts() public {
        _hold();
        vm.expectRevert(
            abi.encodeWithSelector(IHeldCash.DistributionLedger_NoOrder.selector, holderA)
        );
        vm.prank(guardian);
        ledger.cancelOrder(holderA);
        _order(state);
        bytes4 kind = IHeldCash.DistributionLedger_MayNotCancel.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, holderA));
        vm.prank(holderA);
        ledger.cancelOrder(holderA);
    }
}
