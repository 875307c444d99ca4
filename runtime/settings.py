"""The settings of every process: read once from PROHORI_* variables, all faults reported together."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from environs import Env, EnvError, validate

from runtime import settings_checks as checks
from runtime.retention import RetentionRule, parse

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own in it, which is checked


class SettingsInvalid(Exception):
    """One or more PROHORI_* variables cannot be used.

    faults: one sentence per variable, naming it.
    """

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a process needs to know about its surroundings. docs/operating.md explains each value.

    unknown: PROHORI_* variables that are no setting, each with a sentence about it.
    """

    data_dir: Path
    database_url: str
    redis_url: str
    redis_url_given: bool
    broker_url: str
    host: str
    port: int
    live_port: int
    live_port_given: bool
    live_url: str
    secret_key: str
    api_processes: int
    api_threads: int
    worker_processes: int
    worker_metrics_port: int
    model_dir: Path | None
    max_backlog: int
    claim_batch: int
    lease_seconds: int
    sweep_seconds: int
    undo_seconds: int
    claim_seconds: int
    rate_limit_per_minute: int
    metrics_token: str
    proxies: int
    encryption_keys: tuple[str, ...]
    outbound_allowed_hosts: frozenset[str]
    outbound_http: bool
    perspective_url: str
    delivery_timeout_seconds: int
    delivery_concurrency: int
    changes_days: int
    retention: tuple[RetentionRule, ...]
    address_hash_days: int
    oidc_issuer: str
    oidc_client_id: str
    oidc_client_secret: str
    oidc_name: str
    otlp_endpoint: str
    time_zone: str
    cache_seconds: int
    log_level: str
    log_format: str
    unknown: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def on_sqlite(self) -> bool:
        """True when the database is one SQLite file: one API process, one writer."""
        return self.database_url.startswith("sqlite")

    @property
    def models_dir(self) -> Path:
        """Where a machine keeps the files of classifiers that were put in use while it ran."""
        return self.data_dir / "models"

    @property
    def metrics_dir(self) -> Path:
        """Where the processes of this machine share their counters: in memory where the system has a place for that.

        The counters are mapped files, and writing to one on a full disk ends the process (SIGBUS).
        """
        name = hashlib.blake2b(str(self.data_dir.resolve()).encode(), digest_size=8).hexdigest()
        in_memory = SHARED_MEMORY / f"prohori-{os.getuid()}-{name}"
        return in_memory if _can_be_ours(in_memory) else self.data_dir / "metrics"


