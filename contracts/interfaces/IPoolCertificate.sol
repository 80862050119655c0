// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICertificateControls} from "./ICertificateControls.sol";
import {IPeriodBalances} from "./IPeriodBalances.sol";
import {IRemittanceOracle} from "./IRemittanceOracle.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";

/// @title The certificate of one class of a pool
///
/// @notice An ERC-20 whose balances are original face: 1e6 units = $1, fixed for good once issuance
/// is closed. What is still outstanding falls with the class, not with the balance: see
/// `currentFace`. Who held at each record time is kept exactly (IPeriodBalances); the ledger pays
/// by that, so that a transfer after a record time never moves money of that period.
///
/// Also ERC-2612, ERC-165, ERC-7943 and a part of ERC-3643 (ICertificateControls). Transfers need
/// what the rules ask of both sides; a transfer to oneself or of nothing is checked like any other
/// and changes nothing.
///
/// Powers: the issuer issues until it closes issuance, the first record time at the latest; the
/// other roles are those of ICertificateControls.
///
/// Assumptions: register, rules, calendar and oracle are this project's contracts. They call nobody
/// back, so nothing re-enters a transfer.
interface IPoolCertificate is IPeriodBalances, ICertificateControls, IERC20Metadata {
    /// @notice Issuance is over; `supply` is final.
    event IssuanceClosed(uint256 supply);

    /// @notice Issuance is closed with this supply.
    error PoolCertificate_IssuanceClosed(uint256 supply);
    /// @notice The first record time has passed; issuance can neither go on nor be closed.
    error PoolCertificate_IssuanceOver(uint64 firstRecordTime, uint256 timestamp);
    /// @notice The supply would be above `limit`.
    error PoolCertificate_SupplyAboveLimit(uint256 limit, uint256 received);
    /// @notice The supply must be the class's original face, which is never 0.
    error PoolCertificate_SupplyNotOriginalFace(uint256 expected, uint256 received);
    /// @notice The oracle follows another calendar than this certificate.
    error PoolCertificate_CalendarMismatch(address expected, address received);

    // Issuance

    /// @notice Issue `amount` to `to`.
    ///
    /// Requirements: the caller is the issuer; no pause; issuance is not closed and the first record
    /// time has not passed; the supply stays within the class's original face, and within 1e18; `to` is
    /// not frozen and the rules allow it.
    /// Emits `Transfer` from zero.
    function mint(address to, uint256 amount) external;

    /// @notice `mint` for many; all or none.
    ///
    /// Requirements: as `mint`; both lists are equally long.
    function batchMint(address[] calldata tos, uint256[] calldata amounts) external;

    /// @notice Fix the supply for good.
    ///
    /// Requirements: the caller is the issuer; issuance is not closed and the first record time has
    /// not passed; the supply is the class's original face in the oracle, which is never 0.
    /// Emits `IssuanceClosed`.
    function closeIssuance() external;

    /// @notice Whether the supply is final.
    function issuanceClosed() external view returns (bool);

    // Holders

    /// @notice `transfer` to many; all or none.
    ///
    /// Requirements: as `transfer`; both lists are equally long.
    function batchTransfer(address[] calldata tos, uint256[] calldata amounts) external;

    /// @notice What is outstanding of `holder`'s certificates: balance * the class's balance after
    /// the last accepted report / its original face, rounded down to a unit. For display; payments
    /// never depend on it.
    function currentFace(address holder) external view returns (uint256);

    /// @notice Whether the account may send and receive: the one question of early drafts of
    /// ERC-7943, for tools that still ask it.
    function canTransact(address account) external view returns (bool);

    // Parts

    /// @notice The pool's accepted reports; fixed.
    function remittanceOracle() external view returns (IRemittanceOracle);

    /// @notice Which class of the pool this is, counted from 0 in the rows of a report; fixed.
    function trancheIndex() external view returns (uint16);
}
