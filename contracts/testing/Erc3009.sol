// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IErc3009} from "./IErc3009.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title ERC-3009 on top of a token that has ERC-2612
abstract contract Erc3009 is IErc3009, ERC20Permit {
    bytes32 private constant TRANSFER_TYPEHASH = keccak256(
        "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    bytes32 private constant RECEIVE_TYPEHASH = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    bytes32 private constant CANCEL_TYPEHASH =
        keccak256("CancelAuthorization(address authorizer,bytes32 nonce)");

    /// @inheritdoc IErc3009
    mapping(address authorizer => mapping(bytes32 nonce => bool)) public authorizationState;

    /// @inheritdoc IErc3009
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        bytes32 content = keccak256(
            abi.encode(TRANSFER_TYPEHASH, from, to, value, validAfter, validBefore, nonce)
        );
        _requireTime(validAfter, validBefore);
        _requireSignature(from, content, v, r, s);
        _useAuthorization(from, nonce);
        _transfer(from, to, value);
    }

    /// @inheritdoc IErc3009
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        if (to != msg.sender) revert Erc3009_CallerIsNotPayee(to, msg.sender);
        bytes32 content = keccak256(
            abi.encode(RECEIVE_TYPEHASH, from, to, value, validAfter, validBefore, nonce)
        );
        _requireTime(validAfter, validBefore);
        _requireSignature(from, content, v, r, s);
        _useAuthorization(from, nonce);
        _transfer(from, to, value);
    }

    /// @inheritdoc IErc3009
    function cancelAuthorization(address authorizer, bytes32 nonce, uint8 v, bytes32 r, bytes32 s)
        external
    {
        _requireSignature(
            authorizer, keccak256(abi.encode(CANCEL_TYPEHASH, authorizer, nonce)), v, r, s
        );
        _requireUnused(authorizer, nonce);
        authorizationState[authorizer][nonce] = true;
        emit AuthorizationCanceled(authorizer, nonce);
    }

    function _useAuthorization(address authorizer, bytes32 nonce) private {
        _requireUnused(authorizer, nonce);
        authorizationState[authorizer][nonce] = true;
        emit AuthorizationUsed(authorizer, nonce);
    }

    function _requireUnused(address authorizer, bytes32 nonce) private view {
        if (authorizationState[authorizer][nonce]) revert Erc3009_NonceUsed(authorizer, nonce);
    }

    function _requireTime(uint256 validAfter, uint256 validBefore) private view {
        if (block.timestamp <= validAfter) revert Erc3009_NotYetValid(validAfter, block.timestamp);
        if (block.timestamp >= validBefore) {
            revert Erc3009_NoLongerValid(validBefore, block.timestamp);
        }
    }

    function _requireSignature(address signer, bytes32 content, uint8 v, bytes32 r, bytes32 s)
        private
        view
    {
        address recovered = ECDSA.recover(_hashTypedDataV4(content), v, r, s);
        if (recovered != signer) revert Erc3009_BadSignature(signer, recovered);
    }
}
