// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReporterNodes} from "./interfaces/IReporterNodes.sol";
import {NodeSet} from "./libraries/NodeSet.sol";
import {Quorum} from "./libraries/Quorum.sol";
import {Content, Envelope} from "./libraries/Report.sol";
import {ReportHash} from "./libraries/ReportHash.sol";
import {GUARDIAN_ROLE} from "./libraries/Roles.sol";
import {
    AccessControlDefaultAdminRules
} from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

/// @title The nodes whose signatures make a report
abstract contract ReporterNodes is IReporterNodes, AccessControlDefaultAdminRules, EIP712 {
    using NodeSet for NodeSet.Set;

    struct Proposal {
        uint8 threshold; // [nodes]
        uint40 readyAt; // [Unix seconds]; 0 when not proposed
    }

    uint256 private constant FEWEST_AT_OPENING = 4; // [nodes]
    uint256 private constant MOST = 32; // [nodes]
    uint256 private constant SIGNATURE_LENGTH = 65; // [bytes]

    /// @inheritdoc IReporterNodes
    uint40 public immutable nodeDelay; // [s]

    NodeSet.Set private _set;
    mapping(address node => Proposal) private _proposals;
    /// @inheritdoc IReporterNodes
    bytes32 public nodeSetDigest;
    /// @inheritdoc IReporterNodes
    uint32 public nodeSetEpoch; // [changes]
    /// @inheritdoc IReporterNodes
    uint8 public threshold; // [nodes]

    modifier onlyGuardianOrAdmin() {
        if (!hasRole(GUARDIAN_ROLE, msg.sender)) _checkRole(DEFAULT_ADMIN_ROLE);
        _;
    }

    constructor(uint40 nodeDelay_, uint48 adminDelay, address admin)
        AccessControlDefaultAdminRules(adminDelay, admin)
        EIP712("RWA Remittance Oracle", "1")
    {
        nodeDelay = nodeDelay_;
    }

    /// @inheritdoc IReporterNodes
    function openNodeSet(address[] calldata nodes_, bytes[] calldata proofs, uint8 threshold_)
        external
        onlyRole(DEFAULT_ADMIN_ROLE)
    {
        // Check
        uint256 count = nodes_.length;
        if (threshold != 0) revert RemittanceOracle_NodeSetOpen(_set.members.length);
        if (count < FEWEST_AT_OPENING) {
            revert RemittanceOracle_TooFewNodes(FEWEST_AT_OPENING, count);
        }
        if (proofs.length != count) revert RemittanceOracle_ProofCount(count, proofs.length);
        _requireSafe(count, threshold_, true);
        // Check each and Effect
        address previous = address(0);
        for (uint256 i = 0; i < count; ++i) {
            address node = nodes_[i];
            if (node <= previous) revert RemittanceOracle_NodesNotSorted(previous, node);
            _requireKey(node, proofs[i]);
            _add(node);
            previous = node;
        }
        threshold = threshold_;
        _changed();
    }

    /// @inheritdoc IReporterNodes
    function proposeNode(address node, bytes calldata proof, uint8 newThreshold)
        external
        onlyRole(DEFAULT_ADMIN_ROLE)
    {
        // Check
        if (threshold == 0) revert RemittanceOracle_NodeSetNotOpen();
        if (_set.contains[node]) revert RemittanceOracle_NodeKnown(node);
        if (newThreshold < threshold) {
            revert RemittanceOracle_ThresholdLowered(threshold, newThreshold);
        }
        _requireKey(node, proof);
        // Effect
        uint40 readyAt = uint40(block.timestamp) + nodeDelay;
        _proposals[node] = Proposal(newThreshold, readyAt);
        emit NodeProposed(node, newThreshold, readyAt);
    }

    /// @inheritdoc IReporterNodes
    function withdrawNodeProposal(address node) external onlyGuardianOrAdmin {
        // Check
        if (_proposals[node].readyAt == 0) revert RemittanceOracle_NodeNotProposed(node);
        // Effect
        delete _proposals[node];
        emit NodeProposalWithdrawn(node);
    }

    /// @inheritdoc IReporterNodes
    function confirmNode(address node) external {
        // Check
        Proposal memory proposal = _proposals[node];
        if (proposal.readyAt == 0) revert RemittanceOracle_NodeNotProposed(node);
        if (block.timestamp < proposal.readyAt) {
            revert RemittanceOracle_NodeDelay(proposal.readyAt, block.timestamp);
        }
        if (proposal.threshold < threshold) {
            revert RemittanceOracle_ThresholdLowered(threshold, proposal.threshold);
        }
        bool raised = proposal.threshold > threshold;
        _requireSafe(_set.members.length + 1, proposal.threshold, raised);
        // Effect
        delete _proposals[node];
        _add(node);
        threshold = proposal.threshold;
        _changed();
    }

    /// @inheritdoc IReporterNodes
    function removeNode(address node) external onlyGuardianOrAdmin {
        // Check
        _requireNode(node);
        // Effect
        _remove(node, RemovalReason.Ordered);
    }

    /// @inheritdoc IReporterNodes
    function proveEquivocation(Evidence memory a, Evidence memory b) external {
        // Check
        bytes32 hashA = ReportHash.hash(a.content);
        bytes32 hashB = ReportHash.hash(b.content);
        if (hashA == hashB) revert RemittanceOracle_EvidenceSameContent(hashA);
        bytes32 keyA = _evidenceKey(a.content);
        bytes32 keyB = _evidenceKey(b.content);
        if (keyA != keyB) revert RemittanceOracle_EvidenceKeys(keyA, keyB);
        address node = _evidenceSigner(a, hashA);
        address other = _evidenceSigner(b, hashB);
        if (node != other) revert RemittanceOracle_EvidenceSigners(node, other);
        _requireNode(node);
        // Effect
        emit EquivocationProven(node, a.content.periodIndex, a.content.revision, hashA, hashB);
        _remove(node, RemovalReason.Equivocation);
    }

    /// @inheritdoc IReporterNodes
    function nodes() external view returns (address[] memory) {
        return _set.ascending();
    }

    /// @inheritdoc IReporterNodes
    function isNode(address account) public view returns (bool) {
        return _set.contains[account];
    }

    /// @inheritdoc IReporterNodes
    function proposalOf(address node) external view returns (uint8 newThreshold, uint40 readyAt) {
        Proposal memory proposal = _proposals[node];
        return (proposal.threshold, proposal.readyAt);
    }

    /// @inheritdoc IReporterNodes
    function nodeKeyDigest(address node) public view returns (bytes32) {
        return _hashTypedDataV4(ReportHash.hashNodeKey(node));
    }

    /// @inheritdoc IReporterNodes
    function hashContent(Content memory content) external pure returns (bytes32) {
        return ReportHash.hash(content);
    }

    /// @inheritdoc IReporterNodes
    function digest(Envelope memory envelope) public view returns (bytes32) {
        return _hashTypedDataV4(ReportHash.hash(envelope));
    }

    /// @dev Requires a quorum of nodes under a live envelope of this content; says how many signed.
    function _requireQuorum(
        bytes32 contentHash,
        Envelope calldata envelope,
        bytes calldata signatures
    ) internal view returns (uint256 signers) {
        // Before the set is opened, no signature at all would reach the threshold of 0.
        if (threshold == 0) revert RemittanceOracle_NodeSetNotOpen();
        if (envelope.contentHash != contentHash) {
            revert RemittanceOracle_ContentHashMismatch(contentHash, envelope.contentHash);
        }
        if (envelope.nodeSetDigest != nodeSetDigest) {
            revert RemittanceOracle_NodeSetMismatch(nodeSetDigest, envelope.nodeSetDigest);
        }
        if (block.timestamp > envelope.validUntil) {
            revert RemittanceOracle_EnvelopeExpired(envelope.validUntil, block.timestamp);
        }
        if (signatures.length % SIGNATURE_LENGTH != 0) {
            revert RemittanceOracle_SignatureLength(SIGNATURE_LENGTH, signatures.length);
        }
        signers = signatures.length / SIGNATURE_LENGTH;
        if (signers < threshold) revert RemittanceOracle_QuorumMissing(threshold, signers);
        _requireSigners(digest(envelope), signatures, signers);
    }

    /// @dev Whether that many distinct nodes are all of them, and more than a quorum needs: in a
    /// set shrunk to its threshold, all say no more than any quorum does.
    function _isUnanimous(uint256 signers) internal view returns (bool) {
        return signers == _set.members.length && signers > threshold;
    }

    /// @dev Ascending order makes every signer distinct; low-s makes every signature unique.
    function _requireSigners(bytes32 digest_, bytes calldata signatures, uint256 signers)
        private
        view
    {
        address previous = address(0);
        for (uint256 i = 0; i < signers; ++i) {
            uint256 start = i * SIGNATURE_LENGTH;
            address signer =
                ECDSA.recoverCalldata(digest_, signatures[start:start + SIGNATURE_LENGTH]);
            if (signer <= previous) revert RemittanceOracle_SignersNotSorted(previous, signer);
            _requireNode(signer);
            previous = signer;
        }
    }

    function _requireNode(address account) private view {
        if (!_set.contains[account]) revert RemittanceOracle_NodeUnknown(account);
    }

    function _requireKey(address node, bytes calldata proof) private view {
        address signer = ECDSA.recoverCalldata(nodeKeyDigest(node), proof);
        if (signer != node) revert RemittanceOracle_ProofOfPossession(node, signer);
    }

    /// @dev A threshold must keep quorums from disagreeing; a `fresh` one must also leave the set
    /// able to report with f nodes silent.
    function _requireSafe(uint256 count, uint8 threshold_, bool fresh) private pure {
        if (count > MOST) revert RemittanceOracle_TooManyNodes(MOST, count);
        uint256 lowest = Quorum.lowest(count);
        uint256 highest = fresh ? Quorum.highest(count) : type(uint8).max;
        if (threshold_ < lowest || threshold_ > highest) {
            revert RemittanceOracle_UnsafeQuorum(lowest, highest, threshold_);
        }
    }

    function _add(address node) private {
        _set.insert(node);
        emit NodeAdded(node);
    }

    function _remove(address node, RemovalReason reason) private {
        _set.remove(node);
        emit NodeRemoved(node, reason);
        _changed();
    }

    function _changed() private {
        uint32 epoch = ++nodeSetEpoch;
        address[] memory list = _set.ascending();
        bytes32 current = keccak256(abi.encode(list, threshold, epoch));
        nodeSetDigest = current;
        emit NodeSetChanged(list, threshold, epoch, current);
    }

    function _evidenceKey(Content memory content) private pure returns (bytes32) {
        return
            keccak256(
                abi.encode(content.pool, content.period, content.periodIndex, content.revision)
            );
    }

    function _evidenceSigner(Evidence memory evidence, bytes32 contentHash)
        private
        view
        returns (address)
    {
        Envelope memory envelope =
            Envelope(contentHash, evidence.nodeSetDigest, evidence.validUntil);
        return ECDSA.recover(digest(envelope), evidence.signature);
    }
}
