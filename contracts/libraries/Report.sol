// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice One class's month. Amounts are cents; a notional class pays no principal.
struct ClassRow {
    uint64 begin; // balance before the month [cents]
    uint64 interest; // paid to its holders [cents]
    uint64 principal; // paid to its holders [cents]
    uint64 accrued; // interest added to the balance instead of being paid [cents]
    uint64 loss; // the balance was written down by [cents]
    uint64 writeUp; // later recoveries the balance was written up by [cents]
    uint64 end; // balance after the month [cents]
    bool notional; // whether the balance only measures interest
}

/// @notice What the nodes agree on: one pool's month. Its EIP-712 struct hash is the content hash.
struct Content {
    bytes32 pool; // the pool this oracle reports on
    uint32 period; // month in which borrowers' payments were due [YYYYMM]
    uint16 periodIndex; // number of the distribution, 1 for the month after issue
    uint16 revision; // 0 for the first report of the month; a correction takes a higher one
    bytes32 previousReportHash; // content hash of the report accepted last; zero for the first
    uint64 asOf; // 00:00 New York on the 1st of the month [Unix seconds]
    bytes32 tapeRoot; // salted Merkle root of the loan tape after the month
    bytes32 activityHash; // sha256 of what borrowers did
    bytes32 documentHash; // sha256 of the remittance document
    uint32 loanCountBegin; // loans with a balance before the month
    uint32 loanCountEnd; // loans with a balance after it
    uint64 balanceBegin; // balance of all loans before the month [cents]
    uint64 capitalised; // arrears added to balances [cents]
    uint64 scheduled; // principal due by the schedules [cents]
    uint64 curtailed; // principal paid beyond the schedule on loans that stay [cents]
    uint64 paidOff; // principal beyond the schedule of loans repaid in full [cents]
    uint64 liquidated; // balances removed by liquidation [cents]
    uint64 forgiven; // balances forgiven by modifications [cents]
    uint64 loss; // realised loss [cents]
    uint64 recoveries; // cash received on loans liquidated earlier [cents]
    uint64 expenses; // liquidation expenses and accrued interest a loss may contain [cents]
    uint64 balanceEnd; // balance of all loans after the month [cents]
    uint64 grossInterest; // a month's interest at the note rates [cents]
    uint64 servicingFee; // on balance [cents]
    uint64 guarantyFee; // on balance [cents]
    uint64 advancesMade; // scheduled payments the servicer advanced [cents]
    uint64 advancesRecovered; // earlier advances it took back [cents]
    uint64 interestToInvestors; // paid to all classes [cents]
    uint64 principalToInvestors; // paid to all classes [cents]
    int64 reserveChange; // paid into the reserve account; negative when drawn [cents]
    uint64 overcollateralisationBegin; // pool balance above the classes', before [cents]
    uint64 overcollateralisationEnd; // the same after the month [cents]
    uint64 shortfallBegin; // interest owed to classes from earlier months [cents]
    uint64 shortfallEnd; // interest owed to classes after the month [cents]
    int64 leftover; // what roundings left of the pool's interest [cents]
    ClassRow[] classRows; // every class, in the order of their indexes
}

/// @notice What a node signs: the content under a node set, good until a moment. The same content
/// may be enveloped and signed again.
struct Envelope {
    bytes32 contentHash; // EIP-712 struct hash of the content
    bytes32 nodeSetDigest; // the node set the signature counts in
    uint64 validUntil; // last second in which the signature counts [Unix seconds]
}
