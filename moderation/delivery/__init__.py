"""Telling the world: events numbered, handed to each destination, sent, repeated, given up, caught up with."""
