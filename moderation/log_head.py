"""The end of the decision log's chain on a sheet of its own, signed, to be kept where nobody can change it."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from runtime.clock import iso
from store.sealing import Head


class HeadUnfit(Exception):
    """A sheet or key cannot be used; the message is a sentence about it."""


def write(head: Head, *, now: int, key: Path | None) -> str:
    """Return the sheet: JSON with number, chain and moment; with a key (Ed25519, PEM) also its signature.

    now: microseconds. Raises HeadUnfit.
    """
    sheet: dict[str, Any] = {"log": "decisions", "number": head.number, "chain": head.chain, "at": iso(now)}
    if key is not None:
        sheet["signature"] = base64.b64encode(_private(key).sign(_signed(sheet))).decode()
    return orjson.dumps(sheet, option=orjson.OPT_INDENT_2).decode() + "\n"


def read(path: Path, *, public_key: Path | None) -> Head:
    """Return the end of the chain that a sheet names; with a key (PEM) only where the signature is that key's.

    Raises HeadUnfit.
    """
    try:
        sheet = orjson.loads(path.read_bytes())
        head = Head(number=int(sheet["number"]), chain=str(sheet["chain"]))
    except (ValueError, KeyError, TypeError) as error:
        raise HeadUnfit(f"{path} is no sheet of `prohori verify-log --write-head`") from error
    if public_key is not None:
        try:
            signature = base64.b64decode(str(sheet.pop("signature", "")), validate=True)
            _public(public_key).verify(signature, _signed(sheet))
        except (InvalidSignature, binascii.Error) as error:
            raise HeadUnfit(f"{path} was not signed by the key of {public_key}") from error
    return head


def _signed(sheet: dict[str, Any]) -> bytes:
    return orjson.dumps({name: sheet[name] for name in sorted(sheet) if name != "signature"})


def _private(path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise HeadUnfit(f"{path} is no private key in PEM without a password") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise HeadUnfit(f"{path} is a key of another kind: make one by `openssl genpkey -algorithm ed25519`")
    return key


def _public(path: Path) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(path.read_bytes())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise HeadUnfit(f"{path} is no public key in PEM") from error
    if not isinstance(key, Ed25519PublicKey):
        raise HeadUnfit(f"{path} is a key of another kind: make one by `openssl pkey -pubout`")
    return key
