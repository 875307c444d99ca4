"""The real WordPress and MariaDB for the tests: Debian's packages, started on ports and sockets of their own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from runtime.embedded import free_port

SOURCE = Path("/usr/share/wordpress")
STARTS_WITHIN = 60.0

_CONFIG = """<?php
define('DB_NAME', 'wordpress');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{socket}');
define('DB_CHARSET', 'utf8mb4');
define('WP_ENVIRONMENT_TYPE', 'local');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_SITEURL', '{url}');
define('WP_HOME', '{url}');
foreach (['AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY',
          'AUTH_SALT', 'SECURE_AUTH_SALT', 'LOGGED_IN_SALT', 'NONCE_SALT'] as $name) define($name, 'tests only');
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""
_INSTALL = """<?php
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = '127.0.0.1';
require 'wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Khobor', 'editor', 'editor@khobor.example', false, '', 'not-a-secret');
update_option('comment_previously_approved', 0);
update_option('permalink_structure', '');
$made = WP_Application_Passwords::create_new_application_password(1, ['name' => 'prohori']);
$reader = wp_insert_user(['user_login' => 'reader', 'user_pass' => 'not-a-secret', 'user_email' => 'r@khobor.example']);
$weak = WP_Application_Passwords::create_new_application_password($reader, ['name' => 'prohori']);
echo json_encode(['password' => $made[0], 'weak' => $weak[0]]);
"""


class WordPressNotFound(Exception):
    """WordPress, PHP or MariaDB is not installed."""


@dataclass
class Maria:
    """A MariaDB that listens on a port and a socket. url: with user and password, for a database of that name."""

    port: int
    socket: Path

    def run(self, statement: str, database: str = "") -> str:
        return subprocess.run(
            ["mariadb", "--no-defaults", f"--socket={self.socket}", "-uroot", "-N", "-B", "-e", statement, database],
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def url(self, database: str) -> str:
        return f"mysql://site:not-a-secret@127.0.0.1:{self.port}/{database}"


@dataclass
class WordPress:
    """A running blog. password: the application password of its editor; weak: of a user who may only read.

    root: the folder of its files.
    """

    url: str
    password: str
    weak: str
    maria: Maria
    root: Path

    def call(self, method: str, route: str, **options: Any) -> httpx.Response:
        query = {"rest_route": f"/wp/v2{route}", **options.pop("query", {})}
        auth = ("editor", self.password)
        return httpx.request(method, f"{self.url}/", params=query, auth=auth, timeout=20, **options)

    def export(self) -> bytes:
        """The file that Tools, Export writes, by WordPress' own code."""
        words = "require 'wp-load.php'; require 'wp-admin/includes/export.php'; export_wp();"
        return subprocess.run(["php", "-r", words], cwd=self.root, check=True, capture_output=True).stdout

    def post(self, slug: str) -> int:
        said = {"title": slug, "slug": slug, "content": "খবর", "status": "publish", "comment_status": "open"}
        answer = self.call("POST", "/posts", json=said)
        assert answer.status_code == 201, answer.text
        return int(answer.json()["id"])

    def comments(self, post: int, status: str = "approve") -> list[dict[str, Any]]:
        query = {"post": post, "status": status, "context": "edit", "per_page": 100, "order": "asc", "orderby": "id"}
        answer = self.call("GET", "/comments", query=query)
        assert answer.status_code == 200, answer.text
        return list(answer.json())


@contextmanager
def maria_server(folder: Path) -> Iterator[Maria]:
    """Start MariaDB on a folder of its own; the user site may do everything, from this machine."""
    if not shutil.which("mariadbd") and not Path("/usr/sbin/mariadbd").exists():
        raise WordPressNotFound("mariadb-server is not installed")
    data, socket, port = folder / "maria", folder / "maria.sock", free_port()
    user = [f"--user={os.environ.get('USER', 'root')}"] if os.geteuid() == 0 else []
    subprocess.run(
        ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--skip-test-db", *user],
        check=True,
        capture_output=True,
    )
    server = subprocess.Popen(
        [shutil.which("mariadbd") or "/usr/sbin/mariadbd", "--no-defaults", f"--datadir={data}", f"--socket={socket}",
         f"--port={port}", "--bind-address=127.0.0.1", "--innodb-flush-log-at-trx-commit=0", "--skip-log-bin", *user],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    maria = Maria(port, socket)
    try:
        _eventually(lambda: maria.run("SELECT 1"))
        maria.run("CREATE USER site@'127.0.0.1' IDENTIFIED BY 'not-a-secret'; GRANT ALL ON *.* TO site@'127.0.0.1'")
        yield maria
    finally:
        server.terminate()
        server.wait(30)


@contextmanager
def wordpress_server(folder: Path, maria: Maria) -> Iterator[WordPress]:
    """Install WordPress in a folder of its own and serve it."""
    if not SOURCE.exists() or not shutil.which("php"):
        raise WordPressNotFound("wordpress or php-cli is not installed")
    root, port = folder / "wordpress", free_port()
    url = f"http://127.0.0.1:{port}"
    shutil.copytree(SOURCE, root, symlinks=False, ignore_dangling_symlinks=True)
    maria.run("CREATE DATABASE wordpress CHARACTER SET utf8mb4")
    (root / "wp-config.php").write_text(_CONFIG.format(socket=maria.socket, url=url))
    (root / "install.php").write_text(_INSTALL)
    said = subprocess.run(["php", "install.php"], cwd=root, check=True, capture_output=True, text=True).stdout
    made = json.loads(said[said.rindex("{") :])
    (root / "install.php").unlink()
    server = subprocess.Popen(
        ["php", "-S", f"127.0.0.1:{port}", "-t", str(root)],
        env={**os.environ, "PHP_CLI_SERVER_WORKERS": "4"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _eventually(lambda: urllib.request.urlopen(f"{url}/?rest_route=/", timeout=10).read())
        yield WordPress(url, made["password"], made["weak"], maria, root)
    finally:
        os.killpg(server.pid, 15)
        server.wait(30)


def _eventually(works: Any) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            works()
            return
        except Exception:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
