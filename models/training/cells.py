"""A table of words and numbers, and how a number is written in it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """Cells as they are shown; `note` says how to read them."""

    title: str
    note: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]


def source_of(source: str, fitted: Iterable[str]) -> str:
    """Return the name of a source, marked where the classifier was fitted on it."""
    return source if source in fitted else f"{source} *"


def count(value: int) -> str:
    """Return a whole number with its thousands set apart, nothing for 0."""
    return f"{value:,}" if value else ""


def number(value: float | None, places: int = 3) -> str:
    """Return a number with so many places, nothing for None."""
    return "" if value is None else f"{value:.{places}f}"


def percent(value: float | None, places: int = 1) -> str:
    """Return a share 0..1 in per cent, nothing for None."""
    return "" if value is None else f"{100 * value:.{places}f} %"
