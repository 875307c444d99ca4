"""A reader writes: how it reads before it is sent, and sending it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Response

from moderation import articles
from moderation.judging import check
from moderation.submit import Posted, Submitted, submit
from policy.hints import HONEYPOT, HURRIED, INSISTED, UNPROVEN, joined
from service.embed.blueprint import blp
from service.embed.bodies import LanguageQuery, Written, WrittenIn
from service.embed.doors import address, for_readers, reader, site
from service.embed.wording import language, sentence
from service.http.context import parts, web
from service.http.json import json_response
from service.http.problems.problem import Refusal
from service.presenters import readers
from service.security import effort
from service.security.crowd import Doing
from service.security.readers import Reader


@blp.route("/<string:key>/articles/<article:article>/check", methods=["POST"])
@for_readers(Doing.CHECK)
@blp.arguments(LanguageQuery(), location="query")
@blp.arguments(Written())
@blp.response(200)
def post_check(body: dict[str, Any], query: dict[str, Any], article: str) -> Response:
    """Say how a text reads before it is sent; nothing of it is kept."""
    who = {"id": reader().id, "name": body.get("name")}
    checked = check(parts(), site().id, body["text"], author=who, language=None)
    speaks = language()
    return json_response(readers.warning(checked.verdict, lambda code: sentence(code, speaks)))


@blp.route("/<string:key>/articles/<article:article>/comments", methods=["POST"])
@for_readers(Doing.WRITE)
@blp.arguments(LanguageQuery(), location="query")
@blp.arguments(WrittenIn())
@blp.response(200)
@blp.problems(409)
def post_comment(body: dict[str, Any], query: dict[str, Any], article: str) -> Response:
    """Post a comment, judged before the answer: published, waiting for a moderator, or refused and why."""
    who = reader()
    hints = _noticed(body, who)
    done = post(who, article, body, hints)
    speaks = language()
    return json_response(readers.mine(done.comment, lambda code: sentence(code, speaks)))


def post(who: Reader, article: str, body: dict[str, Any], hints: list[str]) -> Submitted:
    """Store and judge what the reader wrote."""
    parent = body.get("parent")
    sent_as: UUID | None = body.get("id")
    posted = Posted(
        article=article,
        id=None if sent_as is None else f"embed-{sent_as}",
        text=body["text"],
        author={"id": who.id, "name": who.name or (body.get("name") or "").strip() or None, "ip": address()},
        parent_id=None if parent is None else str(parent),
        language=None,
        created_at=None,
        hints=joined(hints),
    )
    done = submit(parts(), site().id, posted, wait=True)
    place = urlsplit(body.get("url") or "")
    if f"{place.scheme}://{place.netloc}" in site().origins:
        articles.know_url(parts(), site().id, article, body["url"])
    return done


def suspicions(body: dict[str, Any], who: Reader) -> list[str]:
    """Return what speaks for a program. The site vouches for whom it signs for."""
    if who.is_signed:
        return []
    age = effort.age_of(parts(), site().id, body["form"])
    found = [] if web().crowd.is_calm(site().id, address()) and age is not None else [UNPROVEN]
    return found if age is None or age >= effort.LEAST_SECONDS else [*found, HURRIED]


def _noticed(body: dict[str, Any], who: Reader) -> list[str]:
    hints = [HONEYPOT] if body["website"].strip() else []
    if suspicions(body, who) and not hints:
        proof = body.get("proof")
        if proof is None or not effort.is_met(parts(), site().id, proof["seed"], proof["number"]):
            raise Refusal("effort-needed", "Ask for a challenge and send what meets it as `proof`.")
    return [*hints, INSISTED] if body["insisted"] else hints
