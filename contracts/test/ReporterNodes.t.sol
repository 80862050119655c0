// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RemittanceOracle} from "../RemittanceOracle.sol";
import {IReporterNodes} from "../interfaces/IReporterNodes.sol";
import {OracleReports} from "./OracleReports.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";

/// @notice Opening the node set, adding nodes after a delay, removing them at once.
contract ReporterNodesTest is OracleReports {
    // openNodeSet

    function test_openNodeSet__four_nodes_three_sign__opened() public view {
        address[] memory nodes = oracle.nodes();
        assertEq(nodes.length, 4, "four");
        for (uint256 i = 0; i < 4; ++i) {
            assertEq(nodes[i], vm.addr(nodeKeys[i]), "ascending");
            assertTrue(oracle.isNode(nodes[i]), "a node");
        }
        assertFalse(oracle.isNode(attacker), "not a node");
        assertEq(oracle.threshold(), 3, "threshold");
        assertEq(oracle.nodeSetEpoch(), 1, "epoch");
        assertEq(oracle.nodeSetDigest(), digestOf(nodes, 3, 1), "digest");
    }

    function test_openNodeSet__good_set__announced() public {
        oracle = new RemittanceOracle(config());
        (address[] memory nodes, bytes[] memory proofs) = nodesAndProofs();
        for (uint256 i = 0; i < 4; ++i) {
            vm.expectEmit(address(oracle));
            emit IReporterNodes.NodeAdded(nodes[i]);
        }
        vm.expectEmit(address(oracle));
        emit IReporterNodes.NodeSetChanged(nodes, 3, 1, digestOf(nodes, 3, 1));
        oracle.openNodeSet(nodes, proofs, 3);
    }

    function test_openNodeSet__only_safe_thresholds__accepted() public {
        for (uint256 count = 4; count <= 13; ++count) {
            setNodeKeys(count);
            uint256 faults = (count - 1) / 3;
            for (uint256 m = 0; m <= count + 1; ++m) {
                oracle = new RemittanceOracle(config());
                (address[] memory nodes, bytes[] memory proofs) = nodesAndProofs();
                (bool opened,) = address(oracle)
                    .call(abi.encodeCall(oracle.openNodeSet, (nodes, proofs, uint8(m))));
                assertEq(opened, 2 * m > count + faults && m + faults <= count, "only if safe");
            }
        }
    }

    function test_openNodeSet__three_of_five__refused() public {
        refuseOpening(
            5,
            3,
            abi.encodeWithSelector(IReporterNodes.RemittanceOracle_UnsafeQuorum.selector, 4, 4, 3)
        );
        openNodeSet(7, 5);
        assertEq(oracle.threshold(), 5, "five of seven");
    }

    function test_openNodeSet__three_nodes__refused() public {
        refuseOpening(
            3, 3, abi.encodeWithSelector(IReporterNodes.RemittanceOracle_TooFewNodes.selector, 4, 3)
        );
    }

    function test_openNodeSet__thirty_three_nodes__refused() public {
        refuseOpening(
            33,
            22,
            abi.encodeWithSelector(IReporterNodes.RemittanceOracle_TooManyNodes.selector, 32, 33)
        );
    }

    function test_openNodeSet__twice__refused() public {
        (address[] memory nodes, bytes[] memory proofs) = nodesAndProofs();
        vm.expectRevert(
            abi.encodeWithSelector(IReporterNodes.RemittanceOracle_NodeSetOpen.selector, 4)
        );
        oracle.openNodeSet(nodes, proofs, 3);
    }

    function test_openNodeSet__again_after_all_were_removed__refused() public {
        (address[] memory nodes, bytes[] memory proofs) = nodesAndProofs();
        for (uint256 i = 0; i < 4; ++i) {
            oracle.removeNode(nodes[i]);
        }
        vm.expectRevert(
            abi.encodeWithSelector(IReporterNodes.RemittanceOracle_NodeSetOpen.selector, 0)
        );
        oracle.openNodeSet(nodes, proofs, 3);
    }

    function test_openNodeSet__duplicate_or_unsorted_nodes__refused() public {
        oracle = new RemittanceOracle(config());
        (address[] memory nodes, bytes[] memory proofs) = nodesAndProofs();
        (nodes[1], proofs[1]) = (nodes[0], proofs[0]);
        vm.expectRevert(
            abi.encodeWithSelector(
                IReporterNodes.RemittanceOracle_NodesNotSorted.selector, nodes[0], nodes[0]
            )
        );
        oracle.openNodeSet(nodes, proofs, 3);

        (nodes, proofs) = nodesAndProofs();
        (nodes[2], nodes[3], proofs[2], proofs[3]) = (nodes[3], nodes[2], proofs[3], proofs[2]);
        vm.expectRevert(
            abi.encodeWithSelector(
                IReporterNodes.RemittanceOracle_NodesNotSorted.selector, nodes[2], nodes[3]
            )
        );
        oracle.openNodeSet(nodes, proofs, 3);
        assertEq(oracle.threshold(), 0, "nothing moved");
    }

    function test_openNodeSet__zero_node__refused() public {
        oracle = new RemittanceOracle(config());
        (address[] memory nodes, bytes[] memory proofs) = nodesAndProofs();
        nodes[0] = address(0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IReporterNodes.RemittanceOracle_NodesNotSorted.selector, address(0), address(0)
            )
        );
        oracle.openNodeSet(nodes, proofs, 3);
    }

    function test_openNodeSet__proof_missing__refused() public {
        oracle = new RemittanceOracle(config());
        (address[] memory nodes,) = nodesAndProofs();
        vm.expectRevert(
            abi.encodeWithSelector(IReporterNodes.RemittanceOracle_ProofCount.selector, 4, 3)
        );
        oracle.openNodeSet(nodes, new bytes[](3), 3);
    }

    function test_openNodeSet__proof_by_another_key__refused() public {
        oracle = new RemittanceOracle(config());
        (address[] memory nodes, bytes[] memory proofs) = nodesAndProofs();
        proofs[2] = signWith(nodeKeys[1], oracle.nodeKeyDigest(nodes[2]));
        vm.expectRevert(
            abi.encodeWithSelector(
                IReporterNodes.RemittanceOracle_ProofOfPossession.selector, nodes[2], nodes[1]
            )
        );
        oracle.openNodeSet(nodes, proofs, 3);
        assertEq(oracle.nodes().length, 0, "nothing moved");
    }

    function test_openNodeSet__proof_for_another_oracle__refused() public {
        (address[] memory nodes, bytes[] memory proofs) = nodesAndProofs();
        oracle = new RemittanceOracle(config());
        vm.expectPartialRevert(IReporterNodes.RemittanceOracle_ProofOfPossession.selector);
        oracle.openNodeSet(nodes, proofs, 3);
    }

    function test_openNodeSet__not_the_admin__refused() public {
        oracle = new RemittanceOracle(config());
        (address[] memory nodes, bytes[] memory proofs) = nodesAndProofs();
        expectUnauthorised(attacker);
        oracle.openNodeSet(nodes, proofs, 3);
    }

    // proposeNode, withdrawNodeProposal, confirmNode

    function test_proposeNode__fifth_node__waits() public {
        address node = vm.addr(nodeKey(5));
        vm.expectEmit(address(oracle));
        emit IReporterNodes.NodeProposed(node, 4, uint40(block.timestamp) + NODE_DELAY);
        oracle.proposeNode(node, proofOf(nodeKey(5)), 4);
        (uint8 threshold, uint40 readyAt) = oracle.proposalOf(node);
        assertEq(threshold, 4, "threshold");
        assertEq(readyAt, block.timestamp + NODE_DELAY, "time");
        assertFalse(oracle.isNode(node), "not yet");
        assertEq(oracle.nodeSetEpoch(), 1, "the set stays");
    }

    function test_proposeNode__again__starts_the_delay_again() public {
        propose(5, 4);
        vm.warp(block.timestamp + 1 days);
        propose(5, 5);
        (uint8 threshold, uint40 readyAt) = oracle.proposalOf(vm.addr(nodeKey(5)));
        assertEq(threshold, 5, "the new threshold");
        assertEq(readyAt, block.timestamp + NODE_DELAY, "the new time");
    }

    function test_proposeNode__known_node__refused() public {
        bytes memory proof = proofOf(nodeKeys[0]);
        vm.expectRevert(
            abi.encodeWithSelector(
                IReporterNodes.RemittanceOracle_NodeKnown.selector, vm.addr(nodeKeys[0])
            )
        );
        oracle.proposeNode(vm.addr(nodeKeys[0]), proof, 3);
    }

    function test_proposeNode__lower_threshold__refused() public {
        bytes memory proof = proofOf(nodeKey(5));
        vm.expectRevert(
            abi.encodeWithSelector(IReporterNodes.RemittanceOracle_ThresholdLowered.selector, 3, 2)
        );
        oracle.proposeNode(vm.addr(nodeKey(5)), proof, 2);
    }

    function test_proposeNode__proof_by_another_key__refused() public {
        address node = vm.addr(nodeKey(5));
        bytes memory proof = signWith(nodeKey(6), oracle.nodeKeyDigest(node));
        vm.expectRevert(
            abi.encodeWithSelector(
                IReporterNodes.RemittanceOracle_ProofOfPossession.selector,
                node,
                vm.addr(nodeKey(6))
            )
        );
        oracle.proposeNode(node, proof, 4);
    }

    function test_proposeNode__set_not_open__refused() public {
        oracle = new RemittanceOracle(config());
        bytes memory proof = proofOf(nodeKey(5));
        vm.expectRevert(
            abi.encodeWithSelector(IReporterNodes.RemittanceOracle_NodeSetNotOpen.selector)
        );
        oracle.proposeNode(vm.addr(nodeKey(5)), proof, 4);
    }

    function test_proposeNode__not_the_admin__refused() public {
        bytes memory proof = proofOf(nodeKey(5));
        expectUnauthorised(guardian);
        oracle.proposeNode(vm.addr(nodeKey(5)), proof, 4);
    }

    function test_withdrawNodeProposal__by_guardian_or_admin__gone() public {
        address node = vm.addr(nodeKey(5));
        propose(5, 4);
        vm.expectEmit(address(oracle));
        emit IReporterNodes.NodeProposalWithdrawn(node);
        vm.prank(guardian);
        oracle.withdrawNodeProposal(node);
        propose(5, 4);
        oracle.withdrawNodeProposal(node);
        vm.warp(block.timestamp + NODE_DELAY);
        vm.expectRevert(
            abi.encodeWithSelector(IReporterNodes.RemittanceOracle_NodeNotProposed.selector, node)
        );
        oracle.confirmNode(node);
    }

    function test_withdrawNodeProposal__not_proposed__refused() public {
        vm.expectRevert(
            abi.encodeWithSelector(
                IReporterNodes.RemittanceOracle_NodeNotProposed.selector, attacker
            )
        );
        oracle.withdrawNodeProposal(attacker);
    }

    function test_withdrawNodeProposal__by_anyone_else__refused() public {
        propose(5, 4);
        expectUnauthorised(attacker);
        oracle.withdrawNodeProposal(vm.addr(nodeKey(5)));
        (, uint40 readyAt) = oracle.proposalOf(vm.addr(nodeKey(5)));
        assertGt(readyAt, 0, "nothing moved");
    }

    function test_confirmNode__after_the_delay__joins_with_the_threshold() public {
        propose(5, 4);
        address node = vm.addr(nodeKey(5));
        vm.warp(block.timestamp + NODE_DELAY);
        addNodeKey(nodeKey(5));
        (address[] memory nodes,) = nodesAndProofs();
        vm.expectEmit(address(oracle));
        emit IReporterNodes.NodeAdded(node);
        vm.expectEmit(address(oracle));
        emit IReporterNodes.NodeSetChanged(nodes, 4, 2, digestOf(nodes, 4, 2));
        vm.prank(attacker);
        oracle.confirmNode(node);
        assertTrue(oracle.isNode(node), "a node");
        assertEq(oracle.threshold(), 4, "threshold");
        assertEq(oracle.nodeSetDigest(), digestOf(nodes, 4, 2), "digest");
        (uint8 threshold, uint40 readyAt) = oracle.proposalOf(node);
        assertEq(uint256(threshold) + readyAt, 0, "no proposal left");

        warpToReportDay(1);
        assertTrue(post(plain(1), 4), "four of five");
    }

    function test_confirmNode__a_second_early__refused() public {
        propose(5, 4);
        uint40 readyAt = uint40(block.timestamp) + NODE_DELAY;
        vm.warp(readyAt - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IReporterNodes.RemittanceOracle_NodeDelay.selector, readyAt, readyAt - 1
            )
        );
        oracle.confirmNode(vm.addr(nodeKey(5)));
        assertEq(oracle.nodes().length, 4, "nothing moved");
    }

    function test_confirmNode__not_proposed__refused() public {
        vm.expectRevert(
            abi.encodeWithSelector(
                IReporterNodes.RemittanceOracle_NodeNotProposed.selector, attacker
            )
        );
        oracle.confirmNode(attacker);
    }

    function test_confirmNode__threshold_unsafe_with_one_more__refused() public {
        propose(5, 3);
        propose(6, 5);
        vm.warp(block.timestamp + NODE_DELAY);
        vm.expectRevert(
            abi.encodeWithSelector(
                IReporterNodes.RemittanceOracle_UnsafeQuorum.selector, 4, type(uint8).max, 3
            )
        );
        oracle.confirmNode(vm.addr(nodeKey(5)));
        vm.expectRevert(
            abi.encodeWithSelector(IReporterNodes.RemittanceOracle_UnsafeQuorum.selector, 4, 4, 5)
        );
        oracle.confirmNode(vm.addr(nodeKey(6)));
        assertEq(oracle.nodes().length, 4, "nothing moved");
    }

    function test_confirmNode__threshold_raised_meanwhile__refused() public {
        propose(5, 4);
        propose(6, 3);
        vm.warp(block.timestamp + NODE_DELAY);
        oracle.confirmNode(vm.addr(nodeKey(5)));
        vm.expectRevert(
            abi.encodeWithSelector(IReporterNodes.RemittanceOracle_ThresholdLowered.selector, 4, 3)
        );
        oracle.confirmNode(vm.addr(nodeKey(6)));
    }

    function test_confirmNode__set_at_its_largest__refused() public {
        oracle = new RemittanceOracle(config());
        openNodeSet(32, 22);
        propose(33, 22);
        vm.warp(block.timestamp + NODE_DELAY);
        vm.expectRevert(
            abi.encodeWithSelector(IReporterNodes.RemittanceOracle_TooManyNodes.selector, 32, 33)
        );
        oracle.confirmNode(vm.addr(nodeKey(33)));
    }

    function test_confirmNode__set_shrunk_to_one__grows_again_node_by_node() public {
        for (uint256 i = 1; i <= 3; ++i) {
            oracle.removeNode(vm.addr(nodeKey(i)));
        }
        setNodeKeys(0);
        addNodeKey(nodeKey(4));
        for (uint256 number = 5; number <= 7; ++number) {
            propose(number, 3);
            vm.warp(block.timestamp + NODE_DELAY);
            oracle.confirmNode(vm.addr(nodeKey(number)));
            addNodeKey(nodeKey(number));
        }
        assertEq(oracle.nodes().length, 4, "four again");
        warpToReportDay(1);
        assertTrue(post(plain(1), 3), "three of four again");
    }

    // removeNode

    function test_removeNode__by_guardian__at_once_and_threshold_stays() public {
        address removed = vm.addr(nodeKeys[1]);
        vm.expectEmit(address(oracle));
        emit IReporterNodes.NodeRemoved(removed, IReporterNodes.RemovalReason.Ordered);
        vm.prank(guardian);
        oracle.removeNode(removed);
        address[] memory nodes = oracle.nodes();
        assertEq(nodes.length, 3, "three left");
        assertEq(nodes[0], vm.addr(nodeKeys[0]), "the first");
        assertEq(nodes[1], vm.addr(nodeKeys[2]), "the third");
        assertEq(nodes[2], vm.addr(nodeKeys[3]), "the fourth");
        assertFalse(oracle.isNode(removed), "no node");
        assertEq(oracle.threshold(), 3, "never lowered");
        assertEq(oracle.nodeSetDigest(), digestOf(nodes, 3, 2), "digest");
    }

    function test_removeNode__below_the_threshold__acceptance_waits() public {
        oracle.removeNode(vm.addr(nodeKey(1)));
        oracle.removeNode(vm.addr(nodeKey(2)));
        setNodeKeys(0);
        addNodeKey(nodeKey(3));
        addNodeKey(nodeKey(4));
        warpToReportDay(1);
        refuseSigned(
            plain(1),
            2,
            abi.encodeWithSelector(IReporterNodes.RemittanceOracle_QuorumMissing.selector, 3, 2)
        );
        propose(5, 3);
        vm.warp(block.timestamp + NODE_DELAY);
        oracle.confirmNode(vm.addr(nodeKey(5)));
        addNodeKey(nodeKey(5));
        assertTrue(post(plain(1), 3), "with the new node");
    }

    function test_removeNode__not_a_node__refused() public {
        vm.expectRevert(
            abi.encodeWithSelector(IReporterNodes.RemittanceOracle_NodeUnknown.selector, attacker)
        );
        oracle.removeNode(attacker);
    }

    function test_removeNode__by_anyone_else__refused() public {
        expectUnauthorised(attacker);
        oracle.removeNode(vm.addr(nodeKeys[0]));
        assertEq(oracle.nodes().length, 4, "nothing moved");
    }

    function test_removeNode__same_node_added_again__old_signatures_stay_dead() public {
        warpToReportDay(1);
        bytes32 before = oracle.nodeSetDigest();
        oracle.removeNode(vm.addr(nodeKey(1)));
        propose(1, 3);
        vm.warp(block.timestamp + NODE_DELAY);
        oracle.confirmNode(vm.addr(nodeKey(1)));
        assertEq(oracle.nodes().length, 4, "the same four");
        assertNotEq(oracle.nodeSetDigest(), before, "in another epoch");
    }

    function propose(uint256 number, uint8 threshold) private {
        oracle.proposeNode(vm.addr(nodeKey(number)), proofOf(nodeKey(number)), threshold);
    }

    function refuseOpening(uint256 count, uint8 threshold, bytes memory reason) private {
        oracle = new RemittanceOracle(config());
        setNodeKeys(count);
        (address[] memory nodes, bytes[] memory proofs) = nodesAndProofs();
        vm.expectRevert(reason);
        oracle.openNodeSet(nodes, proofs, threshold);
        assertEq(oracle.threshold(), 0, "nothing moved");
    }

    function expectUnauthorised(address account) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControl.AccessControlUnauthorizedAccount.selector, account, bytes32(0)
            )
        );
        vm.prank(account);
    }

    function digestOf(address[] memory nodes, uint8 threshold, uint32 epoch)
        private
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(nodes, threshold, epoch));
    }
}
