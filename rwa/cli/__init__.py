"""The rwa command: the one place that wires rooms together."""
