// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HolderRegistry} from "../HolderRegistry.sol";
import {PoolCertificate} from "../PoolCertificate.sol";
import {TransferRules} from "../TransferRules.sol";
import {TransferLimits} from "../interfaces/ITransferRules.sol";
import {HolderFacts} from "../libraries/HolderRecord.sol";
import {Content} from "../libraries/Report.sol";
import {ISSUER_ROLE, TRANSFER_AGENT_ROLE} from "../libraries/Roles.sol";
import {OracleReports} from "./OracleReports.sol";

/// @notice Original face stays, current face follows the accepted reports exactly.
contract PoolCertificateFaceTest is OracleReports {
    uint256 private constant FACE = uint256(BALANCE) * 10_000; // [units]

    PoolCertificate private certificate;
    address private holderA = actor("certificate_holder_a");
    address private holderB = actor("certificate_holder_b");

    function setUp() public override {
        super.setUp();
        HolderRegistry registry = new HolderRegistry(ADMIN_DELAY, address(this));
        registry.grantRole(TRANSFER_AGENT_ROLE, address(this));
        registry.setHolder(holderA, HolderFacts(1, type(uint40).max, 840, 0));
        registry.setHolder(holderB, HolderFacts(2, type(uint40).max, 840, 0));
        TransferLimits memory none;
        TransferRules rules = new TransferRules(registry, none, new uint16[](0));
        certificate = new PoolCertificate(
            "Pool 1 Class A", "P1A", rules, calendar, oracle, 0, ADMIN_DELAY, address(this)
        );
        certificate.grantRole(ISSUER_ROLE, address(this));
        certificate.mint(holderA, FACE / 3);
        certificate.mint(holderB, FACE - FACE / 3);
        certificate.closeIssuance();
    }

    function test_currentFace__months_accepted__falls_with_the_class_alone() public {
        for (uint16 period = 1; period <= 3; ++period) {
            acceptUpTo(period);
            (uint256 outstanding, uint256 original) = oracle.trancheFace(0);
            assertLt(outstanding, original, "principal was paid");
            uint256 faceA = certificate.currentFace(holderA);
            assertEq(faceA, FACE / 3 * outstanding / original, "rounded down to a unit");
            assertEq(certificate.balanceOf(holderA), FACE / 3, "original face stays");
            uint256 together = faceA + certificate.currentFace(holderB);
            assertLe(together, outstanding * 10_000, "never more than the class");
            assertGe(together + 2, outstanding * 10_000, "and less by a unit a holder at most");
        }
    }

    function test_currentFace__pool_paid_off__zero() public {
        warpToReportDay(1);
        acceptPayoff();
        assertEq(certificate.currentFace(holderA), 0, "nothing is outstanding");
        assertEq(certificate.balanceOf(holderA), FACE / 3, "original face stays");
    }

    /// @dev Beyond the soft bound of speed, so that all four nodes must sign.
    function acceptPayoff() private {
        Content memory content = draft(1);
        content.paidOff = content.balanceBegin;
        complete(content);
        assertTrue(post(content, 4), "accepted");
    }
}
