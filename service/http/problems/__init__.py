"""Errors as answers: the catalogue, and the forms they take."""
