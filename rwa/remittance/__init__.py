"""The monthly report of one pool: its fields, identities and canonical bytes."""
