// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    COMPLIANCE_ROLE,
    GUARDIAN_ROLE,
    ISSUER_ROLE,
    PAYER_ROLE,
    TRANSFER_AGENT_ROLE
} from "../libraries/Roles.sol";
import {CertificateFixture} from "./CertificateFixture.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";

/// @notice Every guarded function against every role: the one it names passes the guard, all others
/// are refused by name.
contract PoolCertificateRolesTest is CertificateFixture {
    bytes32 private constant NOBODY = keccak256("NOBODY");
    bytes32[7] private roles = [
        ISSUER_ROLE,
        TRANSFER_AGENT_ROLE,
        COMPLIANCE_ROLE,
        GUARDIAN_ROLE,
        PAYER_ROLE,
        bytes32(0),
        NOBODY
    ];
    mapping(bytes32 role => address account) private accountOf;

    function setUp() public override {
        super.setUp();
        issue(holderA, FACE);
        accountOf[ISSUER_ROLE] = issuer;
        accountOf[TRANSFER_AGENT_ROLE] = transferAgent;
        accountOf[COMPLIANCE_ROLE] = compliance;
        accountOf[GUARDIAN_ROLE] = guardian;
        accountOf[PAYER_ROLE] = actor("servicer");
        accountOf[0] = admin;
        accountOf[NOBODY] = attacker;
        vm.prank(admin);
        certificate.grantRole(PAYER_ROLE, accountOf[PAYER_ROLE]);
    }

    function test_roles__issuing__only_the_issuer() public {
        (address[] memory tos, uint256[] memory none) = (new address[](0), new uint256[](0));
        onlyRole(ISSUER_ROLE, abi.encodeCall(certificate.mint, (holderA, 0)));
        onlyRole(ISSUER_ROLE, abi.encodeCall(certificate.batchMint, (tos, none)));
        onlyRole(ISSUER_ROLE, abi.encodeCall(certificate.closeIssuance, ()));
    }

    function test_roles__orders__only_the_transfer_agent() public {
        (address[] memory tos, uint256[] memory none) = (new address[](0), new uint256[](0));
        bytes memory call = abi.encodeCall(certificate.forcedTransfer, (holderA, holderB, 1));
        onlyRole(TRANSFER_AGENT_ROLE, call);
        call = abi.encodeCall(certificate.batchForcedTransfer, (tos, tos, none));
        onlyRole(TRANSFER_AGENT_ROLE, call);
        register(newcomer, 1);
        vm.prank(transferAgent);
        registry.setSuccessor(holderA, newcomer);
        call = abi.encodeCall(certificate.recoveryAddress, (holderA, newcomer, address(1)));
        onlyRole(TRANSFER_AGENT_ROLE, call);
    }

    function test_roles__freezes_and_rules__only_compliance() public {
        (address[] memory none, bool[] memory flags) = (new address[](0), new bool[](0));
        onlyRole(COMPLIANCE_ROLE, abi.encodeCall(certificate.setAddressFrozen, (holderA, true)));
        onlyRole(COMPLIANCE_ROLE, abi.encodeCall(certificate.batchSetAddressFrozen, (none, flags)));
        onlyRole(COMPLIANCE_ROLE, abi.encodeCall(certificate.setFrozenTokens, (holderA, 2)));
        onlyRole(COMPLIANCE_ROLE, abi.encodeCall(certificate.freezePartialTokens, (holderA, 1)));
        onlyRole(COMPLIANCE_ROLE, abi.encodeCall(certificate.unfreezePartialTokens, (holderA, 1)));
        onlyRole(COMPLIANCE_ROLE, abi.encodeCall(certificate.setTransferRules, (rules)));
    }

    function test_roles__pause__only_the_guardian() public {
        onlyRole(GUARDIAN_ROLE, abi.encodeCall(certificate.pause, ()));
    }

    function test_roles__unpause__only_compliance_and_admin() public {
        bytes memory call = abi.encodeCall(certificate.unpause, ());
        for (uint256 i = 0; i < roles.length; ++i) {
            if (!certificate.paused()) pauseMarket();
            bool may = roles[i] == COMPLIANCE_ROLE || roles[i] == 0;
            if (may) allowed(roles[i], call);
            else refused(roles[i], COMPLIANCE_ROLE, call);
        }
    }

    function test_roles__granting__only_the_admin() public {
        bytes memory call = abi.encodeCall(certificate.grantRole, (ISSUER_ROLE, stranger));
        onlyRole(0, call);
        onlyRole(0, abi.encodeCall(certificate.revokeRole, (ISSUER_ROLE, stranger)));
    }

    function onlyRole(bytes32 role, bytes memory call) private {
        for (uint256 i = 0; i < roles.length; ++i) {
            if (roles[i] != role) refused(roles[i], role, call);
        }
        allowed(role, call);
    }

    function refused(bytes32 role, bytes32 needed, bytes memory call) private {
        vm.prank(accountOf[role]);
        (bool success, bytes memory answer) = address(certificate).call(call);
        assertFalse(success, "went through");
        assertEq(
            answer,
            abi.encodeWithSelector(
                IAccessControl.AccessControlUnauthorizedAccount.selector, accountOf[role], needed
            ),
            "names the caller and the role"
        );
    }

    function allowed(bytes32 role, bytes memory call) private {
        vm.prank(accountOf[role]);
        (bool success,) = address(certificate).call(call);
        assertTrue(success, "the role may");
    }
}
