"""Settings: typed, with every fault named at once."""

from __future__ import annotations

import pytest

from runtime import settings as settings_module
from runtime.settings import SettingsInvalid, child_environment, read_settings


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch, tmp_path):
    for name in ("DATABASE_URL", "REDIS_URL", "BROKER_URL", "PORT", "SECRET_KEY"):
        monkeypatch.delenv(f"PROHORI_{name}", raising=False)
    monkeypatch.setenv("PROHORI_DATA_DIR", str(tmp_path))


def test_without_any_variable_the_database_is_a_file_in_the_data_folder(tmp_path):
    settings = read_settings()
    assert settings.database_url == f"sqlite:///{tmp_path / 'prohori.db'}"
    assert settings.on_sqlite
    assert not settings.redis_url_given


def test_every_fault_is_named_at_once(monkeypatch):
    monkeypatch.setenv("PROHORI_PORT", "eighty")
    monkeypatch.setenv("PROHORI_SECRET_KEY", "short")
    monkeypatch.setenv("PROHORI_DATABASE_URL", "mysql://db")
    monkeypatch.setenv("PROHORI_LOG_LEVEL", "loud")
    with pytest.raises(SettingsInvalid) as caught:
        read_settings()
    named = [fault.split(":")[0] for fault in caught.value.faults]
    assert named == ["PROHORI_DATABASE_URL", "PROHORI_LOG_LEVEL", "PROHORI_PORT", "PROHORI_SECRET_KEY"]


def test_a_fault_never_repeats_the_secret(monkeypatch):
    monkeypatch.setenv("PROHORI_SECRET_KEY", "hunter2")
    with pytest.raises(SettingsInvalid) as caught:
        read_settings()
    assert "hunter2" not in str(caught.value)


def test_the_broker_is_the_redis_unless_another_is_named(monkeypatch):
    monkeypatch.setenv("PROHORI_REDIS_URL", "redis://cache:6379/1")
    assert read_settings().broker_url == "redis://cache:6379/1"
    monkeypatch.setenv("PROHORI_BROKER_URL", "amqp://rabbit")
    assert read_settings().broker_url == "amqp://rabbit"


def test_a_plain_postgresql_url_gets_our_driver(monkeypatch):
    monkeypatch.setenv("PROHORI_DATABASE_URL", "postgresql://u:p@db/prohori")
    assert read_settings().database_url == "postgresql+psycopg://u:p@db/prohori"


@pytest.mark.parametrize("mode", [0o755, 0o777])
def test_counters_lie_in_memory_unless_that_place_is_open_to_others(tmp_path, monkeypatch, mode) -> None:
    memory = tmp_path / "shm"
    memory.mkdir()
    monkeypatch.setattr(settings_module, "SHARED_MEMORY", memory)
    monkeypatch.setenv("PROHORI_DATA_DIR", str(tmp_path / "data"))
    in_memory = read_settings().metrics_dir
    assert in_memory.parent == memory
    child_environment(read_settings())
    assert in_memory.stat().st_mode & 0o777 == 0o700
    assert read_settings().metrics_dir == in_memory
    in_memory.chmod(mode)
    assert read_settings().metrics_dir == tmp_path / "data" / "metrics"


def test_where_the_system_has_no_such_place_they_lie_in_the_data_folder(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(settings_module, "SHARED_MEMORY", tmp_path / "none")
    monkeypatch.setenv("PROHORI_DATA_DIR", str(tmp_path / "data"))
    assert read_settings().metrics_dir == tmp_path / "data" / "metrics"
