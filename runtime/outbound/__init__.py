"""Calls to hosts that somebody else named: guarded, bounded in time and size."""
