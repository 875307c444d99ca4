"""Who may import whom: the table of design.md, section 1."""

from __future__ import annotations

import ast

import pytest

from tests.house.sources import PACKAGES, Source, imports, sources

OURS = {
    "policy": set(),
    "models": set(),
    "runtime": set(),
    "store": {"policy", "runtime"},
    "moderation": {"policy", "store", "models", "runtime"},
    "service": {"moderation", "policy", "store", "runtime"},
    "workers": {"moderation", "policy", "runtime"},
}
FORBIDDEN = {
    "policy": {"flask", "celery", "sqlalchemy", "redis", "numpy"},
    "models": {"flask", "celery", "sqlalchemy", "redis"},
    "runtime": {"flask", "sqlalchemy", "sklearn"},
    "store": {"flask", "celery", "redis", "sklearn"},
    "moderation": {"flask", "celery", "click", "sklearn", "sqlalchemy"},
    "service": {"sklearn", "sqlalchemy"},
    "workers": {"flask", "sqlalchemy"},
}
# Who loads classifiers, at the start and those put in use later; the rest of moderation knows their protocol alone.
LOADING = ("moderation/wiring.py", "moderation/kept_models.py", "moderation/doctor.py")
SOURCES = sources()


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_a_file_imports_only_what_its_package_may(source: Source) -> None:
    allowed = OURS[source.package] | {source.package}
    for one in imports(source):
        top = one.module.split(".")[0]
        assert top not in PACKAGES or top in allowed, f"{source.name}:{one.line} imports {one.module}"
        assert top not in FORBIDDEN[source.package], f"{source.name}:{one.line} imports {one.module}"


@pytest.mark.parametrize(
    "source", [one for one in SOURCES if one.package == "moderation"], ids=lambda source: source.name
)
def test_what_the_product_does_knows_of_classifiers_their_protocol_and_where_letters_end(source: Source) -> None:
    known = {"models.protocol", "models.text.graphemes"} | ({"models.artifact"} if source.name in LOADING else set())
    assert {one.module for one in imports(source) if one.module.startswith("models")} <= known


@pytest.mark.parametrize("source", [one for one in SOURCES if one.package == "service"], ids=lambda source: source.name)
def test_the_service_takes_from_the_store_its_record_types_alone(source: Source) -> None:
    taken = [
        alias.name
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "store"
        for alias in node.names
    ]
    assert [name for name in taken if not name[0].isupper()] == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_scikit_learn_is_imported_for_training_only(source: Source) -> None:
    if source.name.startswith("models/training/"):
        return
    assert not [one for one in imports(source) if one.module.split(".")[0] in ("sklearn", "scipy")]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_an_import_inside_a_function_gives_its_reason(source: Source) -> None:
    lines = source.text.splitlines()
    for one in imports(source):
        if one.inside:
            assert "PLC0415 - " in lines[one.line - 1], f"{source.name}:{one.line} hides an import without a reason"


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_nothing_that_runs_reads_pickles(source: Source) -> None:
    banned = {"pickle", "cloudpickle", "joblib", "dill", "shelve", "marshal"}
    assert not [one for one in imports(source) if one.module.split(".")[0] in banned]


def test_no_two_modules_import_each_other_in_a_ring() -> None:
    modules = {
        source.name.removesuffix(".py").removesuffix("/__init__").replace("/", "."): source for source in SOURCES
    }
    graph = {
        name: {one.module for one in imports(source) if one.module in modules} - {name}
        for name, source in modules.items()
    }
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, f"ring: {' -> '.join([*above, name])}"
        if name not in done:
            for further in graph[name]:
                visit(further, (*above, name))
            done.add(name)

    for name in graph:
        visit(name, ())
