"""What those ask who run the service: alive, ready, how much."""
