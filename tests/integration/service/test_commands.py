"""The `prohori` command as an operator uses it, on both databases."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from runtime.clock import system_clock
from service.cli import main
from service.security.keys import key_hash
from service.security.passwords import verify_password
from store import credentials, people, rulesets, sites

PASSWORD = "a long password"


@pytest.fixture
def run(monkeypatch, database_url, tmp_path):
    monkeypatch.setenv("PROHORI_DATABASE_URL", database_url)
    monkeypatch.setenv("PROHORI_DATA_DIR", str(tmp_path))

    def invoke(*arguments: str, text: str | bytes | None = None) -> Result:
        return CliRunner().invoke(main, arguments, input=text, catch_exceptions=False)

    return invoke


def valid(database, key):
    return database.read(lambda unit: sites.valid_key(unit, key_hash(key), now=system_clock()))


def hash_of(database, email):
    return database.read(lambda unit: credentials.by_email(unit, email)).password_hash


def test_a_site_is_added_once_and_listed(run):
    assert run("sites", "add", "khobor", "--name", "খবর", "--origin", "https://khobor.example").exit_code == 0
    listed = run("sites", "list").stdout
    assert "khobor\tখবর" in listed
    assert "https://khobor.example" in listed
    again = run("sites", "add", "khobor")
    assert again.exit_code == 1
    assert again.stderr.strip() == "Error: There is a site 'khobor' already."


@pytest.mark.parametrize("origin", ["khobor.example", "https://khobor.example/path", "ftp://khobor.example"])
def test_what_is_no_origin_is_refused_by_name(run, origin):
    result = run("sites", "add", "khobor", "--origin", origin)
    assert result.exit_code == 2
    assert f"'{origin}' is not an origin" in result.stderr


def test_a_key_is_shown_once_and_works(run, database, site):
    result = run("keys", "create", site.slug, "--scope", "read", "--per-minute", "60")
    key = result.stdout.strip()
    found = valid(database, key)
    assert (found.site, found.scopes, found.per_minute) == (site.slug, {"read"}, 60)
    assert key not in run("keys", "list", site.slug).stdout


def test_rotation_keeps_both_keys_valid_for_a_while(run, database, site):
    old = run("keys", "create", site.slug).stdout.strip()
    number = valid(database, old).id
    new = run("keys", "rotate", site.slug, str(number), "--hours", "2").stdout.strip()
    assert valid(database, old).expires_at is not None
    assert valid(database, new).scopes == valid(database, old).scopes
    assert run("keys", "create", site.slug).exit_code == 1


def test_a_revoked_key_no_longer_works_and_cannot_be_revoked_again(run, database, site):
    key = run("keys", "create", site.slug).stdout.strip()
    number = str(valid(database, key).id)
    assert run("keys", "revoke", site.slug, number).exit_code == 0
    assert valid(database, key) is None
    assert "no valid key number" in run("keys", "revoke", site.slug, number).stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("rotate", "{site}", "1", "--hours", "99999999999"), "Invalid value for '--hours': 99999999999 is not in"),
        (("create", "{site}", "--per-minute", "9" * 20), "Invalid value for '--per-minute': 99999999999999999999 is"),
        (("revoke", "{site}", "9" * 20), "Invalid value for 'NUMBER': 99999999999999999999 is not in the range"),
        (("create", "{site}", "--name", ""), "Invalid value for '--name': must not be empty"),
        (("create", "{site}", "--name", " \n "), "Invalid value for '--name': must not be empty"),
        (("create", "{site}", "--name", "a\nb"), "Invalid value for '--name': use one line"),
        (("create", "{site}", "--name", "x" * 101), "Invalid value for '--name': use one line of 100 characters"),
        (("create", "{site}", "--name", "\udcff"), "Invalid value for '--name': contains half of a surrogate"),
        (("create", "\udcff"), "An argument is not written in UTF-8."),
    ],
)
def test_an_argument_that_cannot_be_is_refused_in_one_sentence(run, site, arguments, says):
    run("keys", "create", site.slug)
    result = run("keys", *(one.format(site=site.slug) for one in arguments))
    assert result.exit_code == 2
    assert says in result.stderr


def test_a_file_that_is_no_utf_8_is_told(run, site, tmp_path):
    words = tmp_path / "words.txt"
    words.write_bytes("caf\xe9".encode("latin-1"))
    result = run("lists", "import", site.slug, str(words))
    assert result.exit_code == 1
    assert result.stderr.strip() == "Error: The file is not text in UTF-8."


def test_a_person_changes_password_and_comes_back_from_standard_input(run, database):
    added = run("people", "add", "mina@khobor.example", "--name", "Mina", text=f"{PASSWORD}\n")
    assert added.exit_code == 0, added.stderr
    first = hash_of(database, "mina@khobor.example")
    assert verify_password(PASSWORD, first)
    assert run("people", "disable", "mina@khobor.example").exit_code == 0
    assert run("people", "enable", "mina@khobor.example").exit_code == 0
    assert run("people", "password", "mina@khobor.example", text="another long one\n").exit_code == 0
    assert [one.disabled_at for one in database.read(people.everyone)] == [None]
    assert verify_password("another long one", hash_of(database, "mina@khobor.example"))


def test_a_key_for_an_unknown_site_is_refused_in_one_sentence(run):
    result = run("keys", "create", "nowhere")
    assert result.exit_code == 1
    assert "There is no site 'nowhere'" in result.stderr


def test_a_person_is_added_with_a_hashed_password_and_disabled(run, database):
    added = run("people", "add", "rahima@khobor.example", "--name", "রহিমা", "--password", PASSWORD)
    assert added.exit_code == 0
    assert "rahima@khobor.example\tরহিমা\tmoderator\tactive" in run("people", "list").stdout
    assert run("people", "disable", "rahima@khobor.example").exit_code == 0
    assert database.read(people.everyone)[0].disabled_at is not None


@pytest.mark.parametrize(("email", "password"), [("rahima", PASSWORD), ("rahima@khobor.example", "short")])
def test_a_person_needs_an_address_and_a_long_password(run, email, password):
    assert run("people", "add", email, "--name", "x", "--password", password).exit_code == 2


def test_rules_are_shown_changed_and_kept_by_version(run, database, site):
    shown = json.loads(run("policy", "show", site.slug).stdout)
    shown["mode"] = "pre"
    shown["thresholds"]["spam"]["hold"] = 0.4
    shown["languages"]["vi"] = {"spam": {"hold": 0.3, "reject": 0.7}}
    assert run("policy", "set", site.slug, "-", text=json.dumps(shown)).exit_code == 0
    assert json.loads(run("policy", "show", site.slug).stdout) == shown
    assert database.read(lambda unit: rulesets.current(unit, site.id)).version == 1


def test_wrong_rules_are_refused_with_every_fault_on_a_line(run, database, site):
    wrong = {"mode": "strict", "thresholds": {"spam": {"hold": 2}}, "extra": 1}
    result = run("policy", "set", site.slug, "-", text=json.dumps(wrong))
    assert result.exit_code == 1
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == ["/extra", "/mode", "/thresholds/spam/hold"]
    assert database.read(lambda unit: rulesets.current(unit, site.id)) == rulesets.SHIPPED


def test_a_bad_configuration_names_every_fault_and_exits_2(run, monkeypatch):
    monkeypatch.setenv("PROHORI_PORT", "none")
    monkeypatch.setenv("PROHORI_MAX_BACKLOG", "0")
    result = run("sites", "list")
    assert result.exit_code == 2
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == ["PROHORI_MAX_BACKLOG", "PROHORI_PORT"]


def test_an_unmigrated_database_is_named_as_such(run, monkeypatch, tmp_path):
    monkeypatch.setenv("PROHORI_DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")
    result = run("sites", "list")
    assert result.exit_code == 1
    assert "prohori migrate" in result.stderr


def test_lines_of_json_are_judged_in_their_order(run):
    lines = [{"text": "অসাধারণ লেখা, ধন্যবাদ"}, {"text": "Thank you for this report", "author": {"id": "7"}}]
    result = run("score", "--jsonl", text="\n".join(json.dumps(line) for line in lines))
    verdicts = [json.loads(line) for line in result.stdout.splitlines()]
    assert [verdict["language"] for verdict in verdicts] == ["bn", "en"]
    assert all(set(verdict) == {"status", "language", "scores", "reasons", "model"} for verdict in verdicts)


@pytest.mark.parametrize("line", ["not json", "[]", '{"text": 5}'])
def test_a_line_that_cannot_be_judged_is_named(run, line):
    result = run("score", "--jsonl", text='{"text": "fine"}\n' + line + '\n{"text": "fine as well"}')
    assert result.exit_code == 1
    assert "Line 2 is not " in result.stderr
    assert "1 of the lines could not be judged." in result.stderr
    first, second, third = map(json.loads, result.stdout.splitlines())
    assert first["status"] == third["status"] == "approved"
    assert second["line"] == 2
    assert second["error"].startswith("is not ")


def test_a_list_is_kept_from_the_command_line(run, site):
    added = run("lists", "add", site.slug, "জুয়া*", "--action", "reject", "--note", "betting")
    entry = added.stdout.split()[0]
    shown = run("lists", "show", site.slug).stdout.rstrip("\n").split("\t")
    assert (shown[0], shown[1:4], shown[6]) == (entry, ["word", "reject", "জুয়া*"], "betting")
    assert run("lists", "add", site.slug, "জুয়া*").stderr == "Error: 'জুয়া*' is on the list already.\n"
    assert run("lists", "remove", site.slug, entry).exit_code == 0
    assert run("lists", "remove", site.slug, entry).exit_code == 1
    assert run("lists", "show", site.slug).stdout == ""
    assert "removed by" in run("lists", "show", site.slug, "--removed").stdout


def test_a_file_of_words_is_taken_whole_or_not_at_all(run, site):
    bad = run("lists", "import", site.slug, "-", text="শাল\n!!!\nhttps://spam.example\n")
    assert bad.exit_code == 1
    assert "Line 2 " in bad.stderr
    assert "Line 3 " in bad.stderr
    assert run("lists", "show", site.slug).stdout == ""
    good = run("lists", "import", site.slug, "-", text="# words\nশাল\n\nশাল\nমাঠ\n")
    assert good.stdout == f"Added to {site.slug}'s list: 2; left out as known already: 1.\n"
    assert len(run("lists", "show", site.slug).stdout.splitlines()) == 2
    again = run("lists", "import", site.slug, "-", text="শাল\nনদী")
    assert again.stdout == f"Added to {site.slug}'s list: 1; left out as known already: 1.\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["("], "no pattern that RE2 reads"),
        (["a*"], "empty text"),
    ],
)
def test_a_pattern_that_cannot_work_is_refused_with_the_reason(run, site, arguments, says):
    result = run("lists", "add", site.slug, *arguments, "--kind", "pattern")
    assert result.exit_code == 1
    assert says in result.stderr
