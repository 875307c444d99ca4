"""The examples as a site would run them: a Flask newspaper, static files, plain curl."""

from __future__ import annotations

import functools
import http.server
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import expect
from werkzeug.serving import make_server

from examples.flask_site import create_site
from tests.e2e.conftest import Stack
from tests.e2e.embed.conftest import Readers

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


@contextmanager
def served(server: http.server.HTTPServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_flask_newspaper_names_its_readers(readers: Readers, stack: Stack) -> None:
    secret = re.search(r"shown this once: (\S+)", stack.command("readers", "add", "demo"))
    assert secret is not None
    place = urlsplit(stack.elsewhere)
    site = create_site(prohori=stack.url, key=stack.page_key, secret=secret[1])
    with served(make_server(str(place.hostname), int(place.port or 0), site, threaded=True)):
        reader = readers(f"{stack.elsewhere}/setu-khola")
        reader.page.locator("input[name=name]").first.fill("মাহমুদা")
        reader.page.get_by_role("button", name="প্রবেশ").click()
        text = "সেতুটি চালু হওয়ায় হাসপাতালে যাওয়া সহজ হলো।"
        reader.widget.get_by_label("মন্তব্য লিখুন").fill(text)
        reader.widget.get_by_role("button", name="পাঠান").click()
        expect(reader.comment(text)).to_contain_text("মাহমুদা")
        expect(reader.widget.locator("form.writing").first).to_contain_text("মাহমুদা নামে লিখছেন")
        reader.page.goto(stack.elsewhere)
        expect(reader.page.locator("prohori-count").first).to_have_text("১")


def test_the_static_site_needs_two_words_replaced(readers: Readers, stack: Stack, tmp_path: Path) -> None:
    for page in (EXAMPLES / "static_site").iterdir():
        text = page.read_text(encoding="utf-8")
        said = text.replace("https://YOUR-PROHORI", stack.url).replace("PUBLIC-KEY", stack.page_key)
        (tmp_path / page.name).write_text(said, encoding="utf-8")
    place = urlsplit(stack.elsewhere)
    quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    handler = functools.partial(quiet, directory=str(tmp_path))
    with served(http.server.ThreadingHTTPServer((str(place.hostname), int(place.port or 0)), handler)):
        reader = readers(f"{stack.elsewhere}/article.html")
        reader.write("হাটের ছবিও দিলে ভালো হতো।")
        expect(reader.heading).to_have_text("মন্তব্য (১)")
        reader.page.goto(f"{stack.elsewhere}/index.html")
        expect(reader.page.locator("prohori-count").first).to_have_text("১")
        expect(reader.page.locator("prohori-count").nth(1)).to_have_text("০")


def test_the_life_of_a_comment_by_curl_alone(stack: Stack) -> None:
    environment = {**os.environ, "URL": stack.url, "KEY": stack.key}
    done = subprocess.run(
        [EXAMPLES / "comments.sh"], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.findall(r'"counts":\{"curl-1":(\d)\}', done.stdout) == ["1", "1"]
    assert "সিদ্ধান্তের কারণ" in done.stdout
    assert '"outcome":null' in done.stdout
