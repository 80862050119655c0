// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDistributionFunding} from "./IDistributionFunding.sol";
import {IHeldCash} from "./IHeldCash.sol";

/// @title One class's cash, owed exactly and paid to whoever held at the record times
/// @notice The payer funds what accepted reports say; anyone may settle any holder.
///
/// ## Units
/// `units` are base units of the cash token. One cent of a report is `10 ** (decimals - 2)` units.
/// A remainder is a number of `1 / supply` parts of one unit, always below `supply`.
/// Periods are numbered from 1, as in the RecordCalendar; period 0 is "before the first".
///
/// ## What a holder is owed
/// `supply` (S) is the certificate's supply, constant once issuance is closed, and `b(p)` the
/// holder's closing balance of period p. With `interest(p)` as funded, and `leg(e)` the interest
/// leg of funded adjustment entry e of period `p(e)`, the holder has been credited, when settled
/// through period t and past the first c entries,
///
///     interest  = floor( (Σ_{p<=t} b(p) * interest(p)  +  Σ_{e<c} b(p(e)) * max( leg(e), 0)) / S )
///     principal = floor( (Σ_{p<=t} b(p) * principal(p) +  Σ_{e<c} b(p(e)) * max( leg'(e), 0)) / S )
///     debit     = floor( (Σ_{e<c} b(p(e)) * (max(-leg(e), 0) + max(-leg'(e), 0))) / S )
///
/// where leg' is the principal leg. Each settlement credits the difference to what was credited
/// before; the three numerators' remainders are carried. So any order and any batching of
/// settlements credit the same totals, Σ credits <= funded and Σ debits <= Σ negative legs.
/// A debit becomes debt of the holder's final successor. At each settlement
/// `netted = min(interest + principal credited now, debt)` is kept back and becomes `recovered`,
/// and the rest is paid or, where payment fails or is forbidden, held.
///
/// ## Solvency
///     funded      = paid + held + recovered + owed
///     outstanding = funded - paid - withdrawn   <= cash balance
/// `funded` counts periods and positive adjustment legs, `recovered` counts what was withdrawn,
/// `owed` is what holders have not been credited yet, their remainders included.
///
/// ## Powers
/// None here beyond those of {IDistributionFunding} and {IHeldCash}: settling needs no role, and
/// nobody can stop, redirect or shrink what a holder is owed. The default admin grants the roles.
///
/// ## Assumptions
/// The certificate, its calendar and registry and the oracle are this project's contracts. The cash
/// token keeps balances it was sent, does not rebase, and tells the truth when `transfer` succeeds;
/// funding with a fee on transfer is refused, refusals of payments are held.
interface IDistributionLedger is IDistributionFunding, IHeldCash {
    /// @notice Where one holder's settlement stands.
    struct Account {
        /// @dev Last period credited, 0 before the first.
        uint16 settledThrough;
        /// @dev Start of the stretch of equal balances that contains settledThrough, 0 before the first.
        uint16 position;
        /// @dev Number of adjustment entries applied.
        uint16 cursor;
        /// @dev Interest not yet a whole unit, in 1/supply of a unit.
        uint64 remainderInterest;
        /// @dev Principal not yet a whole unit, in 1/supply of a unit.
        uint64 remainderPrincipal;
        /// @dev Debits not yet a whole unit, in 1/supply of a unit.
        uint64 remainderDebit;
        /// @dev Debits not yet netted, in units.
        uint128 debtUnits;
    }

    /// @notice What one holder would get now; every figure in units.
    struct Claim {
        /// @dev Interest to credit.
        uint256 interestUnits;
        /// @dev Principal to credit.
        uint256 principalUnits;
        /// @dev Debt of the final successor and of the holder, new debits included, before netting.
        uint256 debtUnits;
        /// @dev Cash it would try to send: credits less debt, at least 0; 0 while blocked.
        uint256 payableNow;
    }

    /// @notice The class's cash account; every figure in units.
    struct Totals {
        /// @dev Cash that came in for periods and positive adjustment legs.
        uint256 funded;
        /// @dev Cash sent to holders and by orders.
        uint256 paid;
        /// @dev Credited to holders, waiting in this ledger.
        uint256 held;
        /// @dev Kept back against debts, withdrawn part included.
        uint256 recovered;
        /// @dev Part of recovered that payers took back.
        uint256 withdrawn;
        /// @dev funded - paid - withdrawn: the least this ledger must keep.
        uint256 outstanding;
    }

