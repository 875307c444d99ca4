"""What every classifier of ours tells about the folding of its texts, and about their fingerprints."""

from collections.abc import Sequence

from models.features.fingerprint import near
from models.text.fold import fold, fold_batch
from models.text.links import find_links


class Folding:
    """Gives a classifier the questions about folded text that word lists ask, and the one about copies."""

    def fold(self, texts: Sequence[str]) -> list[str]:
        """Return the texts as they are compared: one spelling for what means the same."""
        return fold_batch(texts)

    def place(self, text: str, start: int, end: int) -> tuple[int, int]:
        """Return the part of text that folded[start:end] stands for, as a half-open range of its characters.

        Requires 0 <= start < end <= length of the folded text.
        """
        folded = fold(text)
        return folded.offsets[start], folded.ends[end - 1]

    def links(self, text: str) -> list[tuple[int, int, str]]:
        """Return start, end and the address or host as written of each link, in their order."""
        return find_links(text)

    def near(self, wanted: Sequence[int], known: Sequence[int], most: int) -> list[tuple[int, int, int]]:
        """Return the fingerprints that differ in at most `most` bits: (place in wanted, place in known, bits)."""
        return near(wanted, known, most)