def read_settings() -> Settings:
    """Return the settings of this process. Raises SettingsInvalid naming every fault at once."""
    env = Env(eager=False, prefix="PROHORI_")
    data_dir = Path(env.str("DATA_DIR", "var") or "var").absolute()
    redis_url = env.str("REDIS_URL", "redis://127.0.0.1:6379/0", validate=checks.redis_url)
    database_url = env.str(
        "DATABASE_URL",
        f"sqlite:///{data_dir / 'prohori.db'}",
        validate=checks.url_with("sqlite", "postgresql", "postgresql+psycopg"),
    )
    # SQLite has one process, whose waiting threads share a commit; on PostgreSQL more threads only fight for the lock.
    threads = 8 if (database_url or "").startswith("sqlite") else 4
    values: dict[str, Any] = {
        "data_dir": data_dir,
        "database_url": database_url,
        "redis_url": redis_url,
        "redis_url_given": bool(env.str("REDIS_URL", "")),
        "broker_url": env.str(
            "BROKER_URL",
            redis_url,
            validate=checks.broker_url,
        ),
        "host": env.str("HOST", "127.0.0.1"),
        "port": env.int("PORT", 8000, validate=validate.Range(min=1, max=65535)),
        "live_port": env.int("LIVE_PORT", 0, validate=validate.Range(min=0, max=65535)),
        "live_url": env.str("LIVE_URL", "", validate=checks.live_url).rstrip("/"),
        "secret_key": env.str("SECRET_KEY", "", validate=checks.secret),
        "api_processes": env.int("API_PROCESSES", os.cpu_count() or 1, validate=validate.Range(min=1, max=256)),
        "api_threads": env.int("API_THREADS", threads, validate=validate.Range(min=1, max=256)),
        "worker_processes": env.int("WORKER_PROCESSES", 2, validate=validate.Range(min=1, max=256)),
        "worker_metrics_port": env.int("WORKER_METRICS_PORT", 0, validate=validate.Range(min=0, max=65535)),
        "model_dir": env.path("MODEL_DIR", None, validate=checks.model_dir),
        "max_backlog": env.int("MAX_BACKLOG", 200_000, validate=validate.Range(min=1)),
        "claim_batch": env.int("CLAIM_BATCH", 256, validate=validate.Range(min=1, max=2_000)),
        "lease_seconds": env.int("LEASE_SECONDS", 60, validate=validate.Range(min=1, max=3_600)),
        "sweep_seconds": env.int("SWEEP_SECONDS", 5, validate=validate.Range(min=1, max=300)),
        "undo_seconds": env.int("UNDO_SECONDS", 10, validate=validate.Range(min=0, max=60)),
        "claim_seconds": env.int("CLAIM_SECONDS", 180, validate=validate.Range(min=10, max=3_600)),
        "time_zone": env.str("TIME_ZONE", "UTC", validate=checks.time_zone),
        "encryption_keys": tuple(filter(None, env.list("ENCRYPTION_KEYS", [], validate=checks.encryption_keys) or ())),
        "outbound_allowed_hosts": frozenset(map(str.lower, env.list("OUTBOUND_ALLOWED_HOSTS", []) or ())),
        "outbound_http": env.bool("OUTBOUND_HTTP", False),
        "perspective_url": env.str(
            "PERSPECTIVE_URL", "https://commentanalyzer.googleapis.com", validate=checks.url_with("https", "http")
        ).rstrip("/"),
        "delivery_timeout_seconds": env.int("DELIVERY_TIMEOUT_SECONDS", 10, validate=validate.Range(min=1, max=60)),
        "delivery_concurrency": env.int("DELIVERY_CONCURRENCY", 4, validate=validate.Range(min=1, max=32)),
        "changes_days": env.int("CHANGES_DAYS", 30, validate=validate.Range(min=1, max=3_650)),
        "retention": parse(env.list("RETENTION", ["any.ip=90"], validate=checks.retention) or ()),
        "address_hash_days": env.int("ADDRESS_HASH_DAYS", 30, validate=validate.Range(min=1, max=3_650)),
        "oidc_issuer": env.str("OIDC_ISSUER", "", validate=checks.issuer),
        "oidc_client_id": env.str("OIDC_CLIENT_ID", ""),
        "oidc_client_secret": env.str("OIDC_CLIENT_SECRET", ""),
        "oidc_name": env.str("OIDC_NAME", "OpenID"),
        "otlp_endpoint": env.str("OTLP_ENDPOINT", "", validate=checks.collector),
        "proxies": env.int("PROXIES", 0, validate=validate.Range(min=0, max=5)),
        "metrics_token": env.str("METRICS_TOKEN", "", validate=checks.secret),
        "rate_limit_per_minute": env.int("RATE_LIMIT_PER_MINUTE", 600, validate=validate.Range(min=0)),
        "cache_seconds": env.int("CACHE_SECONDS", 10, validate=validate.Range(min=0, max=300)),
        "log_level": env.str("LOG_LEVEL", "info", validate=validate.OneOf(["debug", "info", "warning", "error"])),
        "log_format": env.str("LOG_FORMAT", "auto", validate=validate.OneOf(["auto", "json", "console"])),
    }
    _refuse_faults(env)
    # Tied to a port that is one's own: two that started at the same moment would share any fixed one.
    values["live_port_given"] = bool(values["live_port"])
    values["live_port"] = values["live_port"] or values["port"] % 65_535 + 1
    if values["database_url"].startswith("postgresql://"):
        values["database_url"] = values["database_url"].replace("postgresql://", "postgresql+psycopg://", 1)
    return Settings(**values, unknown=checks.unknown_names(os.environ, env.dump()))


def _can_be_ours(folder: Path) -> bool:
    """Return whether the folder is ours alone or may become so: everybody may write where it lies."""
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return os.access(folder.parent, os.W_OK | os.X_OK)
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077


METRICS_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"  # prometheus-client reads it by itself, when it is imported


def child_environment(settings: Settings) -> dict[str, str]:
    """Return the environment for a process of ours: this one's, and where the processes share their counters."""
    settings.metrics_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # the processes are the parallelism
    return {METRICS_VARIABLE: str(settings.metrics_dir), **one_thread, **os.environ}


def shared_metrics_dir() -> Path | None:
    """Return the folder in which processes share their counters, None in a process on its own.

    It is made where it is missing: some systems clear shared memory when its owner logs out.
    """
    named = os.environ.get(METRICS_VARIABLE)
    if named is None:
        return None
    folder = Path(named)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _refuse_faults(env: Env) -> None:
    try:
        env.seal()
    except EnvError as error:
        messages: dict[str, list[str]] = getattr(error, "error_messages", {})
        raise SettingsInvalid(
            [f"{name}: {' '.join(map(str, texts))}" for name, texts in sorted(messages.items())] or [str(error)]
        ) from error
