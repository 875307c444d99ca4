"""Judging from the command line, by the shipped rules."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import click
import orjson
from rich.console import Console
from rich.text import Text

from moderation.explain import explain, fired_labels
from moderation.judge import judge
from moderation.wiring import ArtifactInvalid, Classifier, load_classifier
from policy.decide import Verdict
from policy.judge import Background, Case, Site
from policy.ruleset import DEFAULT_RULESET
from policy.subject import of_text
from service.api.schemas.texts import MAX_TEXT_BYTES
from service.commands import highlight
from service.commands.breakdown import breakdown, scores
from service.commands.settings import settings_or_exit
from service.presenters.explanations import in_full

BATCH = 256
STANDARD_INPUT = "-"
COLOURS = {"approved": "green", "held": "yellow", "rejected": "red"}


@click.command()
@click.argument("text", required=False)
@click.option("--jsonl", is_flag=True, help='Read lines {"text": ...} from standard input, answer each with a verdict.')
@click.option("--explain", "why", is_flag=True, help="With --jsonl: add why, in the words that weighed.")
@click.option("--label", "labels", multiple=True, help="Explain this label, not those that decided; may be repeated.")
def score(text: str | None, jsonl: bool, why: bool, labels: tuple[str, ...]) -> None:
    """Print the verdict on TEXT with its reasons and the words that weighed.

    Without TEXT, or with '-', the text is read from standard input.
    """
    if jsonl and text not in (None, STANDARD_INPUT):
        raise click.UsageError("Give either a text or --jsonl.")
    if jsonl and labels and not why:
        raise click.UsageError("With --jsonl, --label goes with --explain.")
    if not jsonl and text is None and sys.stdin.isatty():
        raise click.UsageError("Give a text, or send one to standard input.")
    one = "" if jsonl else _sound(text)
    classifier = _load()
    unknown = [label for label in labels if label not in classifier.labels]
    if unknown:
        known = ", ".join(classifier.labels)
        raise click.BadParameter(f"there is no label '{unknown[0]}'; there are {known}.", param_hint="--label")
    if jsonl:
        _write_lines(classifier, (labels or classifier.labels) if why else ())
    else:
        _show(classifier, one, labels)


def _load() -> Classifier:
    try:
        return load_classifier(settings_or_exit())
    except ArtifactInvalid as error:
        raise click.ClickException(str(error)) from error


def _sound(text: str | None) -> str:
    """Return the text to be judged, from the argument or standard input, in whole characters."""
    if text is None or text == STANDARD_INPUT:
        # A byte more than is taken for each that the end of the line may have: longer is longer, however it ends.
        read = sys.stdin.buffer.read(MAX_TEXT_BYTES + 3)
        text = read.decode(errors="replace").removesuffix("\n").removesuffix("\r")
    # The shell hands on bytes that are no UTF-8 as lone surrogates.
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if not whole.strip():
        raise click.ClickException("The text is empty: there is nothing to judge.")
    if len(whole.encode()) > MAX_TEXT_BYTES:
        raise click.ClickException(f"The text is too long: a comment has at most {MAX_TEXT_BYTES:,} bytes in UTF-8.")
    return whole


def _write_lines(classifier: Classifier, explained: Sequence[str]) -> None:
    lines = enumerate(sys.stdin.buffer, start=1)
    bad = 0
    while batch := list(islice(lines, BATCH)):
        read = [_text_of(line) for _, line in batch]
        verdicts = _judged(classifier, [text for text in read if not isinstance(text, Fault)])
        for (number, _), text in zip(batch, read, strict=True):
            if isinstance(text, Fault):
                bad += 1
                click.echo(f"Line {number} {text.why}.", err=True)
                answer: dict[str, Any] = {"line": number, "error": text.why}
            else:
                verdict = next(verdicts)
                answer = _mapping(classifier.version, verdict)
                if explained:
                    found = classifier.explain(text, _scored(explained, verdict))
                    answer["explanation"] = {one.label: in_full(one) for one in found}
            sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
        sys.stdout.buffer.flush()
    if bad:
        raise click.ClickException(f"{bad:,} of the lines could not be judged.")


def _judged(classifier: Classifier, texts: list[str]) -> Iterator[Verdict]:
    # Each by itself: lines of a file are no comments of one site.
    yield from judge(classifier, [Case(Site(DEFAULT_RULESET), of_text(text), Background()) for text in texts])


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line cannot be judged: the end of a sentence that begins with its number."""

    why: str


def _text_of(line: bytes) -> str | Fault:
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return Fault(f"is not JSON: {error}")
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        return Fault('is not an object with a string "text"')
    return str(value["text"])


def _scored(labels: Sequence[str], verdict: Verdict) -> list[str]:
    return [label for label in labels if label in verdict.scores]


def _mapping(model: str, verdict: Verdict) -> dict[str, Any]:
    return {
        "status": verdict.status,
        "language": verdict.language,
        "scores": verdict.scores,
        "reasons": [reason.to_mapping() for reason in verdict.reasons],
        "model": model,
    }


def _show(classifier: Classifier, text: str, labels: Sequence[str]) -> None:
    verdict = next(_judged(classifier, [text]))
    fired = labels or fired_labels(reason.code for reason in verdict.reasons)
    explanations = explain(classifier, text, fired=fired, scores=verdict.scores).explanations
    one_word = {reason.label or "" for reason in verdict.reasons if (reason.detail or {}).get("one_word")}
    console = Console(highlight=False)
    colour = highlight.coloured(console)
    deciding = explanations[0]
    highlight.say(console, Text.assemble((verdict.status, f"bold {COLOURS[verdict.status]}"), f" ({verdict.language})"))
    for reason in verdict.reasons:
        highlight.say(console, Text(f"  {reason.message} [{reason.code}]"))
    for part in (
        scores(verdict.scores, DEFAULT_RULESET.limits(verdict.language), one_word),
        highlight.comment(text, deciding, colour=colour),
        highlight.legend(deciding.label, colour=colour),
        *(breakdown(one, None if one.part is None else text[slice(*one.part)]) for one in explanations),
        Text(f"model {classifier.version}"),
    ):
        console.line()
        highlight.say(console, part)
