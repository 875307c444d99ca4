"""What is wrong with an installation, part by part, and what to do about it."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import redis

from moderation.kept_models import load_kept
from moderation.queue import is_judging_stalled, waiting
from moderation.store_parts import StoreParts, open_store
from moderation.wiring import ArtifactInvalid, load_classifier
from policy.errors import DatabaseUnavailable, ModelNotFound
from runtime.broker import reach, web_sender
from runtime.clock import SECOND, iso, system_clock
from runtime.doorbell import Doorbell
from runtime.queues import DOORBELL_DISTRIBUTE, DOORBELL_MODERATE, TASK_DISTRIBUTE, TASK_MODERATE
from runtime.redis_client import connect
from runtime.settings import Settings
from store import models
from store.migrations import newest
from store.reads.revision import moment, revision

LEAST_DISK, LITTLE_DISK = 100 << 20, 1 << 30  # bytes
CLOCKS_APART_SECONDS: Final = 2.0
ANSWER_SECONDS: Final = 3.0  # below RING_EXPIRES_MS: a ring that is gone by then was answered, not forgotten
LOOK_SECONDS: Final = 0.05


class State(StrEnum):
    """How a part is."""

    OK = "ok"
    WARNING = "warning"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one part: a sentence, and what helps where it is not well."""

    part: str
    state: State
    said: str
    advice: str = ""


def examine(settings: Settings, *, has_key: bool) -> Iterator[Finding]:
    """Yield a finding for each part, in an order in which the first failing one often explains the rest.

    has_key: whether the instance's secret key is known. Rings the doorbells; changes nothing else.
    """
    yield from _settings(settings, has_key)
    yield _disk(settings)
    parts = open_store(settings)
    try:
        database = _database(settings, parts)
        yield database
        client = connect(settings.redis_url)
        reachable = _redis(settings, client)
        yield reachable
        if reachable.state is not State.FAILING:
            yield _clocks(parts, client, database.state is not State.FAILING)
        broker = _broker(settings)
        yield broker
        if {database.state, reachable.state, broker.state} & {State.FAILING}:
            yield Finding("worker", State.WARNING, "cannot be asked while the above fails")
        else:
            yield _worker(settings, parts, client)
            yield _deliverer(settings, client)
        chosen = None if database.state is State.FAILING else parts.database.read(models.chosen)
        yield _model(settings, parts, chosen)
    finally:
        parts.close()


def _settings(settings: Settings, has_key: bool) -> Iterator[Finding]:
    for sentence in settings.unknown.values():
        yield Finding("settings", State.WARNING, sentence.rstrip("."), "Correct or remove the variable.")
    if has_key:
        yield Finding("settings", State.OK, "can be read")
    else:
        yield Finding(
            "settings",
            State.FAILING,
            "PROHORI_SECRET_KEY is not set, and the data folder has no secret.key",
            "Set it to 16 or more random characters, the same for every process, and keep it.",
        )


def _disk(settings: Settings) -> Finding:
    folder = settings.data_dir
    if not folder.is_dir():
        advice = "Set PROHORI_DATA_DIR to the folder in which Prohori runs, or start it there."
        state = State.FAILING if settings.on_sqlite else State.WARNING
        return Finding("disk", state, f"there is no data folder {folder}", advice)
    free = shutil.disk_usage(folder).free
    said = f"{free / 1e9:,.1f} GB free in {folder}"
    if free < LITTLE_DISK:
        state = State.FAILING if free < LEAST_DISK else State.WARNING
        return Finding("disk", state, said, "Make room: a full disk refuses new comments with 503.")
    return Finding("disk", State.OK, said)


def _database(settings: Settings, parts: StoreParts) -> Finding:
    try:
        have = parts.database.read(revision)
    except DatabaseUnavailable as error:
        return Finding("database", State.FAILING, str(error), "Look at PROHORI_DATABASE_URL and at the server itself.")
    kind = "SQLite" if settings.on_sqlite else "PostgreSQL"
    if have is None or have < newest():
        said = f"{kind} is at revision {have or 'none'}, this release needs {newest()}"
        return Finding("database", State.FAILING, said, "Run `prohori migrate` with this release.")
    return Finding("database", State.OK, f"{kind} at revision {have}")


def _redis(settings: Settings, client: redis.Redis) -> Finding:
    try:
        began = time.monotonic()
        client.ping()
        took = (time.monotonic() - began) * 1000
        policy = _policy(client)
    except (redis.RedisError, OSError) as error:
        advice = "Start it, or look at PROHORI_REDIS_URL. Comments are taken meanwhile, and judged later."
        return Finding("redis", State.FAILING, str(error).rstrip("."), advice)
    if policy not in ("noeviction", None):
        advice = "Set maxmemory-policy to noeviction: a full one must refuse a wake-up, not forget one."
        return Finding("redis", State.WARNING, f"answers in {took:.1f} ms, but evicts ({policy})", advice)
    return Finding("redis", State.OK, f"answers in {took:.1f} ms")


