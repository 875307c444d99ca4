"""What is counted of a text: hashed n-grams of words and letters, and its fingerprint."""
