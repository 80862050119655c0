// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title ERC-7943 for ERC-20 tokens, as it became final: interface id 0x3edbb4c4
///
/// @notice How wallets and protocols ask any token of a real-world asset whether an account or a
/// transfer is allowed, and how an authority freezes and moves it. The four views never revert.
/// https://eips.ethereum.org/EIPS/eip-7943
interface IERC7943Fungible is IERC165 {
    /// @notice An authority moved `amount` from `from` to `to`.
    event ForcedTransfer(address indexed from, address indexed to, uint256 amount);
    /// @notice `amount` of `account` is frozen from now on; the new total, not the difference.
    event Frozen(address indexed account, uint256 amount);

    /// @notice The account may not send.
    error ERC7943CannotSend(address account);
    /// @notice The account may not receive.
    error ERC7943CannotReceive(address account);
    /// @notice This transfer is not allowed.
    error ERC7943CannotTransfer(address from, address to, uint256 amount);
    /// @notice The account has `amount`, but only `unfrozen` of it may leave.
    error ERC7943InsufficientUnfrozenBalance(address account, uint256 amount, uint256 unfrozen);

    /// @notice Moves `amount` by order of an authority, also out of frozen tokens.
    function forcedTransfer(address from, address to, uint256 amount) external returns (bool);

    /// @notice Makes `amount` the frozen total of `account`; it may exceed what the account has.
    function setFrozenTokens(address account, uint256 amount) external returns (bool);

    /// @notice Whether the account may send at all, whatever and to whomever.
    function canSend(address account) external view returns (bool);

    /// @notice Whether the account may receive at all, whatever and from whomever.
    function canReceive(address account) external view returns (bool);

    /// @notice The frozen total of `account`; it may exceed what the account has.
    function getFrozenTokens(address account) external view returns (uint256);

    /// @notice Whether a transfer is allowed. A balance or allowance that is too small does not
    /// make it forbidden; frozen tokens do.
    function canTransfer(address from, address to, uint256 amount) external view returns (bool);
}
