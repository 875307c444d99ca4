"""Exports of other systems, one file per format: each row becomes a comment as our API takes it."""