def _policy(client: redis.Redis) -> str | None:
    try:
        said: Any = client.config_get("maxmemory-policy")
    except redis.ResponseError:  # not for everybody to ask
        return None
    values = [one.decode() if isinstance(one, bytes) else str(one) for one in said.values()]
    return values[0] if values else None


def _clocks(parts: StoreParts, client: redis.Redis, has_database: bool) -> Finding:
    ours = system_clock()
    seconds, micros = client.time()
    apart = {"Redis": (int(seconds) * SECOND + int(micros) - ours) / SECOND}
    if has_database:
        apart["the database"] = (parts.database.read(moment) - system_clock()) / SECOND
    name, most = max(apart.items(), key=lambda one: abs(one[1]))
    said = f"{iso(ours)}, {abs(most):.1f} s from that of {name}"
    if abs(most) > CLOCKS_APART_SECONDS:
        return Finding("clock", State.WARNING, said, "Keep all machines at one time (NTP): leases and undo go by it.")
    return Finding("clock", State.OK, said)


def _broker(settings: Settings) -> Finding:
    try:
        reach(settings)
    except Exception as error:  # whatever the broker's driver raises
        said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        return Finding("broker", State.FAILING, said.rstrip("."), "Start it, or look at PROHORI_BROKER_URL.")
    return Finding("broker", State.OK, "takes messages")


def _worker(settings: Settings, parts: StoreParts, client: redis.Redis) -> Finding:
    took = _answered(settings, client, DOORBELL_MODERATE, TASK_MODERATE)
    depth = waiting(parts)
    behind = f"{depth.pending:,} comments wait"
    if took is not None:
        return Finding("worker", State.OK, f"answered a wake-up in {took * 1000:.0f} ms; {behind}")
    advice = "Start `prohori worker`, and look at its log. What is accepted waits, and nothing is lost."
    said = f"answered no wake-up within {ANSWER_SECONDS:.0f} s; {behind}"
    busy = depth.pending and not is_judging_stalled(parts)
    return Finding("worker", State.WARNING if busy else State.FAILING, said, advice)


def _deliverer(settings: Settings, client: redis.Redis) -> Finding:
    took = _answered(settings, client, DOORBELL_DISTRIBUTE, TASK_DISTRIBUTE)
    if took is not None:
        return Finding("deliverer", State.OK, f"answered a wake-up in {took * 1000:.0f} ms")
    advice = "Start `prohori deliverer`: until then endpoints and article stores hear nothing."
    return Finding("deliverer", State.FAILING, f"answered no wake-up within {ANSWER_SECONDS:.0f} s", advice)


def _answered(settings: Settings, client: redis.Redis, key: str, task: str) -> float | None:
    """Return how long it took until a ring was answered, None where none was: a task's first act is to take it down."""
    publish: Callable[[], None] = partial(web_sender(settings), task)
    began = time.monotonic()
    Doorbell(client, publish, key=key).ring()
    while time.monotonic() - began < ANSWER_SECONDS:
        if not client.exists(key):
            return time.monotonic() - began
        time.sleep(LOOK_SECONDS)
    return None


def _model(settings: Settings, parts: StoreParts, chosen: str | None) -> Finding:
    try:
        own = load_classifier(settings)
    except ArtifactInvalid as error:
        return Finding("model", State.FAILING, str(error).rstrip("."), "Look at PROHORI_MODEL_DIR, or leave it unset.")
    if chosen is None:
        return Finding("model", State.OK, own.version)
    try:
        folder = settings.models_dir
        if folder.exists() and not (folder.is_dir() and os.access(folder, os.R_OK | os.W_OK | os.X_OK)):
            raise PermissionError(f"the folder {folder} cannot be written")
        # Elsewhere: what lies in the folder belongs to who runs the service, who may be another than asks here.
        with TemporaryDirectory() as elsewhere:
            load_kept(Path(elsewhere), chosen, lambda: parts.database.read(lambda unit: models.fetch(unit, chosen)))
    except (ArtifactInvalid, ModelNotFound, OSError) as error:
        said = f"{chosen} is in use, but cannot be loaded here: {str(error).rstrip('.')}"
        return Finding("model", State.FAILING, said, f"Until then {own.version} judges; `prohori models back` ends it.")
    return Finding("model", State.OK, f"{chosen}, put in use in place of {own.version}")
