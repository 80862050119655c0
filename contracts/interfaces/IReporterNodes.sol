// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Content, Envelope} from "../libraries/Report.sol";

/// @title The nodes whose signatures make a report
///
/// @notice N nodes recompute every report on their own; M signatures are a quorum. Up to
/// `f = (N - 1) / 3` (rounded down) nodes may lie or be silent. Signatures are collected without a
/// round of consensus, so `2M - N > f` is what keeps two quorums from signing two contents of one
/// period, and `M <= N - f` is what keeps f silent nodes from stopping the reports: 3 of 4 and
/// 5 of 7 are safe, 3 of 5 is not.
///
/// Powers: the admin opens the node set once and proposes nodes, which join after a delay; the
/// guardian or the admin removes a node, or withdraws a proposal, at once; anyone who holds two
/// conflicting signatures of a node removes it. Nobody can lower M: below M nodes, acceptance
/// waits until nodes were added.
///
/// Assumptions: a node's key is used by one honest program that stores what it signs first.
///
/// Node set digest: `keccak256(abi.encode(address[] nodes, uint8 threshold, uint32 epoch))`, nodes
/// ascending. The epoch rises with every change, so an old set's signatures never count again.
///
/// Signatures: EIP-712 under the domain {name "RWA Remittance Oracle", version "1", chain id, this
/// contract}; 65 bytes r, s, v with s in the lower half of the curve.
interface IReporterNodes {
    /// @notice One half of a proof that a node signed two contents of the same report.
    struct Evidence {
        Content content; // what was signed
        bytes32 nodeSetDigest; // of the signed envelope
        uint64 validUntil; // of the signed envelope [Unix seconds]
        bytes signature; // 65 bytes
    }

    /// @notice Why a node left the set.
    enum RemovalReason {
        Ordered,
        Equivocation
    }

    /// @notice The node set is now `nodes` (ascending) with this threshold.
    event NodeSetChanged(address[] nodes, uint8 threshold, uint32 epoch, bytes32 digest);
    /// @notice `node` may join at `readyAt` or later; M becomes `threshold` then.
    event NodeProposed(address indexed node, uint8 threshold, uint40 readyAt);
    /// @notice The proposal of `node` was withdrawn.
    event NodeProposalWithdrawn(address indexed node);
    /// @notice `node` joined the set.
    event NodeAdded(address indexed node);
    /// @notice `node` left the set.
    event NodeRemoved(address indexed node, RemovalReason reason);
    /// @notice `node` signed two contents of one period and revision.
    event EquivocationProven(
        address indexed node,
        uint16 indexed period,
        uint16 revision,
        bytes32 contentHashA,
        bytes32 contentHashB
    );

    /// @notice The node set was opened already, with this many nodes.
    error RemittanceOracle_NodeSetOpen(uint256 nodes);
    /// @notice The node set is not open yet.
    error RemittanceOracle_NodeSetNotOpen();
    /// @notice There is one proof of possession for every node.
    error RemittanceOracle_ProofCount(uint256 expected, uint256 received);
    /// @notice Nodes are given in ascending order, each once.
    error RemittanceOracle_NodesNotSorted(address previous, address current);
    /// @notice A set is opened with at least `minimum` nodes.
    error RemittanceOracle_TooFewNodes(uint256 minimum, uint256 received);
    /// @notice A set has at most `maximum` nodes.
    error RemittanceOracle_TooManyNodes(uint256 maximum, uint256 received);
    /// @notice With this many nodes a threshold lies in `lowest..highest`, or two quorums could
    /// disagree (below) or the tolerated faults could stop every report (above).
    error RemittanceOracle_UnsafeQuorum(uint256 lowest, uint256 highest, uint256 received);
    /// @notice A threshold is never lowered.
    error RemittanceOracle_ThresholdLowered(uint8 current, uint8 received);
    /// @notice The proof of possession was not made with the node's key.
    error RemittanceOracle_ProofOfPossession(address expected, address received);
    /// @notice The account is a node already.
    error RemittanceOracle_NodeKnown(address node);
    /// @notice The account is not a node.
    error RemittanceOracle_NodeUnknown(address account);
    /// @notice The account is not proposed.
    error RemittanceOracle_NodeNotProposed(address account);
    /// @notice A proposed node joins at `readyAt` or later; it is `time` now.
    error RemittanceOracle_NodeDelay(uint40 readyAt, uint256 time);

