// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICertificateControls} from "../interfaces/ICertificateControls.sol";
import {IERC7943Fungible} from "../interfaces/IERC7943.sol";
import {ITransferRules, TransferLimits} from "../interfaces/ITransferRules.sol";
import {CertificateFixture} from "./CertificateFixture.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @notice Forced transfers and recoveries: what the transfer agent executes.
contract PoolCertificateOrdersTest is CertificateFixture {
    uint256 private constant AMOUNT = 1000e6;
    uint256 private constant A_HAS = FACE / 2;

    address private newWallet = actor("new_wallet_of_holder_a");
    address private laterWallet = actor("later_wallet_of_holder_a");

    function setUp() public override {
        super.setUp();
        issueAll();
        register(newWallet, 1);
        register(laterWallet, 1);
    }

    // forcedTransfer

    function test_forcedTransfer__free_tokens__moves_and_emits() public {
        vm.expectEmit(address(certificate));
        emit IERC20.Transfer(holderA, newcomer, AMOUNT);
        vm.expectEmit(address(certificate));
        emit IERC7943Fungible.ForcedTransfer(holderA, newcomer, AMOUNT);
        force(holderA, newcomer, AMOUNT);
        assertEq(certificate.balanceOf(holderA), A_HAS - AMOUNT, "sender");
        assertEq(certificate.balanceOf(newcomer), AMOUNT, "receiver");
        assertEq(registry.countedAs(address(certificate), newcomer), 4, "counted");
    }

    function test_forcedTransfer__frozen_tokens_needed__lets_go_just_those() public {
        freezeTokens(holderA, A_HAS - AMOUNT);
        vm.expectEmit(address(certificate));
        emit IERC7943Fungible.Frozen(holderA, A_HAS - 3 * AMOUNT);
        vm.expectEmit(address(certificate));
        emit IERC20.Transfer(holderA, holderB, 3 * AMOUNT);
        force(holderA, holderB, 3 * AMOUNT);
        assertEq(certificate.getFrozenTokens(holderA), A_HAS - 3 * AMOUNT, "all the rest");
        assertFalse(certificate.canTransfer(holderA, holderB, 1), "nothing else is free");
    }

    function test_forcedTransfer__more_frozen_than_held__keeps_the_surplus() public {
        freezeTokens(holderA, A_HAS + 7);
        force(holderA, holderB, AMOUNT);
        assertEq(certificate.getFrozenTokens(holderA), A_HAS + 7 - AMOUNT, "less what left");
    }

    function test_forcedTransfer__enough_free__leaves_the_freeze() public {
        freezeTokens(holderA, A_HAS - AMOUNT);
        force(holderA, holderB, AMOUNT);
        assertEq(certificate.getFrozenTokens(holderA), A_HAS - AMOUNT, "as before");
    }

    function test_forcedTransfer__sender_frozen_blocked_paused_locked__moves_all_the_same() public {
        useRules(TransferLimits(type(uint40).max, 1e6, 2e6, 1, 9));
        freezeWallet(holderA);
        freezeTokens(holderA, type(uint64).max);
        blockWallet(holderA);
        pauseMarket();
        force(holderA, holderB, A_HAS);
        assertEq(certificate.balanceOf(holderA), 0, "nothing is stuck");
        assertEq(certificate.balanceOf(holderB), A_HAS + FACE * 3 / 10, "receiver");
        assertEq(registry.countedAs(address(certificate), holderA), 0, "no longer counted");
    }

    function test_forcedTransfer__random_freeze__frees_just_what_is_needed(
        uint64 frozen,
        uint256 amount
    ) public {
        amount = bound(amount, 0, A_HAS);
        freezeTokens(holderA, frozen);
        uint256 free = frozen < A_HAS ? A_HAS - frozen : 0;
        uint256 needed = amount > free ? amount - free : 0;
        force(holderA, holderB, amount);
        assertEq(certificate.getFrozenTokens(holderA), frozen - needed, "frozen");
        assertEq(certificate.balanceOf(holderA), A_HAS - amount, "sender");
        assertEq(certificate.balanceOf(holderB), FACE * 3 / 10 + amount, "receiver");
    }

    function test_forcedTransfer__receiver_unknown_blocked_or_frozen__refused() public {
        refuseForce(
            holderA,
            stranger,
            AMOUNT,
            abi.encodeWithSelector(ITransferRules.TransferRules_UnknownWallet.selector, stranger)
        );
        blockWallet(holderB);
        refuseForce(
            holderA,
            holderB,
            AMOUNT,
            abi.encodeWithSelector(ITransferRules.TransferRules_WalletBlocked.selector, holderB)
        );
        freezeWallet(holderC);
        refuseForce(
            holderA,
            holderC,
            AMOUNT,
            abi.encodeWithSelector(IERC7943Fungible.ERC7943CannotReceive.selector, holderC)
        );
    }

    function test_forcedTransfer__impossible_sides_or_amount__refused() public {
        freezeTokens(holderA, A_HAS);
        refuseForce(
            holderA,
            holderA,
            AMOUNT,
            abi.encodeWithSelector(
                IERC7943Fungible.ERC7943CannotTransfer.selector, holderA, holderA, AMOUNT
            )
        );
        assertEq(certificate.getFrozenTokens(holderA), A_HAS, "no way around a freeze");
        refuseForce(
            holderA,
            address(0),
            AMOUNT,
            abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0))
        );
        refuseForce(
            address(0),
            holderA,
            0,
            abi.encodeWithSelector(IERC20Errors.ERC20InvalidSender.selector, address(0))
        );
        refuseForce(
            holderA,
            holderB,
            A_HAS + 1,
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientBalance.selector, holderA, A_HAS, A_HAS + 1
            )
        );
    }

    function test_forcedTransfer__after_a_record_time__leaves_the_closed_period() public {
        closePeriod(1);
        force(holderA, newcomer, A_HAS);
        assertEq(certificate.balanceAt(holderA, 1), A_HAS, "was theirs");
        assertEq(certificate.balanceAt(newcomer, 1), 0, "was not");
    }

    // batchForcedTransfer

    function test_batchForcedTransfer__many__all_or_none() public {
        (address[] memory froms, address[] memory tos) = (new address[](2), new address[](2));
        uint256[] memory amounts = new uint256[](2);
        (froms[0], froms[1]) = (holderA, holderB);
        (tos[0], tos[1]) = (holderC, holderC);
        (amounts[0], amounts[1]) = (AMOUNT, 2 * AMOUNT);
        vm.prank(transferAgent);
        certificate.batchForcedTransfer(froms, tos, amounts);
        assertEq(certificate.balanceOf(holderC), FACE / 5 + 3 * AMOUNT, "both");

        tos[1] = stranger;
        vm.expectRevert(
            abi.encodeWithSelector(ITransferRules.TransferRules_UnknownWallet.selector, stranger)
        );
        vm.prank(transferAgent);
        certificate.batchForcedTransfer(froms, tos, amounts);
        assertEq(certificate.balanceOf(holderC), FACE / 5 + 3 * AMOUNT, "none");

        vm.expectRevert(mismatch(2, 3));
        vm.prank(transferAgent);
        certificate.batchForcedTransfer(froms, new address[](3), amounts);
        vm.expectRevert(mismatch(2, 1));
        vm.prank(transferAgent);
        certificate.batchForcedTransfer(froms, tos, new uint256[](1));
    }

    // recoveryAddress

    function test_recoveryAddress__named_successor__gets_everything_with_its_freezes() public {
        send(holderA, newWallet, AMOUNT);
        freezeTokens(holderA, 700);
        freezeTokens(newWallet, 11);
        succeed(holderA, newWallet);
        vm.expectEmit(address(certificate));
        emit IERC7943Fungible.Frozen(holderA, 0);
        vm.expectEmit(address(certificate));
        emit IERC7943Fungible.Frozen(newWallet, 711);
        vm.expectEmit(address(certificate));
        emit IERC20.Transfer(holderA, newWallet, A_HAS - AMOUNT);
        vm.expectEmit(address(certificate));
        emit ICertificateControls.RecoverySuccess(holderA, newWallet, address(1));
        recover(holderA, newWallet);
        assertEq(certificate.balanceOf(holderA), 0, "lost wallet");
        assertEq(certificate.balanceOf(newWallet), A_HAS, "new wallet");
        assertEq(certificate.getFrozenTokens(holderA), 0, "freeze moved away");
        assertEq(certificate.getFrozenTokens(newWallet), 711, "and adds up");
        assertEq(registry.walletsOf(address(certificate), 1), 1, "one wallet counted");
    }

    function test_recoveryAddress__closed_periods__stay_with_the_lost_wallet() public {
        closePeriod(2);
        succeed(holderA, newWallet);
        recover(holderA, newWallet);
        closePeriod(3);
        assertEq(certificate.balanceAt(holderA, 2), A_HAS, "earned by the lost wallet");
        assertEq(certificate.balanceAt(newWallet, 2), 0, "not by the new one");
        assertEq(certificate.balanceAt(holderA, 3), 0, "from then on");
        assertEq(certificate.balanceAt(newWallet, 3), A_HAS, "by the new one");
    }

    function test_recoveryAddress__done__the_lost_wallet_is_dead() public {
        succeed(holderA, newWallet);
        recover(holderA, newWallet);
        assertFalse(certificate.canTransact(holderA), "no longer takes part");
        bytes memory replaced = abi.encodeWithSelector(
            ITransferRules.TransferRules_WalletReplaced.selector, holderA, newWallet
        );
        vm.expectRevert(replaced);
        send(holderB, holderA, AMOUNT);
        refuseForce(holderB, holderA, AMOUNT, replaced);
    }

    function test_recoveryAddress__frozen_wallet__the_new_one_is_frozen_too() public {
        freezeWallet(holderA);
        succeed(holderA, newWallet);
        vm.expectEmit(address(certificate));
        emit ICertificateControls.AddressFrozen(newWallet, true, transferAgent);
        recover(holderA, newWallet);
        assertTrue(certificate.isFrozen(newWallet), "a freeze is not lost with a key");
        assertTrue(certificate.isFrozen(holderA), "and stays");
        assertEq(certificate.balanceOf(newWallet), A_HAS, "moved");
    }

    function test_recoveryAddress__everything_frozen_on_both__sum_stays_at_the_limit() public {
        freezeTokens(holderA, type(uint64).max);
        freezeTokens(newWallet, type(uint64).max);
        succeed(holderA, newWallet);
        recover(holderA, newWallet);
        assertEq(certificate.getFrozenTokens(newWallet), type(uint64).max, "everything");
    }

    function test_recoveryAddress__lost_twice__goes_to_the_last_wallet() public {
        succeed(holderA, newWallet);
        succeed(newWallet, laterWallet);
        vm.expectRevert(notSuccessor(laterWallet, newWallet));
        recover(holderA, newWallet);
        recover(holderA, laterWallet);
        assertEq(certificate.balanceOf(laterWallet), A_HAS, "the last in the chain");
    }

    function test_recoveryAddress__not_the_named_successor__refused() public {
        vm.expectRevert(notSuccessor(holderA, newWallet));
        recover(holderA, newWallet);
        vm.expectRevert(notSuccessor(holderA, holderA));
        recover(holderA, holderA);
        succeed(holderA, newWallet);
        vm.expectRevert(notSuccessor(newWallet, laterWallet));
        recover(holderA, laterWallet);
        assertEq(certificate.balanceOf(holderA), A_HAS, "nothing moved");
    }

    function test_recoveryAddress__other_identity__refused() public {
        succeed(holderA, newWallet);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICertificateControls.PoolCertificate_IdentityMismatch.selector,
                address(1),
                address(2)
            )
        );
        vm.prank(transferAgent);
        certificate.recoveryAddress(holderA, newWallet, address(2));
    }

    function test_recoveryAddress__nothing_left__refused() public {
        succeed(holderA, newWallet);
        recover(holderA, newWallet);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICertificateControls.PoolCertificate_NothingToRecover.selector, holderA
            )
        );
        recover(holderA, newWallet);
    }

    function test_recoveryAddress__blocked_successor__refused() public {
        succeed(holderA, newWallet);
        blockWallet(newWallet);
        vm.expectRevert(
            abi.encodeWithSelector(ITransferRules.TransferRules_WalletBlocked.selector, newWallet)
        );
        recover(holderA, newWallet);
        assertEq(certificate.balanceOf(holderA), A_HAS, "nothing moved");
    }

    // Inner parts

    function force(address from, address to, uint256 amount) private {
        vm.prank(transferAgent);
        certificate.forcedTransfer(from, to, amount);
    }

    function refuseForce(address from, address to, uint256 amount, bytes memory refusal) private {
        uint256 sender = certificate.balanceOf(from);
        uint256 receiver = certificate.balanceOf(to);
        vm.expectRevert(refusal);
        force(from, to, amount);
        assertEq(certificate.balanceOf(from), sender, "sender did not move");
        assertEq(certificate.balanceOf(to), receiver, "receiver did not move");
    }

    function succeed(address oldWallet, address successor) private {
        vm.prank(transferAgent);
        registry.setSuccessor(oldWallet, successor);
    }

    function recover(address lostWallet, address successor) private {
        vm.prank(transferAgent);
        certificate.recoveryAddress(lostWallet, successor, address(1));
    }

    function notSuccessor(address expected, address received) private pure returns (bytes memory) {
        return abi.encodeWithSelector(
            ICertificateControls.PoolCertificate_NotSuccessor.selector, expected, received
        );
    }

    function mismatch(uint256 expected, uint256 received) private pure returns (bytes memory) {
        return abi.encodeWithSelector(
            ICertificateControls.PoolCertificate_LengthMismatch.selector, expected, received
        );
    }
}
