"""Live updates: one asynchronous process that holds a connection to each open page and says when its thread changes."""
