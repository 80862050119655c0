// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICertificateControls} from "../interfaces/ICertificateControls.sol";
import {IERC7943Fungible} from "../interfaces/IERC7943.sol";
import {ITransferRules, TransferLimits} from "../interfaces/ITransferRules.sol";
import {CertificateFixture} from "./CertificateFixture.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @notice Who may send what to whom, what a transfer writes, and what the views foretell.
contract PoolCertificateTransferTest is CertificateFixture {
    uint256 private constant AMOUNT = 1000e6;

    function setUp() public override {
        super.setUp();
        issueAll();
    }

    // transfer

    function test_transfer__registered_holders__moves_and_emits() public {
        vm.expectEmit(address(certificate));
        emit IERC20.Transfer(holderA, holderB, AMOUNT);
        vm.prank(holderA);
        assertTrue(certificate.transfer(holderB, AMOUNT), "returns true");
        assertEq(certificate.balanceOf(holderA), FACE / 2 - AMOUNT, "sender");
        assertEq(certificate.balanceOf(holderB), FACE * 3 / 10 + AMOUNT, "receiver");
        assertEq(certificate.totalSupply(), FACE, "supply");
    }

    function test_transfer__existing_holders__writes_their_two_slots_alone() public {
        assertEq(writesOf(holderA, holderB, AMOUNT), 2, "two slots");
    }

    function test_transfer__first_in_a_period__writes_two_stretches_and_the_gate() public {
        closePeriod(1);
        assertEq(writesOf(holderA, holderB, AMOUNT), 5, "two holdings, two stretches, the gate");
        assertEq(writesOf(holderA, holderB, AMOUNT), 2, "then two slots again");
    }

    function test_transfer__to_oneself__emits_and_writes_nothing() public {
        closePeriod(1);
        vm.expectEmit(address(certificate));
        emit IERC20.Transfer(holderA, holderA, AMOUNT);
        assertEq(writesOf(holderA, holderA, AMOUNT), 0, "no slot");
        assertEq(certificate.balanceOf(holderA), FACE / 2, "counted once");
    }

    function test_transfer__of_nothing__emits_and_writes_nothing() public {
        closePeriod(1);
        assertEq(writesOf(holderA, holderB, 0), 0, "no slot");
        vm.prank(attacker);
        certificate.transferFrom(holderA, holderB, 0);
        (,, uint16 changedIn,) = certificate.holdingOf(holderA);
        assertEq(changedIn, 1, "an attacker cannot lengthen a holder's history");
    }

    function test_transfer__whole_balance__identities_are_counted() public {
        send(holderA, newcomer, FACE / 2);
        assertEq(registry.identityCount(address(certificate)), 3, "one left, one came");
        assertEq(registry.countedAs(address(certificate), holderA), 0, "left");
        assertEq(registry.countedAs(address(certificate), newcomer), 4, "came");
        send(newcomer, holderA, FACE / 2);
        assertEq(registry.countedAs(address(certificate), holderA), 1, "back");
    }

    function test_transfer__more_than_the_balance__refused_as_erc20() public {
        refuse(
            holderA,
            holderB,
            FACE / 2 + 1,
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientBalance.selector, holderA, FACE / 2, FACE / 2 + 1
            )
        );
    }

    function test_transfer__to_oneself_more_than_the_balance__refused() public {
        refuse(
            holderA,
            holderA,
            FACE,
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientBalance.selector, holderA, FACE / 2, FACE
            )
        );
    }

    function test_transfer__to_zero__refused_so_that_nothing_burns() public {
        refuse(
            holderA,
            address(0),
            AMOUNT,
            abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0))
        );
    }

    function test_transfer__frozen_tokens__refused_with_what_is_free() public {
        freezeTokens(holderA, FACE / 2 - AMOUNT);
        refuse(
            holderA,
            holderB,
            AMOUNT + 1,
            abi.encodeWithSelector(
                IERC7943Fungible.ERC7943InsufficientUnfrozenBalance.selector,
                holderA,
                AMOUNT + 1,
                AMOUNT
            )
        );
        send(holderA, holderB, AMOUNT);
    }

    function test_transfer__frozen_sender__refused() public {
        freezeWallet(holderA);
        refuse(
            holderA,
            holderB,
            AMOUNT,
            abi.encodeWithSelector(IERC7943Fungible.ERC7943CannotSend.selector, holderA)
        );
    }

    function test_transfer__frozen_receiver__refused() public {
        freezeWallet(holderB);
        refuse(
            holderA,
            holderB,
            AMOUNT,
            abi.encodeWithSelector(IERC7943Fungible.ERC7943CannotReceive.selector, holderB)
        );
    }

    function test_transfer__unknown_receiver__refused_by_the_rules() public {
        refuse(
            holderA,
            stranger,
            AMOUNT,
            abi.encodeWithSelector(ITransferRules.TransferRules_UnknownWallet.selector, stranger)
        );
    }

    function test_transfer__blocked_sender__refused_by_the_rules() public {
        blockWallet(holderA);
        refuse(
            holderA,
            holderB,
            AMOUNT,
            abi.encodeWithSelector(ITransferRules.TransferRules_WalletBlocked.selector, holderA)
        );
    }

    function test_transfer__below_the_denomination__refused_with_what_would_be_left() public {
        useRules(TransferLimits(0, 2000e6, 0, 0, 0));
        refuse(
            holderC,
            newcomer,
            AMOUNT,
            abi.encodeWithSelector(
                ITransferRules.TransferRules_BelowDenomination.selector, newcomer, 2000e6, AMOUNT
            )
        );
        refuse(
            holderC,
            holderB,
            FACE / 5 - AMOUNT,
            abi.encodeWithSelector(
                ITransferRules.TransferRules_BelowDenomination.selector, holderC, 2000e6, AMOUNT
            )
        );
    }

    function test_transfer__one_identity_too_many__refused() public {
        useRules(TransferLimits(0, 0, 0, 3, 0));
        refuse(
            holderA,
            newcomer,
            AMOUNT,
            abi.encodeWithSelector(ITransferRules.TransferRules_TooManyHolders.selector, 3, 4)
        );
        send(holderA, newcomer, FACE / 2);
    }

    function test_transfer__paused__refused() public {
        pauseMarket();
        refuse(
            holderA,
            holderB,
            AMOUNT,
            abi.encodeWithSelector(ICertificateControls.PoolCertificate_Paused.selector)
        );
    }

    // transferFrom, permit, batchTransfer

    function test_transferFrom__approved__spends_the_allowance() public {
        vm.prank(holderA);
        certificate.approve(attacker, AMOUNT);
        vm.prank(attacker);
        certificate.transferFrom(holderA, holderB, AMOUNT);
        assertEq(certificate.allowance(holderA, attacker), 0, "spent");
        assertEq(certificate.balanceOf(holderA), FACE / 2 - AMOUNT, "moved");
    }

    function test_transferFrom__without_allowance__refused() public {
        vm.expectRevert(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientAllowance.selector, attacker, 0, AMOUNT
            )
        );
        vm.prank(attacker);
        certificate.transferFrom(holderA, holderB, AMOUNT);
    }

    function test_permit__signed__allows() public {
        bytes32 typed = keccak256(
            abi.encode(
                keccak256(
                    "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
                ),
                holderA,
                attacker,
                AMOUNT,
                0,
                block.timestamp
            )
        );
        bytes32 digest =
            keccak256(abi.encodePacked("\x19\x01", certificate.DOMAIN_SEPARATOR(), typed));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(keyOf("certificate_holder_a"), digest);
        certificate.permit(holderA, attacker, AMOUNT, block.timestamp, v, r, s);
        assertEq(certificate.allowance(holderA, attacker), AMOUNT, "allowed");
        assertEq(certificate.nonces(holderA), 1, "nonce used");
        vm.expectRevert();
        certificate.permit(holderA, attacker, AMOUNT, block.timestamp, v, r, s);
    }

    function test_batchTransfer__many__all_moved_or_none() public {
        (address[] memory tos, uint256[] memory amounts) = (new address[](2), new uint256[](2));
        (tos[0], tos[1]) = (holderB, newcomer);
        (amounts[0], amounts[1]) = (AMOUNT, 2 * AMOUNT);
        vm.prank(holderA);
        certificate.batchTransfer(tos, amounts);
        assertEq(certificate.balanceOf(holderA), FACE / 2 - 3 * AMOUNT, "sender");
        assertEq(certificate.balanceOf(newcomer), 2 * AMOUNT, "second receiver");
        tos[1] = stranger;
        vm.expectRevert(
            abi.encodeWithSelector(ITransferRules.TransferRules_UnknownWallet.selector, stranger)
        );
        vm.prank(holderA);
        certificate.batchTransfer(tos, amounts);
        assertEq(certificate.balanceOf(holderA), FACE / 2 - 3 * AMOUNT, "nothing moved");
    }

    function test_batchTransfer__lists_of_different_length__refused() public {
        vm.expectRevert(
            abi.encodeWithSelector(
                ICertificateControls.PoolCertificate_LengthMismatch.selector, 1, 2
            )
        );
        vm.prank(holderA);
        certificate.batchTransfer(new address[](1), new uint256[](2));
    }

    // canTransfer, canSend, canReceive, canTransact

    function test_canTransfer__random_state__foretells_the_transfer(uint256 seed) public {
        if (seed & 1 != 0) freezeWallet(holderA);
        if (seed & 2 != 0) freezeWallet(holderB);
        if (seed & 4 != 0) useRules(TransferLimits(0, 2000e6, uint64(FACE * 6 / 10), 3, 0));
        if (seed & 8 != 0) blockWallet(holderB);
        if (seed & 16 != 0) pauseMarket();
        if (seed & 32 != 0) freezeTokens(holderA, (seed >> 64) % FACE);
        address to = [holderA, holderB, newcomer, stranger][(seed >> 8) % 4];
        uint256 amount = (seed >> 16) % (FACE / 2);

        bool foretold = certificate.canTransfer(holderA, to, amount);
        vm.prank(holderA);
        try certificate.transfer(to, amount) {
            assertTrue(foretold, "went through although foretold to fail");
        } catch {
            assertFalse(foretold, "failed although foretold to go through");
        }
    }

    function test_canTransfer__balance_too_small__is_no_rule() public view {
        assertTrue(certificate.canTransfer(holderA, holderB, FACE), "no rule forbids it");
        assertTrue(certificate.canTransfer(newcomer, holderB, 1), "nor this");
    }

    function test_canTransfer__frozen_tokens_in_the_way__false() public {
        freezeTokens(holderA, 1);
        assertTrue(certificate.canTransfer(holderA, holderB, FACE / 2 - 1), "what is free");
        assertFalse(certificate.canTransfer(holderA, holderB, FACE / 2), "the frozen unit");
        assertFalse(certificate.canTransfer(holderA, holderB, FACE), "and more");
    }

    function test_views__any_argument__never_revert(address a, address b, uint256 amount)
        public
        view
    {
        certificate.canTransfer(a, b, amount);
        certificate.canSend(a);
        certificate.canReceive(a);
        certificate.canTransact(a);
        certificate.getFrozenTokens(a);
        assertFalse(certificate.canTransfer(address(0), b, amount), "from nobody");
        assertFalse(certificate.canTransfer(a, address(0), amount), "to nobody");
    }

    function test_canSend__frozen_or_blocked_or_unknown__false() public {
        assertTrue(standing(holderA), "in good standing");
        assertFalse(standing(stranger), "unknown");
        freezeWallet(holderA);
        assertFalse(standing(holderA), "frozen");
        blockWallet(holderB);
        assertFalse(standing(holderB), "blocked");
    }

    function test_canSend__paused__accounts_stay_in_good_standing() public {
        pauseMarket();
        assertTrue(standing(holderA), "a pause is not about an account");
    }

    // currentFace

    function test_currentFace__before_the_first_report__is_the_balance() public view {
        assertEq(certificate.currentFace(holderA), FACE / 2, "nothing was repaid");
        assertEq(certificate.currentFace(stranger), 0, "nothing held");
    }

    // Inner parts

    function standing(address account) private view returns (bool good) {
        good = certificate.canSend(account);
        assertEq(certificate.canReceive(account), good, "receives as it sends");
        assertEq(certificate.canTransact(account), good, "the early question");
    }

    function writesOf(address from, address to, uint256 amount) private returns (uint256 slots) {
        vm.record();
        send(from, to, amount);
        (, bytes32[] memory writes) = vm.accesses(address(certificate));
        return writes.length;
    }

    function refuse(address from, address to, uint256 amount, bytes memory refusal) private {
        (uint256 sender, uint256 receiver) =
            (certificate.balanceOf(from), certificate.balanceOf(to));
        vm.expectRevert(refusal);
        send(from, to, amount);
        assertEq(certificate.balanceOf(from), sender, "sender did not move");
        assertEq(certificate.balanceOf(to), receiver, "receiver did not move");
    }
}
