"""HTTP reads of pools, holders and distributions, from the read model alone."""
