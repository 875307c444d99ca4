"""The HTTP API: views decode, call one use case, encode."""
