"""Classifiers: from the text of a comment to probabilities and the words that weighed."""
