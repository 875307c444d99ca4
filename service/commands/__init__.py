"""The `prohori` command: one file per subject."""
