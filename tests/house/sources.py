"""Our own source files, read as syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("policy", "models", "store", "moderation", "runtime", "service", "workers")


@dataclass(frozen=True)
class Source:
    """One Python file of ours."""

    path: Path
    package: str
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The path as a person writes it."""
        return str(self.path.relative_to(ROOT))


@dataclass(frozen=True)
class Import:
    """One import statement: the full module name, and whether it stands inside a function."""

    module: str
    line: int
    inside: bool


def sources() -> list[Source]:
    """Return every file of the seven packages."""
    return [
        Source(path, package, text, ast.parse(text))
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        for text in [path.read_text(encoding="utf-8")]
    ]


def imports(source: Source) -> Iterator[Import]:
    """Yield every import of a file."""
    functions = [node for node in ast.walk(source.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    within = {id(node) for function in functions for node in ast.walk(function)}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, id(node) in within)
        elif isinstance(node, ast.ImportFrom):
            yield Import(node.module or "", node.lineno, id(node) in within)
