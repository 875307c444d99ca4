"""Questions that pages and answers ask of the store."""
