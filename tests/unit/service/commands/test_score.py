"""`prohori score`: a verdict that a person can follow, with colours and without, and clear words on bad input."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from math import fsum, inf

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from models.artifact import load
from models.protocol import Contribution, Part
from moderation.explain import Explanation
from policy.ruleset import DEFAULT_RULESET
from service.cli import main
from service.commands import highlight
from service.commands.breakdown import breakdown

RUDE = "তুই একটা গাধা"
ADVERT = "Free money, click here now: http://win.example/cash"
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
MARK = re.compile(r"\[(pair )?[+-]\d+\.\d(, pair [+-]\d+\.\d)?\]")
ROW = re.compile(r"^  ([ =]) +([+-]\d+\.\d\d)  (.+)$", re.MULTILINE)

SHIPPED = load()

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path) -> Run:
    monkeypatch.setenv("PROHORI_DATA_DIR", str(tmp_path))
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "PROHORI_MODEL_DIR"):
        monkeypatch.delenv(name, raising=False)

    def invoke(*arguments: str, text: str | bytes | None = None) -> Result:
        return CliRunner().invoke(main, ("score", *arguments), input=text, catch_exceptions=False)

    return invoke


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make rich believe that it writes to a terminal."""

    def pretend(columns: int = 100, *, colours: bool = True) -> None:
        for name, value in (("FORCE_COLOR", "1"), ("TERM", "xterm-256color"), ("COLORTERM", "truecolor")):
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("COLUMNS", str(columns))
        if not colours:
            monkeypatch.setenv("NO_COLOR", "1")

    return pretend


def verdict_of(run: Run, text: str) -> dict:
    """The verdict as a program gets it: which labels fire depends on the model that is shipped."""
    return dict(json.loads(run("--jsonl", text=json.dumps({"text": text})).stdout))


def explanation(text: str, *spans: tuple[int, int, float]) -> Explanation:
    words = tuple(
        Contribution(text[start:end], start, end, weight, "word", (Part(start, end, weight),))
        for start, end, weight in spans
    )
    return Explanation("insult", -1.0, fsum([-1.0, *(weight for *_, weight in spans)]), words)


# What is shown


def test_the_verdict_comes_with_language_reasons_all_scores_and_the_model(run: Run) -> None:
    verdict = verdict_of(run, RUDE)
    shown = run(RUDE).stdout
    reasons = [f"  {reason['message']} [{reason['code']}]" for reason in verdict["reasons"]]
    assert reasons
    assert shown.splitlines()[: 1 + len(reasons)] == [f"{verdict['status']} (bn)", *reasons]
    for label, value in verdict["scores"].items():
        assert re.search(rf"^{label} +{value:.3f} ", shown, re.MULTILINE), label
    reached = set(re.findall(r"^(\w+) .*  (?:holds|rejects)$", shown, re.MULTILINE))
    assert reached == {reason["label"] for reason in verdict["reasons"]}
    assert shown.endswith(f"\nmodel {verdict['model']}\n")


@pytest.mark.parametrize("text", [RUDE, "You should all read this again.", "tui ekta gadha"])
def test_the_table_shows_the_limits_of_the_language_that_was_found(run: Run, text: str) -> None:
    verdict = verdict_of(run, text)
    limits = DEFAULT_RULESET.limits(verdict["language"])
    shown = run(text).stdout
    for label in verdict["scores"]:
        hold, reject = limits[label]
        never = "never" if reject == inf else f"{reject:.2f}"
        assert re.search(rf"^{label} +\d\.\d+ +{hold:.2f} +{never}\b", shown, re.MULTILINE), label


def test_each_label_that_fired_has_a_sum_that_adds_up_to_its_score(run: Run) -> None:
    verdict = verdict_of(run, RUDE)
    shown = run(RUDE).stdout
    fired = [reason["label"] for reason in verdict["reasons"]]
    assert fired
    for label in fired:
        rows = ROW.findall(shown.split(f"\n{label}\n")[1].split("\n\n")[0])
        assert rows[0][2].startswith("intercept")
        assert rows[-1][0] == "="
        *parts, total = [float(value) for _, value, _ in rows]
        assert fsum(parts) == pytest.approx(total, abs=0.005 * (len(parts) + 1))
        score = float(rows[-1][2].rsplit(" ", 1)[1])
        assert score == pytest.approx(verdict["scores"][label], abs=0.0006)