    /// @notice Emitted when a settlement advanced. interest + principal = netted + paid + held.
    /// @param holder Whose certificates earned it.
    /// @param payee Who was, or would have been, paid.
    /// @param throughPeriod Last period credited now.
    /// @param paidUnits Cash that left; 0 where a PaymentHeld of the final holder precedes.
    event HolderSettled(
        address indexed holder,
        address payee,
        uint16 throughPeriod,
        uint256 interestUnits,
        uint256 principalUnits,
        uint256 paidUnits
    );
    /// @notice Emitted before HolderSettled when debits were added or netted.
    event DebtChanged(
        address indexed holder, uint256 addedUnits, uint256 nettedUnits, uint256 debtUnits
    );
    /// @notice Emitted when debt follows a recovered wallet to its final successor.
    event DebtMoved(address indexed from, address indexed to, uint256 amount);

    /// @dev Too little gas is left to give the cash token its full allowance.
    error DistributionLedger_TooLittleGas(uint256 needed, uint256 left);
    /// @dev The deadline of the signature has passed.
    error DistributionLedger_SignatureExpired(uint256 deadline, uint256 time);
    /// @dev The signature is not the final holder's over this message and its next nonce.
    error DistributionLedger_SignatureInvalid(address signer, uint256 nonce);
    /// @dev Nothing is due to the holder, so the signature is not used up.
    error DistributionLedger_NothingToSettle(address holder);
    /// @dev More steps are needed to settle all that is due.
    error DistributionLedger_StepsTooFew(address holder, uint256 maxSteps);

    /// @notice Credits `holder` and pays the final successor's payout wallet; anyone may call.
    /// A step is one stretch of equal balances or one adjustment entry. Work stops after
    /// `maxSteps` and goes on at the next call with the same totals. Entries are applied in order and
    /// before periods, each once its period is payable, so that nobody is paid in front of a
    /// correction. Held cash and debt of a replaced wallet move to the final successor. Does nothing,
    /// without reverting, where nothing is due.
    ///
    /// Requirements: enough gas for the cash token's fixed allowance, where there is cash to send.
    /// Emits {HolderSettled} if the account advanced, and {DebtMoved}, {HeldMoved}, {DebtChanged},
    /// {PaymentHeld} before it as they apply.
    /// @return paidUnits Cash that left.
    function settle(address holder, uint256 maxSteps) external returns (uint256 paidUnits);

    /// @notice {settle} for each of `holders`, up to `maxSteps` each; a duplicate gets nothing more.
    /// @return paidUnits Cash that left.
    function settleMany(address[] calldata holders, uint256 maxSteps)
        external
        returns (uint256 paidUnits);

    /// @notice {settle}, paid to `to` because the final successor signed
    /// `SettleTo(address holder,address to,uint256 nonce,uint256 deadline)`; anyone may relay.
    ///
    /// The domain is {name "DistributionLedger", version "1", chain id, this contract}. Whoever
    /// settles first decides where the cash goes: to have all of it elsewhere, register a payout
    /// wallet.
    ///
    /// Requirements: now <= deadline; the signature (ECDSA or ERC-1271) is the final successor's,
    /// with its next nonce; `to` may be paid (see {DistributionLedger_PayeeRefused}); something is
    /// settled, and `maxSteps` suffices for all of it, so that a relayer can neither burn the
    /// signature nor stretch it.
    /// Emits as {settle}. A blocked holder's cash is held all the same.
    /// @return paidUnits Cash that left.
    function settleTo(
        address holder,
        address to,
        uint256 maxSteps,
        uint256 deadline,
        bytes calldata signature
    ) external returns (uint256 paidUnits);

    /// @notice What a settlement without a step limit would credit now, adjustments included.
    function claimable(address holder) external view returns (Claim memory);

    /// @notice The class's cash account.
    function totals() external view returns (Totals memory);

    /// @notice Where `holder`'s settlement stands.
    function accountOf(address holder) external view returns (Account memory);

    /// @notice Last period a settlement credits now: funded, and payTime(p) <= now.
    function payableThrough() external view returns (uint16);

    /// @notice Gas given to the cash token for one payment.
    function CASH_GAS() external view returns (uint256);
}
