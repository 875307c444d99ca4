"""Measurements against the goals of the product: `python -m bench`. How to read them: bench/README.md."""
