"""The decision log proves itself: one byte that was changed is found, and so is what is missing or was added."""

from __future__ import annotations

import json
import subprocess

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

from moderation import sealing
from runtime.clock import SECOND
from runtime.ids import new_id
from service.cli import main
from store.tables import decisions
from tests.factories import CLEAN, INSULT


@pytest.fixture
def log(client, parts):
    """A log of some decisions, sealed; the ids in their order."""
    for number in range(6):
        client.post_comment(text=f"{CLEAN} {number}" if number % 2 else INSULT, wait=True)
    assert sealing.seal(parts) == 6
    return parts.database.read(
        lambda unit: [str(one.id) for one in unit.execute(select(decisions.c.id).order_by(decisions.c.id))]
    )


@pytest.fixture
def tamper(parts):
    """Change the database as somebody would who has its password: past the triggers."""

    def run(statement, **values):
        def work(unit):
            if parts.settings.on_sqlite:
                for verb in ("update", "delete"):
                    unit.execute(text(f"DROP TRIGGER IF EXISTS decisions_no_{verb}"))
            else:
                unit.execute(text("SET LOCAL session_replication_role = replica"))
            return unit.execute(text(statement), values).rowcount

        assert parts.database.write(work) == 1

    return run


def faults(parts, outside=None):
    *_, found = sealing.verify(parts, outside)
    return found.faults


def test_a_sound_log_has_no_faults_and_is_sealed_once(log, parts, client):
    assert faults(parts) == []
    assert sealing.seal(parts) == 0
    client.post_comment(text=CLEAN, wait=True)
    assert sealing.seal(parts) == 1
    assert faults(parts) == []
    assert sealing.head(parts).number == 7


@pytest.mark.parametrize(
    "change",
    [
        "new_status = 'approved', old_status = 'held'",
        "decided_at = decided_at + 1",
        "model = 'another'",
        "policy = 99",
        "actor = 'person'",
        "version = 9",
    ],
)
def test_one_changed_field_is_found(log, parts, tamper, change):
    tamper(f"UPDATE decisions SET {change} WHERE id = :id", id=log[2])
    assert faults(parts) == [f"entry 3 (decision {log[2]}) was changed"]


@pytest.mark.parametrize("change", ["note = 'x'", "actor_id = 'somebody'", "reasons = '[]'"])
def test_changed_words_are_found(log, parts, tamper, change):
    tamper(f"UPDATE decisions SET {change} WHERE id = :id", id=log[2])
    assert faults(parts) == [f"entry 3 (decision {log[2]}) was changed: its reasons, note or who decided"]


def test_one_byte_of_a_score_is_found(log, parts, tamper):
    query = select(decisions.c.scores).where(decisions.c.id == log[0])
    scores = parts.database.read(lambda unit: unit.execute(query).scalar())
    label = next(iter(scores))
    scores[label] = round(scores[label] + 0.01, 6)
    tamper("UPDATE decisions SET scores = :scores WHERE id = :id", scores=json.dumps(scores), id=log[0])
    assert faults(parts) == [f"entry 1 (decision {log[0]}) was changed"]


def test_what_is_taken_out_is_found(log, parts, tamper):
    tamper("DELETE FROM sealed_decisions WHERE number = 3")
    assert faults(parts)[0] == "entry 3 of the chain is gone"
    tamper("DELETE FROM sealed_decisions WHERE number = 6")
    assert "the last entries are gone: 6 were sealed, 5 are there" in faults(parts)


def test_an_entry_written_past_the_log_is_found_once_it_should_be_sealed(log, parts, tamper, monkeypatch):
    tamper(
        "INSERT INTO decisions (id, comment_id, site_id, version, revision, old_status, new_status, actor, reasons, "
        "decided_at) SELECT :id, comment_id, site_id, 99, 1, 'held', 'approved', 'person', '[]', 1 FROM decisions "
        "WHERE id = :of",
        id="00000000-0000-7000-8000-000000000001",
        of=log[0],
    )
    (fault,) = faults(parts)
    assert fault.startswith("decision 00000000-0000-7000-8000-000000000001 was never sealed")


def test_a_seal_that_was_taken_away_to_hide_a_change_is_found(log, parts, tamper):
    tamper("UPDATE sealed_decisions SET salt = NULL WHERE number = 2")
    assert faults(parts) == [f"entry 2 (decision {log[1]}) has lost its seal, though its comment is there"]


def test_a_chain_that_was_made_anew_is_found_by_the_head_kept_outside(log, parts, tamper):
    outside = sealing.head(parts)
    tamper("UPDATE decisions SET policy = 99 WHERE id = :id", id=log[5])
    tamper("DELETE FROM sealed_decisions WHERE number = 6")
    tamper("UPDATE feeds SET position = 5 WHERE name = 'log'")
    assert sealing.seal(parts) == 1
    assert faults(parts) == [], "a forger who can write everything leaves no trace inside"
    assert faults(parts, outside) == ["entry 6 is not the one whose hash was kept outside"]


def test_what_commits_late_is_sealed_and_what_comes_very_late_within_the_hour(log, parts, client):
    late, very_late = parts.clock() - 60 * SECOND, parts.clock() - 3600 * SECOND
    comment = client.post_comment(text=CLEAN)

    def insert(moment):
        from runtime.ids import first_id_at

        row = {
            "id": first_id_at(moment)[:-12] + new_id()[-12:],
            "comment_id": comment["id"],
            "site_id": 1,
            "version": moment % 1_000_000 + 50,
            "revision": 1,
            "old_status": "pending",
            "new_status": "held",
            "actor": "machine",
            "reasons": [],
            "decided_at": moment,
        }
        parts.database.write(lambda unit: unit.execute(decisions.insert().values(**row)))

    insert(late)
    assert sealing.seal(parts) == 1
    insert(very_late)
    assert sealing.seal(parts) == 0
    assert sealing.seal(parts, back=sealing.VERY_LATE) == 1
    assert faults(parts) == []


def test_by_command_with_a_signed_head(log, parts, tamper, monkeypatch, tmp_path):
    monkeypatch.setenv("PROHORI_DATABASE_URL", parts.settings.database_url)
    monkeypatch.setenv("PROHORI_DATA_DIR", str(tmp_path))
    key, public, sheet = tmp_path / "key.pem", tmp_path / "public.pem", tmp_path / "head.json"
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", key], check=True, capture_output=True)
    subprocess.run(["openssl", "pkey", "-in", key, "-pubout", "-out", public], check=True, capture_output=True)

    def run(*options):
        return CliRunner().invoke(main, ["verify-log", *map(str, options)], catch_exceptions=False)

    sound = run("--write-head", sheet, "--sign-with", key)
    assert sound.exit_code == 0
    assert "6 entries; the last: 6 " in sound.stdout
    assert run("--head", sheet, "--public-key", public).exit_code == 0
    forged = tmp_path / "forged.json"
    forged.write_text(sheet.read_text().replace('"number": 6', '"number": 5'))
    refused = run("--head", forged, "--public-key", public)
    assert refused.exit_code == 1
    assert "was not signed by the key" in refused.stderr
    forged.write_text(sheet.read_text().replace('"signature": "', '"signature": "%'))
    assert "was not signed by the key" in run("--head", forged, "--public-key", public).stderr
    tamper("UPDATE decisions SET note = 'x' WHERE id = :id", id=log[1])
    found = run()
    assert found.exit_code == 1
    assert f"FAULT: entry 2 (decision {log[1]}) was changed" in found.stderr
    assert run("--head", tmp_path / "public.pem").stderr.endswith("is no sheet of `prohori verify-log --write-head`.\n")
