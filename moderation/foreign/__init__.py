"""Texts that come by foreign wires: judged in time, and kept where that is allowed."""
