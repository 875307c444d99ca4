"""Training and measuring: the only part that needs scikit-learn and scipy."""
