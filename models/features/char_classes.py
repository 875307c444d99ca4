"""Which characters make words, which stand as marks of their own, and which part the two; by Unicode category."""

import unicodedata

import numpy as np
from numpy.typing import NDArray

from models.text.fold import TOKENS

TABLE_END = 0x20000  # beyond it: rare ideographs, taken as letters, and nothing else of interest
WORD, MARK = 1, 2


def _kinds() -> NDArray[np.uint8]:
    table = np.full(TABLE_END + 1, WORD, np.uint8)
    for code in range(TABLE_END):
        category = unicodedata.category(chr(code))
        if category[0] in "LMN" or category == "So" or chr(code) in TOKENS:
            continue
        table[code] = MARK if category[0] in "PS" else 0
    return table


# By code point; the last entry stands for all beyond. SAYS: letters, marks upon them and digits.
KIND = _kinds()
SAYS = np.fromiter((unicodedata.category(chr(code))[0] in "LMN" for code in range(TABLE_END + 1)), np.bool_)
# Marks that end a sentence; both dandas, the Chinese and the Arabic marks among them.
SENTENCE_ENDS = ".!?।॥…。！？؟۔"
ENDS = np.isin(np.arange(TABLE_END + 1), [*map(ord, SENTENCE_ENDS)])
