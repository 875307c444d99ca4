"""A small OpenID provider of our own: discovery, codes with PKCE, signed ID tokens, over real HTTP."""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

CLIENT, SECRET = "prohori-desk", "a secret of the desk"


class Provider:
    """Who is signed in at the provider is what `claims` says. refuses: the person says no."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        self.refuses = False
        self.signs_with_another_key = False
        self.issuer = ""
        self._codes: dict[str, dict[str, str]] = {}
        self._key = RSAKey.generate_key(2048, parameters={"kid": "one"})
        self._other = RSAKey.generate_key(2048, parameters={"kid": "one"})
        self.app = Flask("provider")
        self.app.add_url_rule("/.well-known/openid-configuration", view_func=self._discovery)
        self.app.add_url_rule("/authorize", view_func=self._authorize)
        self.app.add_url_rule("/token", view_func=self._token, methods=["POST"])
        self.app.add_url_rule("/keys", view_func=self._keys)

    def _discovery(self) -> Response:
        return jsonify(
            issuer=self.issuer,
            authorization_endpoint=f"{self.issuer}/authorize",
            token_endpoint=f"{self.issuer}/token",
            jwks_uri=f"{self.issuer}/keys",
            response_types_supported=["code"],
            subject_types_supported=["public"],
            id_token_signing_alg_values_supported=["RS256"],
            code_challenge_methods_supported=["S256"],
        )

    def _authorize(self) -> Any:
        asked = request.args
        if self.refuses:
            back = {"error": "access_denied", "state": asked["state"]}
        else:
            code = secrets.token_urlsafe(8)
            self._codes[code] = dict(asked)
            back = {"code": code, "state": asked["state"]}
        return redirect(f"{asked['redirect_uri']}?{urlencode(back)}")

    def _token(self) -> Any:
        asked = self._codes.pop(request.form["code"], None)
        digest = hashlib.sha256(request.form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        user = request.authorization
        client = (user.username, user.password) if user else (None, None)
        if asked is None or challenge != asked["code_challenge"] or client != (CLIENT, SECRET):
            return jsonify(error="invalid_grant"), 400
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": "1", "iat": now, "exp": now + 60, "nonce": asked["nonce"]}
        key = self._other if self.signs_with_another_key else self._key
        token = jwt.encode({"alg": "RS256", "kid": "one"}, {**claims, **self.claims}, key)
        return jsonify(access_token="opaque", token_type="Bearer", expires_in=60, id_token=token)

    def _keys(self) -> Response:
        return jsonify(keys=[self._key.as_dict(private=False)])


@contextmanager
def provider() -> Iterator[Provider]:
    """Run a provider on a free port of this machine."""
    found = Provider()
    server = make_server("127.0.0.1", 0, found.app, threaded=True)
    found.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()
