"""What websites show of us: so far the demonstration page."""
