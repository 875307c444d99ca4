"""Foreign wires: one file each, that translates to moderation/ and has no rules of its own."""