def test_one_word_that_would_reject_is_shown_to_hold(run: Run) -> None:
    verdict = verdict_of(run, "মাদারচোদ")
    assert verdict["status"] == "held"
    assert [reason["label"] for reason in verdict["reasons"] if (reason["detail"] or {}).get("one_word")]
    assert "  rejects\n" not in run("মাদারচোদ").stdout


def test_the_worst_part_of_a_comment_is_named(run: Run) -> None:
    text = "সেতুর কাজ অর্ধেক পড়ে আছে।\x1b[31m\nতুই একটা আস্ত গাধা আর বেয়াদব।\nস্কুলের বাচ্চারা নৌকায় নদী পার হয়।"
    shown = run("--label", "insult", text).stdout
    assert "\ninsult\n  worst part: তুই একটা আস্ত গাধা আর বেয়াদব।\n" in shown
    assert "\x1b" not in shown


def test_when_nothing_fired_the_two_highest_labels_are_explained(run: Run) -> None:
    shown = run("আজ ঢাকায় বৃষ্টি হতে পারে").stdout
    assert shown.startswith("approved (bn)\n\n")
    assert shown.count("intercept, before any word") == 2


def test_of_many_words_the_heaviest_are_shown_and_the_others_as_one_sum() -> None:
    text = "abcdefgh" + "ijklmnop" + "aa"
    weights = [*(2.0 - place / 10 for place in range(8)), *(place / 10 - 1.0 for place in range(8)), 0.5, 0.25]
    spans = [(place, place + 1, weight) for place, weight in enumerate(weights)]
    rows = ROW.findall(breakdown(explanation(text, *spans)).plain)
    assert [(float(weight), what) for _, weight, what in rows[:3]] == [
        (-1.0, "intercept, before any word"),
        (2.75, "a ×3"),
        (1.9, "b"),
    ]
    assert [what for _, _, what in rows[7:-2]] == list("ijklmn")
    assert rows[-2][2] == "4 lighter words and pairs"
    assert fsum(float(weight) for _, weight, _ in rows[:-1]) == pytest.approx(float(rows[-1][1]), abs=0.05)


def test_a_long_word_is_shortened_at_a_letter() -> None:
    text = "কী" * 300
    (word,) = [what for _, _, what in ROW.findall(breakdown(explanation(text, (0, 600, 1.0))).plain) if "কী" in what]
    assert word == "কী" * 20 + "…"
    text = "x" + text
    (word,) = [what for _, _, what in ROW.findall(breakdown(explanation(text, (0, 601, 1.0))).plain) if "কী" in what]
    assert word == "x" + "কী" * 19 + "…"


def test_a_label_can_be_asked_for(run: Run) -> None:
    shown = run("--label", "spam", "--label", "threat", RUDE).stdout
    assert "\nspam\n" in shown
    assert "\nthreat\n" in shown
    assert "\ninsult\n" not in shown
    assert "weighed 1.2 for spam" in shown


# Colours and marks


def test_outside_a_terminal_words_carry_their_weights_and_no_escape_is_written(run: Run) -> None:
    shown = run("--label", "insult", RUDE).stdout
    assert "\x1b" not in shown
    assert re.search(r"^তুই\[\+\d\.\d\] ", shown, re.MULTILINE)
    assert re.search(r" গাধা\[\+\d\.\d(, pair [+-]\d\.\d)?\]$", shown, re.MULTILINE)
    assert "[+1.2] after a word" in shown


def test_a_terminal_gets_colours_instead_of_marks(run: Run, terminal: Callable[..., None]) -> None:
    terminal()
    shown = run("--label", "insult", RUDE).stdout
    assert "\x1b[" in shown
    plain = ESCAPES.sub("", shown)
    assert f"\n{RUDE}\n" in plain
    assert not MARK.search(plain)
    assert re.search(r"for insult +weak +strong +against it +weak +strong", plain)


def test_no_color_on_a_terminal_brings_the_marks_back(run: Run, terminal: Callable[..., None]) -> None:
    terminal(colours=False)
    shown = run(RUDE).stdout
    assert not re.search(r"\x1b\[[0-9;]*(3[0-7]|4[0-7]|38|48)[;m]", shown)
    assert MARK.search(shown)


