"""A fold as it is scored: with the ends of lines, and empty where it says nothing."""

from models.text.characters import LINE
from models.text.fold import fold_batch

_SAYING_NOTHING = " *#-_~`=.!?,:;'\"()[]{}<>|/\\@$%^&+।"


def to_score(text: str, folded: str) -> str:
    """The fold of the text with its lines; empty where there are marks alone, "*****" say, which are no abuse."""
    return with_lines(text, folded) if folded.strip(_SAYING_NOTHING) else ""


def with_lines(text: str, folded: str) -> str:
    """The fold of the text, with LINE for the blank between two lines; it stays as long as it is.

    Where a disguise runs over the end of a line ("f", "u", "c", "k" below each other), the fold is left as it stands.
    """
    if "\n" not in text:
        return folded
    lines = LINE.join(line for line in fold_batch(text.splitlines()) if line)
    return lines if lines.replace(LINE, " ") == folded else folded
