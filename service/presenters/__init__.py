"""Stored things as they are shown."""
