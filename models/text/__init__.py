"""Text as it is read: one spelling for what means the same, its language, its letters."""
