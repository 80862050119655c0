// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ERC-3009: transfer with a signed authorization
///
/// @notice The holder signs, anyone pays the gas. Nonces are random words, so that authorizations
/// are independent of each other. An authorization is usable strictly after `validAfter` and
/// strictly before `validBefore`, Unix seconds.
interface IErc3009 {
    event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce);
    event AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce);

    error Erc3009_NotYetValid(uint256 validAfter, uint256 time);
    error Erc3009_NoLongerValid(uint256 validBefore, uint256 time);
    error Erc3009_NonceUsed(address authorizer, bytes32 nonce);
    error Erc3009_BadSignature(address expected, address received);
    error Erc3009_CallerIsNotPayee(address payee, address caller);

    /// @notice Whether the authorization was used or cancelled.
    function authorizationState(address authorizer, bytes32 nonce) external view returns (bool);

    /// @notice Move `value` from `from` to `to` by the signature of `from`. Anyone may call it.
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
    ) external;

    /// @notice The same, for the payee alone: nobody can use it before the payee does.
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
    ) external;

    /// @notice Make an unused authorization void by the signature of its authorizer.
    function cancelAuthorization(address authorizer, bytes32 nonce, uint8 v, bytes32 r, bytes32 s)
        external;
}
