"""XML read piece by piece: whatever the size of the file, one element of it is in memory."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from service.imports.opened import Opened
from service.imports.row import FileUnfit, Left

CHUNK = 64 * 1024
LONGEST_TEXT = 1024 * 1024
# What XML does not allow and exports hold all the same; one of them would end the reading.
_CONTROLS = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF])


@dataclass(slots=True)
class Element:
    """An element that was asked for, with what is in it. path: the names of those around it, and its own."""

    path: str
    line: int
    attributes: dict[str, str]
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def value(self, name: str) -> str:
        """Return the text of the first child of that name, stripped; "" where there is none."""
        return next((one.text.strip() for one in self.children if one.path == name), "")

    def child(self, name: str) -> Element | None:
        """Return the first child of that name."""
        return next((one for one in self.children if one.path == name), None)


class XmlStream:
    """The elements of a file whose paths below the root are wanted, in their order.

    A path is the names from below the root, joined by slashes. A broken file is told by a last Left.
    """

    def __init__(self, file: Opened, *, root: str, wanted: frozenset[str]) -> None:
        self._file = file
        self._root = root
        self._wanted = wanted
        self._names: list[str] = []
        self._open: list[Element] = []
        self._found: list[Element] = []
        self._parser = expat.ParserCreate("utf-8")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._entity

    def elements(self) -> Iterator[Element | Left]:
        """Yield them. Raises FileUnfit for a file with another root, or with entities of its own."""
        decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
        more = True
        while more:
            chunk = self._file.read(CHUNK)
            more = bool(chunk)
            try:
                self._parser.Parse(decoder.decode(chunk, final=not more).translate(_CONTROLS).encode(), not more)
            except expat.ExpatError as error:
                yield from self._taken()
                yield Left(line=error.lineno, why=f"the file is broken here: {expat.ErrorString(error.code)}")
                return
            yield from self._taken()

    def _taken(self) -> list[Element]:
        found, self._found = self._found, []
        return found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._names and name != self._root:
            raise FileUnfit(f"begins with <{name}>, where <{self._root}> was expected")
        self._names.append(name)
        path = "/".join(self._names[1:])
        if self._open:
            inner = Element(name, self._parser.CurrentLineNumber, attributes)
            self._open[-1].children.append(inner)
            self._open.append(inner)
        elif path in self._wanted:
            self._open.append(Element(path, self._parser.CurrentLineNumber, attributes))

    def _end(self, _name: str) -> None:
        self._names.pop()
        if self._open:
            ended = self._open.pop()
            if not self._open:
                self._found.append(ended)

    def _text(self, text: str) -> None:
        if self._open and len(self._open[-1].text) < LONGEST_TEXT:
            self._open[-1].text += text

    def _entity(self, *_: object) -> None:
        raise FileUnfit("declares entities of its own, which no export does")
