"""The commands of foreign wires: secrets by which callers sign, and labels that came from elsewhere."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from moderation import secret_keys
from moderation.foreign import feedback, signers
from moderation.wiring import Parts
from policy.wires import Wire
from service.cli import main
from store.sites import Site
from tests.factories import ON_ONE_DATABASE, SECRET

pytestmark = ON_ONE_DATABASE


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, database_url: str):
    monkeypatch.setenv("PROHORI_DATABASE_URL", database_url)
    monkeypatch.setenv("PROHORI_SECRET_KEY", SECRET)
    return lambda *words, **more: CliRunner().invoke(main, list(words), **more)


def test_a_secret_is_taken_down_encrypted_listed_and_ended(run, parts: Parts, site: Site) -> None:
    added = run("wires", "add", site.slug, "coral", input="of-this-phase\n")
    assert added.exit_code == 0, added.output
    assert signers.find(parts, site.slug, Wire.CORAL).secrets == (b"of-this-phase",)
    (kept,) = signers.of_site(parts.delivery, site.slug, ("coral",))
    assert "of-this-phase" not in kept.sealed
    assert secret_keys.rotate(parts.delivery) == 1
    assert signers.find(parts, site.slug, Wire.CORAL).secrets == (b"of-this-phase",)
    listed = run("wires", "list", site.slug).output
    assert listed.startswith(f"{kept.id}\tcoral\t")
    assert "valid" in listed
    assert "of-this-phase" not in listed
    assert run("wires", "end", site.slug, str(kept.id)).exit_code == 0
    assert signers.find(parts, site.slug, Wire.CORAL).secrets == ()
    again = run("wires", "end", site.slug, str(kept.id))
    assert again.exit_code != 0
    assert "no valid secret" in again.output


def test_no_secret_or_too_many_are_told_plainly(run, site: Site) -> None:
    assert "standard input" in run("wires", "add", site.slug, "coral", input="").output
    for number in range(5):
        assert run("wires", "add", site.slug, "coral", input=f"{number}\n").exit_code == 0
    full = run("wires", "add", site.slug, "coral", input="6\n")
    assert full.exit_code != 0
    assert "prohori wires end" in full.output


def test_labels_are_listed_and_taken_back_with_their_text(run, parts: Parts, site: Site) -> None:
    said = {"wire": Wire.PERSPECTIVE, "token": "comment:1", "given_by": "coral", "text": "a text", "language": None}
    assert feedback.take(parts, site.id, values={"toxicity": 1.0}, **said) == 1
    (label,) = feedback.of_site(parts, site.slug, limit=9)
    shown = run("labels", "list", site.slug, "--wire", "perspective").output
    assert shown.startswith(f"{label.id}\ttoxicity\t1\tperspective\tcoral\t")
    assert run("labels", "list", site.slug, "--wire", "akismet").output == ""
    assert run("labels", "withdraw", site.slug, str(label.id)).exit_code == 0
    (withdrawn,) = feedback.of_site(parts, site.slug, limit=9)
    assert withdrawn.withdrawn_at is not None
    assert withdrawn.text is None
    assert "taken back by" in run("labels", "list", site.slug).output
    assert "no label" in run("labels", "withdraw", site.slug, str(label.id)).output
