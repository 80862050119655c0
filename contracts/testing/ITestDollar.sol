// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title A dollar for tests that behaves like the common regulated stablecoin
///
/// @notice 6 decimals, minted and burned by minters, stopped as a whole by a pauser, refused to
/// single accounts by a blocklister, with ERC-2612 and ERC-3009 (`IErc3009`). Worth nothing.
///
/// Powers: the default admin grants the three roles. A paused token refuses every movement and
/// every approval; a blocked account neither sends, receives, spends nor approves.
interface ITestDollar {
    event Minted(address indexed minter, address indexed to, uint256 amount);
    event Burned(address indexed minter, uint256 amount);
    event AddedToBlocklist(address indexed account);
    event RemovedFromBlocklist(address indexed account);

    error TestDollar_AccountBlocked(address account);

    /// @notice Create `amount` units for `to`.
    ///
    /// Requirements: the caller has MINTER_ROLE; not paused; neither side is blocked.
    /// Emits `Minted` and `Transfer`.
    function mint(address to, uint256 amount) external;

    /// @notice Destroy `amount` units of the caller.
    ///
    /// Requirements: the caller has MINTER_ROLE and the units; not paused; the caller is not
    /// blocked.
    /// Emits `Burned` and `Transfer`.
    function burn(uint256 amount) external;

    /// @notice Refuse an account. Requires BLOCKLISTER_ROLE. Emits `AddedToBlocklist`.
    function addToBlocklist(address account) external;

    /// @notice Accept an account again. Requires BLOCKLISTER_ROLE. Emits `RemovedFromBlocklist`.
    function removeFromBlocklist(address account) external;

    /// @notice Stop every movement. Requires PAUSER_ROLE.
    function pause() external;

    /// @notice Let movements go on. Requires PAUSER_ROLE.
    function unpause() external;

    /// @notice Whether an account is refused.
    function blocklisted(address account) external view returns (bool);
}
