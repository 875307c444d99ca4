"""Article stores of a site's own: one protocol, a file per kind."""
