// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReporterNodes} from "../interfaces/IReporterNodes.sol";
import {Content, Envelope} from "../libraries/Report.sol";
import {OracleReports} from "./OracleReports.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @notice `proveEquivocation`: two signatures of one node on two contents of one report.
contract NodeEquivocationTest is OracleReports {
    address private node;

    function setUp() public override {
        super.setUp();
        warpToReportDay(1);
        node = vm.addr(nodeKeys[2]);
    }

    function test_proveEquivocation__two_contents_of_one_period__removes_the_node() public {
        IReporterNodes.Evidence memory a = evidence(plain(1), nodeKeys[2]);
        IReporterNodes.Evidence memory b = evidence(other(), nodeKeys[2]);
        vm.expectEmit(address(oracle));
        emit IReporterNodes.EquivocationProven(
            node, 1, 0, oracle.hashContent(a.content), oracle.hashContent(b.content)
        );
        vm.expectEmit(address(oracle));
        emit IReporterNodes.NodeRemoved(node, IReporterNodes.RemovalReason.Equivocation);
        vm.prank(attacker);
        oracle.proveEquivocation(a, b);
        assertFalse(oracle.isNode(node), "removed");
        assertEq(oracle.nodes().length, 3, "three left");
        assertEq(oracle.threshold(), 3, "threshold stays");
        assertEq(oracle.nodeSetEpoch(), 2, "epoch");
    }

    function test_proveEquivocation__signed_for_different_sets_and_times__still_proof() public {
        IReporterNodes.Evidence memory a = evidence(plain(1), nodeKeys[2]);
        oracle.removeNode(vm.addr(nodeKeys[0]));
        vm.warp(block.timestamp + 30 days);
        IReporterNodes.Evidence memory b = evidence(other(), nodeKeys[2]);
        assertNotEq(a.nodeSetDigest, b.nodeSetDigest, "two sets");
        oracle.proveEquivocation(a, b);
        assertFalse(oracle.isNode(node), "removed");
    }

    function test_proveEquivocation__after_the_report_was_accepted__removes_the_node() public {
        post(plain(1), 3);
        oracle.proveEquivocation(evidence(first(), nodeKeys[2]), evidence(other(), nodeKeys[2]));
        assertFalse(oracle.isNode(node), "removed");
        assertEq(oracle.lastAccepted(), 1, "the report stays");
    }

    function test_proveEquivocation__same_content_in_two_envelopes__refused() public {
        IReporterNodes.Evidence memory a = evidence(plain(1), nodeKeys[2]);
        vm.warp(block.timestamp + 1 days);
        IReporterNodes.Evidence memory b = evidence(plain(1), nodeKeys[2]);
        assertNotEq(a.validUntil, b.validUntil, "signed again");
        refuse(
            a,
            b,
            abi.encodeWithSelector(
                IReporterNodes.RemittanceOracle_EvidenceSameContent.selector,
                oracle.hashContent(a.content)
            )
        );
    }

    function test_proveEquivocation__different_reports__refused() public {
        Content memory content = other();
        content.revision = 1;
        refuseKeys(content);
        content = other();
        content.pool = "POOL-2";
        refuseKeys(content);
        content = other();
        content.period = 202_702;
        refuseKeys(content);
        content = other();
        content.periodIndex = 2;
        refuseKeys(content);
    }

    function test_proveEquivocation__two_nodes__refused() public {
        refuse(
            evidence(plain(1), nodeKeys[2]),
            evidence(other(), nodeKeys[3]),
            abi.encodeWithSelector(
                IReporterNodes.RemittanceOracle_EvidenceSigners.selector, node, vm.addr(nodeKeys[3])
            )
        );
    }

    function test_proveEquivocation__account_that_is_no_node__refused() public {
        refuse(
            evidence(plain(1), keyOf("attacker")),
            evidence(other(), keyOf("attacker")),
            abi.encodeWithSelector(IReporterNodes.RemittanceOracle_NodeUnknown.selector, attacker)
        );
    }

    function test_proveEquivocation__twice__refused() public {
        IReporterNodes.Evidence memory a = evidence(plain(1), nodeKeys[2]);
        IReporterNodes.Evidence memory b = evidence(other(), nodeKeys[2]);
        oracle.proveEquivocation(a, b);
        refuse(
            a, b, abi.encodeWithSelector(IReporterNodes.RemittanceOracle_NodeUnknown.selector, node)
        );
    }

    function test_proveEquivocation__signature_changed__refused() public {
        IReporterNodes.Evidence memory a = evidence(plain(1), nodeKeys[2]);
        IReporterNodes.Evidence memory b = evidence(other(), nodeKeys[2]);
        b.validUntil += 1;
        vm.expectPartialRevert(IReporterNodes.RemittanceOracle_EvidenceSigners.selector);
        oracle.proveEquivocation(a, b);
        b.validUntil -= 1;
        b.signature = bytes.concat(b.signature, hex"00");
        refuse(a, b, abi.encodeWithSelector(ECDSA.ECDSAInvalidSignatureLength.selector, 66));
    }

    function refuseKeys(Content memory content) private {
        Content memory honest = plain(1);
        refuse(
            evidence(honest, nodeKeys[2]),
            evidence(content, nodeKeys[2]),
            abi.encodeWithSelector(
                IReporterNodes.RemittanceOracle_EvidenceKeys.selector,
                keyOfReport(honest),
                keyOfReport(content)
            )
        );
    }

    function refuse(
        IReporterNodes.Evidence memory a,
        IReporterNodes.Evidence memory b,
        bytes memory reason
    ) private {
        bytes32 before = oracle.nodeSetDigest();
        vm.expectRevert(reason);
        oracle.proveEquivocation(a, b);
        assertEq(oracle.nodeSetDigest(), before, "nothing moved");
    }

    function evidence(Content memory content, uint256 key)
        private
        view
        returns (IReporterNodes.Evidence memory)
    {
        Envelope memory envelope = envelopeOf(content);
        return IReporterNodes.Evidence({
            content: content,
            nodeSetDigest: envelope.nodeSetDigest,
            validUntil: envelope.validUntil,
            signature: signWith(key, oracle.digest(envelope))
        });
    }

    function first() private view returns (Content memory content) {
        content = plain(1);
        content.revision = 0;
    }

    /// @dev Another content of the first report, a cent apart.
    function other() private view returns (Content memory content) {
        content = first();
        content.servicingFee -= 1;
        content.reserveChange += 1;
    }

    function keyOfReport(Content memory content) private pure returns (bytes32) {
        return
            keccak256(
                abi.encode(content.pool, content.period, content.periodIndex, content.revision)
            );
    }
}