def test_words_for_are_red_words_against_blue_and_the_heavier_the_stronger() -> None:
    text = "aa bb cc dd"
    marked = highlight.comment(
        text, explanation(text, (0, 2, 3.0), (3, 5, 0.4), (6, 8, -2.9), (9, 11, 0.01)), colour=True
    )
    styles = {marked.plain[span.start : span.end]: span.style for span in marked.spans}
    assert styles == {"aa": highlight.FOR[-1], "bb": highlight.FOR[0], "cc": highlight.AGAINST[-1]}


def test_where_all_words_are_light_none_is_painted_in_the_strongest_colour() -> None:
    marked = highlight.comment("aa", explanation("aa", (0, 2, 0.3)), colour=True)
    assert [span.style for span in marked.spans] == [highlight.FOR[1]]


@pytest.mark.parametrize("columns", [8, 20, 40])
def test_a_narrow_terminal_breaks_between_words_only(run: Run, terminal: Callable[..., None], columns: int) -> None:
    terminal(columns)
    text = "প্রধানমন্ত্রীর কৃচ্ছ্রসাধনের ঘোষণা শুনে আমি বিস্মিত, " + "ক্ষ্ম" * 30
    shown = ESCAPES.sub("", run(text).stdout)
    lines = shown.splitlines()
    begin = next(place for place, line in enumerate(lines) if line.startswith("প্রধান"))
    assert " ".join(line.strip() for line in lines[begin : lines.index("", begin)]) == text


def whole(text: str, *items: Contribution) -> Explanation:
    return Explanation("insult", -1.0, fsum([-1.0, *(item.weight for item in items)]), items)


STEM = Contribution("unfucking", 0, 9, 2.5, "word", (Part(0, 2, 0.1), Part(2, 6, 2.2), Part(6, 9, 0.2)))


def test_of_a_heavy_word_the_part_that_weighed_is_painted_and_named() -> None:
    found = whole("unfucking ok", STEM)
    text = highlight.comment("unfucking ok", found, colour=True)
    assert {text.plain[span.start : span.end]: span.style for span in text.spans} == {
        "un": highlight.FOR[0],
        "fuck": highlight.FOR[-1],
        "ing": highlight.FOR[0],
    }
    assert "unfucking (mostly fuck)" in breakdown(found).plain
    assert highlight.comment("unfucking ok", found, colour=False).plain == "unfucking[+2.5] ok"


def test_a_light_word_is_painted_and_named_as_a_whole() -> None:
    light = STEM._replace(weight=0.25, parts=tuple(part._replace(weight=part.weight / 10) for part in STEM.parts))
    (span,) = highlight.comment("unfucking ok", whole("unfucking ok", light), colour=True).spans
    assert (span.start, span.end) == (0, 9)
    assert "mostly" not in breakdown(whole("unfucking ok", light)).plain


def test_a_pair_colours_both_its_words_and_is_marked_behind_the_second() -> None:
    text = "click, here"
    pair = Contribution(text, 0, 11, 1.2, "pair", (Part(0, 5, 0.6), Part(7, 11, 0.6)))
    word = Contribution("here", 7, 11, -0.3, "word", (Part(7, 11, -0.3),))
    found = whole(text, pair, word)
    spans = highlight.comment(text, found, colour=True).spans
    assert [(span.start, span.end) for span in spans] == [(0, 5), (7, 11)]
    assert spans[0].style == highlight.FOR[2]
    assert spans[1].style == highlight.FOR[1]  # with the word's own weight against it
    assert highlight.comment(text, found, colour=False).plain == "click, here[-0.3, pair +1.2]"
    assert "click, here (as a pair)" in breakdown(found).plain


@given(
    st.lists(st.sampled_from(["তুই", "গাধা", "click", "here", "now", "😀", "👨\u200d👩", "unfucking", ","]), max_size=9)
)
def test_marks_leave_the_text_between_them_as_it_is(words: list[str]) -> None:
    text = " ".join(words)
    (found,) = SHIPPED.explain(text, ["spam"])
    assert MARK.sub("", highlight.comment(text, found, colour=False).plain) == highlight.visible(text)


