"""Another classifier is put in use while processes run: they follow, go back, and judge on whatever is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from models.artifact import load
from moderation import doctor, kept_models
from moderation.judging import check
from moderation.kept_models import load_kept
from moderation.wiring import Parts, open_parts
from policy.errors import ModelNotFound, ModelUnfit
from runtime.clock import SECOND
from runtime.settings import Settings
from store.sites import Site
from tests.factories import CLEAN, ON_ONE_DATABASE
from tests.other_model import write_suspicious

Verdict = Callable[[Parts], tuple[str, str]]


@pytest.fixture(scope="module")
def suspicious(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_suspicious(tmp_path_factory.mktemp("models") / "suspicious")


@pytest.fixture
def processes(settings: Settings) -> Iterator[list[Parts]]:
    """Two processes on one database, each on a machine of its own, with the shipped classifier."""
    opened = [open_parts(replace(settings, data_dir=settings.data_dir / name)) for name in ("one", "other")]
    yield opened
    for parts in opened:
        parts.close()


@pytest.fixture
def verdict(site: Site) -> Verdict:
    def judged(parts: Parts) -> tuple[str, str]:
        found = check(parts, site.id, CLEAN, author={"id": "a"}, language=None)
        return found.model, found.verdict.status.value

    return judged


def use(parts: Parts, folder: Path, note: str | None = None) -> None:
    kept_models.use_folder(parts, folder, by="salma", note=note)


def test_every_process_follows_and_goes_back(processes: list[Parts], verdict: Verdict, suspicious: Path) -> None:
    shipped = load().version
    assert [verdict(one) for one in processes] == [(shipped, "approved")] * 2
    use(processes[0], suspicious, "trained on October")
    assert [verdict(one) for one in processes] == [("suspicious-1", "rejected")] * 2
    kept_models.back(processes[1], by="karim", note=None)
    assert [verdict(one) for one in processes] == [(shipped, "approved")] * 2
    kept_models.back(processes[1], by="karim", note="it was not that")
    assert [verdict(one)[0] for one in processes] == ["suspicious-1"] * 2
    found = kept_models.standing(processes[0], limit=10)
    assert [(one.version, one.changed_by, one.note) for one in found.changes] == [
        ("suspicious-1", "karim", "it was not that"),
        (None, "karim", None),
        ("suspicious-1", "salma", "trained on October"),
    ]
    assert (found.chosen, [one.version for one in found.kept]) == ("suspicious-1", ["suspicious-1"])


def test_a_process_looks_now_and_then_only(processes: list[Parts], verdict: Verdict, suspicious: Path) -> None:
    patient = open_parts(replace(processes[0].settings, cache_seconds=10))
    moment = patient.clock()
    at = replace(patient, clock=lambda: moment)
    assert verdict(at)[0] == load().version
    use(patient, suspicious)
    assert verdict(replace(patient, clock=lambda: moment + 9 * SECOND))[0] == load().version
    assert verdict(replace(patient, clock=lambda: moment + 10 * SECOND))[0] == "suspicious-1"
    kept_models.back(patient, by="karim", note=None)
    assert verdict(replace(patient, clock=lambda: moment - SECOND))[0] == load().version, "the clock went back"
    patient.close()


def test_what_cannot_be_used_is_refused_with_its_reason(
    processes: list[Parts], verdict: Verdict, suspicious: Path, tmp_path: Path
) -> None:
    parts = processes[0]
    with pytest.raises(ModelUnfit, match="no other model"):
        kept_models.back(parts, by="a", note=None)
    with pytest.raises(ModelUnfit, match="There is no model in"):
        use(parts, tmp_path)
    with pytest.raises(ModelUnfit, match="unknown format"):
        use(parts, write_suspicious(tmp_path / "format", format=99))
    with pytest.raises(ModelUnfit, match="its version is no word"):
        use(parts, write_suspicious(tmp_path / "version", "../../etc"))
    with pytest.raises(ModelNotFound):
        kept_models.use_version(parts, "nothing-1", by="a", note=None)
    use(parts, suspicious)
    with pytest.raises(ModelUnfit, match="another model of the version suspicious-1"):
        use(parts, write_suspicious(tmp_path / "again", figures=[]))
    assert [len(kept_models.standing(parts, limit=10).changes), verdict(parts)[0]] == [1, "suspicious-1"]


def test_the_one_in_use_and_the_one_before_are_not_forgotten(
    processes: list[Parts], suspicious: Path, tmp_path: Path
) -> None:
    parts = processes[0]
    use(parts, suspicious)
    use(parts, write_suspicious(tmp_path / "second", "suspicious-2"))
    for version in ("suspicious-1", "suspicious-2"):
        with pytest.raises(ModelUnfit, match="is in use, or was"):
            kept_models.forget(parts, version)
    kept_models.use_version(parts, None, by="a", note=None)
    kept_models.forget(parts, "suspicious-1")
    with pytest.raises(ModelNotFound):
        kept_models.use_version(parts, "suspicious-1", by="a", note=None)
    assert [one.version for one in kept_models.standing(parts, limit=1).kept] == ["suspicious-2"]
    use(parts, suspicious)
    assert len(kept_models.standing(parts, limit=1).kept) == 2


@ON_ONE_DATABASE
def test_a_process_that_cannot_have_it_judges_on_and_says_so(
    processes: list[Parts], verdict: Verdict, suspicious: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = processes[0]
    parts.settings.data_dir.mkdir()
    parts.settings.models_dir.write_text("a file where the folder should be")
    use(parts, suspicious)
    assert verdict(parts)[0] == load().version
    assert verdict(processes[1])[0] == "suspicious-1"
    found = {one.part: one for one in doctor.examine(parts.settings, has_key=True)}["model"]
    assert found.state is doctor.State.FAILING
    assert "suspicious-1 is in use, but cannot be loaded here" in found.said
    parts.settings.models_dir.unlink()
    again = {one.part: one for one in doctor.examine(parts.settings, has_key=True)}["model"]
    assert (again.state, parts.settings.models_dir.exists()) == (doctor.State.OK, False), (
        "who asks leaves nothing behind"
    )
    assert verdict(parts)[0] == "suspicious-1", "it follows as soon as it can"


def test_files_that_were_damaged_are_brought_anew_by_whoever_comes_first(
    processes: list[Parts], suspicious: Path
) -> None:
    parts = processes[0]
    use(parts, suspicious)
    place = parts.settings.models_dir / "suspicious-1"
    place.mkdir(parents=True)
    (place / "card.json").write_text("{}")
    files = kept_models.read_files(suspicious)
    fetched = kept_models.KeptModel(version="suspicious-1", card=files[0], weights=files[1])
    with ThreadPoolExecutor(8) as pool:
        loaded = list(pool.map(lambda _: load_kept(place.parent, "suspicious-1", lambda: fetched), range(16)))
    assert {one.version for one in loaded} == {"suspicious-1"}
    assert {path.name for path in place.iterdir()} == {"card.json", "weights.npy"}
