"""Who asks, and by which secret."""
