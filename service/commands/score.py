"""Judging from the command line, by the shipped rules."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

import click
import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

from policy.decide import Verdict
from policy.judge import Draft, Site, judge
from policy.ruleset import DEFAULT_RULESET
from service.app import load_classifier
from service.commands.context import settings_or_exit

BATCH = 256
WORDS_SHOWN = 8
COLOURS = {"approved": "green", "held": "yellow", "rejected": "red"}


@click.command()
@click.argument("text", required=False)
@click.option("--jsonl", is_flag=True, help='Read lines {"text": ...} from standard input, write one verdict a line.')
def score(text: str | None, jsonl: bool) -> None:
    """Print the verdict on TEXT with its reasons and the words that weighed."""
    if jsonl == (text is not None):
        raise click.UsageError("Give either a text or --jsonl.")
    classifier = load_classifier(settings_or_exit())
    if text is not None:
        _show(classifier, text)
        return
    lines = enumerate(sys.stdin.buffer, start=1)
    while batch := list(islice(lines, BATCH)):
        texts = [_text_of(number, line) for number, line in batch]
        for verdict in _judged(classifier, texts):
            sys.stdout.buffer.write(orjson.dumps(_mapping(classifier.version, verdict)) + b"\n")
        sys.stdout.buffer.flush()


def _judged(classifier: Any, texts: list[str]) -> Iterator[Verdict]:
    # Each by itself: lines of a file are no comments of one site.
    yield from judge(classifier, [(Site(DEFAULT_RULESET), Draft(text, None, None)) for text in texts])


def _text_of(number: int, line: bytes) -> str:
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise click.ClickException(f"Line {number} is not JSON: {error}") from error
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise click.ClickException(f'Line {number} is not an object with a string "text".')
    return str(value["text"])


def _mapping(model: str, verdict: Verdict) -> dict[str, Any]:
    return {
        "status": verdict.status,
        "language": verdict.language,
        "scores": verdict.scores,
        "reasons": [reason.to_mapping() for reason in verdict.reasons],
        "model": model,
    }


def _show(classifier: Any, text: str) -> None:
    verdict = next(_judged(classifier, [text]))
    console = Console(highlight=False)
    console.print(Text(verdict.status, style=f"bold {COLOURS[verdict.status]}"), f"({verdict.language})")
    for reason in verdict.reasons:
        console.print(f"  {reason.message} [{reason.code}]", markup=False)
    table = Table("label", "score", "words that weighed")
    for label, value in sorted(verdict.scores.items(), key=lambda pair: -pair[1]):
        table.add_row(label, f"{value:.3f}", _weighed(classifier, text, label))
    console.print(table)
    console.print(f"model {classifier.version}")


def _weighed(classifier: Any, text: str, label: str) -> str:
    strongest = sorted(classifier.explain(text, label).contributions, key=lambda one: -abs(one.weight))
    return "  ".join(f"{one.text} {one.weight:+.2f}" for one in strongest[:WORDS_SHOWN])
