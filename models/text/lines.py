"""Where the lines of a text end, kept in its fold."""

from models.text.characters import LINE
from models.text.fold import fold_batch


def with_lines(text: str, folded: str) -> str:
    """The fold of the text, with LINE for the blank between two lines; it stays as long as it is.

    Where a disguise runs over the end of a line ("f", "u", "c", "k" below each other), the fold is left as it stands.
    """
    if "\n" not in text:
        return folded
    lines = LINE.join(line for line in fold_batch(text.splitlines()) if line)
    return lines if lines.replace(LINE, " ") == folded else folded
