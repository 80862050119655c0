"""Classes, payment rules, and the split per holder that the contracts must equal.

Start with `terms` (a deal and its classes) and `distribution` (a pool's month split between
them). `entitlement` is what each holder is owed, to the base unit: the reference that the
DistributionLedger contract is tested against. `projection` is the same deal projected in arrays.
"""
