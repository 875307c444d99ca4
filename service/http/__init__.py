"""What every request passes through, whoever asks: keys, limits, JSON, problems."""
