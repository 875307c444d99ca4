"""Signals beside the classifier: one file per rule."""