def test_what_would_steer_the_terminal_is_shown_as_signs(run: Run) -> None:
    shown = run("ok \x1b[2J\x07\u202e evil \u2066 x\ty\r\nend").stdout
    assert not set(shown) & set("\x1b\x07\u202e\u2066\t\r")
    assert "␛" in shown


# Standard input


@pytest.mark.parametrize("arguments", [(), ("-",)])
def test_a_text_is_read_from_standard_input(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments, text=RUDE + "\n").stdout == run(RUDE).stdout


def test_lines_explain_every_label_with_words_that_add_up(run: Run) -> None:
    texts = [f"😀 {RUDE}", ADVERT, ""]
    lines = run(
        "--jsonl", "--explain", text="\n".join(json.dumps({"text": text}) for text in texts)
    ).stdout.splitlines()
    for text, line in zip(texts, lines, strict=True):
        verdict = json.loads(line)
        assert list(verdict["explanation"]) == list(verdict["scores"])
        for label, one in verdict["explanation"].items():
            weights = [word["weight"] for word in one["contributions"]]
            assert abs(fsum([one["intercept"], *weights]) - one["logit"]) <= 1e-6
            assert one["probability"] == pytest.approx(verdict["scores"][label], abs=6e-5)
            for word in one["contributions"]:
                assert text[word["start"] : word["end"]] == word["text"]
                assert fsum(part["weight"] for part in word["parts"]) == pytest.approx(word["weight"], abs=1e-9)


def test_lines_explain_the_labels_asked_for(run: Run) -> None:
    line = run("--jsonl", "--explain", "--label", "spam", text=json.dumps({"text": ADVERT})).stdout
    assert set(json.loads(line)["explanation"]) == {"spam"}


# Bad input


@pytest.mark.parametrize("text", ["", "  \n ", "\t"])
def test_an_empty_text_is_refused_in_words(run: Run, text: str) -> None:
    for result in (run(text), run(text=text)):
        assert result.exit_code == 1
        assert result.stderr == "Error: The text is empty: there is nothing to judge.\n"


@pytest.mark.parametrize(
    "text",
    [
        "a" * 20_480,
        "আ" * 6_826,
        "\udcff\udcfe abc",
        "\ud83d\ude00 \ud800",
        "\x00",
        "\u202e",
        "[bold]x[/bold] :smile: [/]",
    ],
    ids=lambda text: ascii(text[:2]),
)
def test_odd_texts_get_an_answer(run: Run, text: str) -> None:
    result = run(text)
    assert result.exit_code == 0
    assert result.stdout.encode()
    assert re.search(r"^  = +[+-]\d+\.\d\d ", result.stdout, re.MULTILINE)


def test_markup_in_a_comment_is_shown_as_written(run: Run) -> None:
    shown = MARK.sub("", run("[bold]x[/bold] :smile:").stdout)
    assert "[bold]x[/bold] :smile:" in shown


def test_bytes_that_are_no_utf_8_are_replaced(run: Run) -> None:
    assert "�" in run(text=b"abc \xff\xfe\n").stdout


@pytest.mark.parametrize("arguments", [("a" * 20_481,), ()])
def test_a_text_too_long_for_a_comment_is_refused_with_the_limit(run: Run, arguments: tuple[str, ...]) -> None:
    result = run(*arguments, text="আ" * 20_481)
    assert result.exit_code == 1
    assert "20,480 bytes" in result.stderr


def test_an_unknown_label_is_named_with_those_there_are(run: Run) -> None:
    result = run("--label", "kindness", RUDE)
    assert result.exit_code == 2
    assert "no label 'kindness'" in result.stderr
    assert "identity_attack" in result.stderr


@pytest.mark.parametrize("arguments", [(RUDE, "--jsonl"), ("--jsonl", "--label", "spam")])
def test_options_that_do_not_go_together_are_refused(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments, text="").exit_code == 2


def test_a_model_that_is_not_there_is_named(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setenv("PROHORI_MODEL_DIR", str(tmp_path / "none"))
    result = run(RUDE)
    assert result.exit_code == 2
    assert "PROHORI_MODEL_DIR: there is no model in" in result.stderr
