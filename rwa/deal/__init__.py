"""Classes, payment rules and the split per holder that the contracts must equal."""
