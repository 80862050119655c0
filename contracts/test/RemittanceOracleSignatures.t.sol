// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RemittanceOracle} from "../RemittanceOracle.sol";
import {IReporterNodes} from "../interfaces/IReporterNodes.sol";
import {Envelope} from "../libraries/Report.sol";
import {OracleReports} from "./OracleReports.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @notice `accept`: whose signatures count, and in which form.
contract RemittanceOracleSignaturesTest is OracleReports {
    /// @dev Order of secp256k1.
    uint256 private constant CURVE_ORDER =
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    Envelope private envelope;
    bytes32 private digest;

    function setUp() public override {
        super.setUp();
        warpToReportDay(1);
        envelope = envelopeOf(plain(1));
        digest = oracle.digest(envelope);
    }

    function test_accept__any_three_of_four__accepted(uint256 left) public {
        left = bound(left, 0, 3);
        bytes memory packed;
        for (uint256 i = 0; i < 4; ++i) {
            if (i != left) packed = bytes.concat(packed, signWith(nodeKeys[i], digest));
        }
        assertTrue(oracle.accept(plain(1), envelope, packed), "any three");
    }

    function test_accept__all_four__accepted() public {
        assertTrue(post(plain(1), 4), "all four");
    }

    function test_accept__one_signature_short__refused() public {
        for (uint256 count = 0; count < 3; ++count) {
            refuseSigned(
                plain(1),
                count,
                abi.encodeWithSelector(
                    IReporterNodes.RemittanceOracle_QuorumMissing.selector, 3, count
                )
            );
        }
    }

    function test_accept__before_the_set_is_opened__refused_without_signatures() public {
        oracle = new RemittanceOracle(config());
        envelope = envelopeOf(plain(1));
        assertEq(envelope.nodeSetDigest, bytes32(0), "no set yet");
        refuseRaw(
            plain(1),
            envelope,
            "",
            abi.encodeWithSelector(IReporterNodes.RemittanceOracle_NodeSetNotOpen.selector)
        );
    }

    function test_accept__same_node_twice__refused() public {
        bytes memory first = signWith(nodeKeys[0], digest);
        bytes memory second = signWith(nodeKeys[1], digest);
        address node = vm.addr(nodeKeys[1]);
        _refuse(
            bytes.concat(first, second, second),
            abi.encodeWithSelector(
                IReporterNodes.RemittanceOracle_SignersNotSorted.selector, node, node
            )
        );
    }

    function test_accept__signers_out_of_order__refused() public {
        bytes memory packed = bytes.concat(
            signWith(nodeKeys[1], digest),
            signWith(nodeKeys[0], digest),
            signWith(nodeKeys[2], digest)
        );
        _refuse(
            packed,
            abi.encodeWithSelector(
                IReporterNodes.RemittanceOracle_SignersNotSorted.selector,
                vm.addr(nodeKeys[1]),
                vm.addr(nodeKeys[0])
            )
        );
    }

    function test_accept__stranger_among_the_signers__refused(uint256 key) public {
        key = bound(key, 1, CURVE_ORDER - 1);
        address stranger = vm.addr(key);
        vm.assume(!oracle.isNode(stranger));
        addNodeKey(key);
        bytes memory packed = signaturesOf(envelope, 5);
        _refuse(
            packed,
            abi.encodeWithSelector(IReporterNodes.RemittanceOracle_NodeUnknown.selector, stranger)
        );
    }

    function test_accept__removed_node_among_the_signers__refused() public {
        address removed = vm.addr(nodeKeys[1]);
        oracle.removeNode(removed);
        envelope = envelopeOf(plain(1));
        _refuse(
            signaturesOf(envelope, 3),
            abi.encodeWithSelector(IReporterNodes.RemittanceOracle_NodeUnknown.selector, removed)
        );
    }

    function test_accept__high_s_twin_of_a_signature__refused() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(nodeKeys[2], digest);
        bytes32 high = bytes32(CURVE_ORDER - uint256(s));
        bytes memory packed =
            bytes.concat(signaturesOf(envelope, 2), abi.encodePacked(r, high, _flip(v)));
        assertEq(ecrecover(digest, _flip(v), r, high), vm.addr(nodeKeys[2]), "a valid twin");
        _refuse(packed, abi.encodeWithSelector(ECDSA.ECDSAInvalidSignatureS.selector, high));
    }

    function test_accept__v_that_is_neither_27_nor_28__refused() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(nodeKeys[2], digest);
        bytes memory packed =
            bytes.concat(signaturesOf(envelope, 2), abi.encodePacked(r, s, v - 27));
        _refuse(packed, abi.encodeWithSelector(ECDSA.ECDSAInvalidSignature.selector));
    }

    function test_accept__signature_of_zeros__refused() public {
        bytes memory packed = bytes.concat(new bytes(65), signaturesOf(envelope, 2));
        _refuse(packed, abi.encodeWithSelector(ECDSA.ECDSAInvalidSignature.selector));
    }

    function test_accept__bytes_missing_or_more__refused(uint256 length) public {
        length = bound(length, 1, 64);
        bytes memory packed = bytes.concat(signaturesOf(envelope, 3), new bytes(length));
        _refuse(
            packed,
            abi.encodeWithSelector(
                IReporterNodes.RemittanceOracle_SignatureLength.selector, 65, packed.length
            )
        );
        packed = signaturesOf(envelope, 3);
        uint256 kept = packed.length - length;
        assembly ("memory-safe") {
            mstore(packed, kept)
        }
        _refuse(
            packed,
            abi.encodeWithSelector(
                IReporterNodes.RemittanceOracle_SignatureLength.selector, 65, kept
            )
        );
    }

    function test_accept__signed_for_another_chain__refused() public {
        bytes memory packed = signaturesOf(envelope, 3);
        vm.chainId(block.chainid + 1);
        _refuseUnknownSigner(packed);
    }

    function test_accept__signed_for_another_contract__refused() public {
        bytes memory packed = signaturesOf(envelope, 3);
        oracle = new RemittanceOracle(config());
        openNodeSet(4, 3);
        assertEq(oracle.nodeSetDigest(), envelope.nodeSetDigest, "the same nodes");
        _refuseUnknownSigner(packed);
    }

    function test_accept__any_signed_word_changed__refused(uint256 word, uint256 change) public {
        bytes memory packed = signaturesOf(envelope, 3);
        word = bound(word, 0, packed.length - 1);
        packed[word] ^= bytes1(uint8(bound(change, 1, 255)));
        (bool success,) =
            address(oracle).call(abi.encodeCall(oracle.accept, (plain(1), envelope, packed)));
        assertFalse(success, "one byte of a signature");
        assertEq(oracle.lastAccepted(), 0, "nothing moved");
    }

    function _refuse(bytes memory packed, bytes memory reason) private {
        refuseRaw(plain(1), envelope, packed, reason);
    }

    /// @dev The digest differs, so the signatures are somebody's, but no node's.
    function _refuseUnknownSigner(bytes memory packed) private {
        bytes32 other = oracle.digest(envelope);
        assertNotEq(other, digest, "another digest");
        (bool success,) =
            address(oracle).call(abi.encodeCall(oracle.accept, (plain(1), envelope, packed)));
        assertFalse(success, "not these nodes");
        assertEq(oracle.lastAccepted(), 0, "nothing moved");
    }

    function _flip(uint8 v) private pure returns (uint8) {
        return v == 27 ? 28 : 27;
    }
}