    /// @notice The envelope carries another content's hash.
    error RemittanceOracle_ContentHashMismatch(bytes32 expected, bytes32 received);
    /// @notice The envelope was signed for another node set.
    error RemittanceOracle_NodeSetMismatch(bytes32 expected, bytes32 received);
    /// @notice The envelope counted until `validUntil`; it is `time` now.
    error RemittanceOracle_EnvelopeExpired(uint64 validUntil, uint256 time);
    /// @notice Signatures are packed, `signatureLength` bytes each.
    error RemittanceOracle_SignatureLength(uint256 signatureLength, uint256 received);
    /// @notice Signatures are ordered by signer, ascending, each signer once.
    error RemittanceOracle_SignersNotSorted(address previous, address current);
    /// @notice Fewer signatures than the threshold.
    error RemittanceOracle_QuorumMissing(uint8 threshold, uint256 received);

    /// @notice The two signatures are of two accounts.
    error RemittanceOracle_EvidenceSigners(address signerA, address signerB);
    /// @notice The two contents are of different pools, periods or revisions: no conflict. Keys are
    /// `keccak256(abi.encode(pool, period, periodIndex, revision))`.
    error RemittanceOracle_EvidenceKeys(bytes32 keyA, bytes32 keyB);
    /// @notice Both signatures are of the same content: no conflict.
    error RemittanceOracle_EvidenceSameContent(bytes32 contentHash);

    /// @notice Set the first nodes, ascending, and how many signatures make a quorum. Once.
    ///
    /// Each node proves that it holds its key by signing `NodeKey(address node)` under this
    /// contract's domain.
    ///
    /// Requirements: the caller is the admin; the set was never opened; 4 to 32 nodes, ascending;
    /// `2M - N > f` and `M <= N - f`; every proof is good.
    /// Emits `NodeAdded` for each and `NodeSetChanged`.
    function openNodeSet(address[] calldata nodes_, bytes[] calldata proofs, uint8 threshold_)
        external;

    /// @notice Announce that `node` is to join, and the threshold from then on.
    ///
    /// A proposal of the same node replaces the earlier one and starts its delay again.
    ///
    /// Requirements: the caller is the admin; the set is open; `node` is no node yet; its proof is
    /// good; `newThreshold` is not below the present one.
    /// Emits `NodeProposed`.
    function proposeNode(address node, bytes calldata proof, uint8 newThreshold) external;

    /// @notice Withdraw a proposal.
    ///
    /// Requirements: the caller is the guardian or the admin; `node` is proposed.
    /// Emits `NodeProposalWithdrawn`.
    function withdrawNodeProposal(address node) external;

    /// @notice Let a proposed node join once its delay is over. Anyone may call it.
    ///
    /// Requirements: `node` is proposed and the delay is over; at most 32 nodes; the proposed
    /// threshold is not below the present one and safe with one node more; a raised threshold
    /// leaves room for f silent nodes (one that stays may not, so that a set shrunk by removals
    /// can grow again node by node).
    /// Emits `NodeAdded` and `NodeSetChanged`.
    function confirmNode(address node) external;

    /// @notice Remove a node at once; the threshold stays.
    ///
    /// Requirements: the caller is the guardian or the admin; `node` is a node.
    /// Emits `NodeRemoved` and `NodeSetChanged`.
    function removeNode(address node) external;

    /// @notice Remove the node that signed two contents of the same pool, period and revision.
    /// Anyone may call it; signatures made for earlier node sets count too.
    ///
    /// Requirements: both signatures are of one account, which is a node; same pool, period and
    /// revision; different contents.
    /// Emits `EquivocationProven`, `NodeRemoved` and `NodeSetChanged`.
    function proveEquivocation(Evidence calldata a, Evidence calldata b) external;

    /// @notice The nodes, ascending.
    function nodes() external view returns (address[] memory);

    /// @notice Whether the account's signature counts.
    function isNode(address account) external view returns (bool);

    /// @notice How many signatures make a quorum (M); 0 before the set is opened.
    function threshold() external view returns (uint8);

    /// @notice How often the node set has changed.
    function nodeSetEpoch() external view returns (uint32);

    /// @notice The digest that an envelope names; zero before the set is opened.
    function nodeSetDigest() external view returns (bytes32);

    /// @notice Threshold and earliest joining time of a proposed node; zeros when not proposed.
    function proposalOf(address node) external view returns (uint8 newThreshold, uint40 readyAt);

    /// @notice Seconds between a node's proposal and its joining.
    function nodeDelay() external view returns (uint40);

    /// @notice What a node signs to prove that it holds its key.
    function nodeKeyDigest(address node) external view returns (bytes32);

    /// @notice The EIP-712 struct hash of a content.
    function hashContent(Content calldata content) external pure returns (bytes32);

    /// @notice What a node signs: the EIP-712 digest of an envelope.
    function digest(Envelope calldata envelope) external view returns (bytes32);
}
