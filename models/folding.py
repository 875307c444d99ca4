"""What every classifier of ours tells about the folding of its texts."""

from collections.abc import Sequence

from models.text import fold, fold_batch


class Folding:
    """Gives a classifier the two questions about folded text that word lists ask."""

    def fold(self, texts: Sequence[str]) -> list[str]:
        """Return the texts as they are compared: one spelling for what means the same."""
        return fold_batch(texts)

    def place(self, text: str, start: int, end: int) -> tuple[int, int]:
        """Return the part of text that folded[start:end] stands for, as a half-open range of its characters.

        Requires 0 <= start < end <= length of the folded text.
        """
        folded = fold(text)
        return folded.offsets[start], folded.ends[end - 1]
