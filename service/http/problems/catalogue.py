"""Every type of problem that an answer can name: its status, and a page that explains it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One type of problem (RFC 9457). help: what the caller can do, for the page /problems/<name>."""

    name: str
    status: int
    title: str
    help: str


CATALOGUE: Final = {
    one.name: one
    for one in (
        ProblemType(
            "malformed-json",
            400,
            "The body is not JSON",
            "Send one JSON value in UTF-8; the detail says where it breaks.",
        ),
        ProblemType(
            "bad-request", 400, "The request cannot be read", "Check the request line, header fields and encoding."
        ),
        ProblemType(
            "missing-key",
            401,
            "A key is needed",
            "Send the header 'Authorization: Bearer <key>'. `prohori keys create` makes one.",
        ),
        ProblemType(
            "wrong-key", 401, "The key is not valid", "Check for a cut-off key; it may have expired or been revoked."
        ),
        ProblemType("signed-out", 401, "Nobody is signed in", "The session has ended: sign in again."),
        ProblemType(
            "missing-reader",
            401,
            "Nobody says who reads",
            "Send the header 'Authorization: Bearer <token or secret>'; the widget does so by itself.",
        ),
        ProblemType(
            "wrong-reader",
            401,
            "The reader is not known",
            "The token must be signed HS256 with a secret of `prohori readers add`, with `sub` and `exp`.",
        ),
        ProblemType(
            "wrong-origin",
            403,
            "The page may not do this",
            "Let the site's pages in: `prohori sites origins SITE --origin https://news.example`.",
        ),
        ProblemType(
            "effort-needed",
            428,
            "The browser must show an effort",
            "Ask /embed/<key>/challenge and send the number that meets it as `proof`; the widget does so by itself.",
        ),
        ProblemType("missing-scope", 403, "The key may not do this", "Use a key with the scope named in the detail."),
        ProblemType(
            "entry-not-found", 404, "No such entry", "It was removed, never existed, or belongs to another site."
        ),
        ProblemType(
            "not-found", 404, "There is nothing here", "Check the path. Ids of another site are not found either."
        ),
        ProblemType(
            "site-not-found", 404, "No such site", "The public key in the address is not, or no longer, that of a site."
        ),
        ProblemType(
            "article-not-found", 404, "No such article", "Describe it first with PUT, or post a comment under it."
        ),
        ProblemType(
            "comment-not-found", 404, "No such comment", "It was deleted, never existed, or belongs to another site."
        ),
        ProblemType("author-not-found", 404, "No such author", "Nobody of that id has written on this site."),
        ProblemType("bulk-not-found", 404, "No such work", "It never existed, or belongs to another site."),
        ProblemType("endpoint-not-found", 404, "No such endpoint", "It was removed, or belongs to another site."),
        ProblemType(
            "dead-letter-not-found", 404, "No such dead letter", "It was sent again or dropped, or is another site's."
        ),
        ProblemType(
            "method-not-allowed", 405, "This method does not work here", "The header Allow names those that do."
        ),
        ProblemType(
            "article-closed",
            409,
            "The article takes no comments",
            "PUT the article with comments 'open' to allow them again.",
        ),
        ProblemType(
            "duplicate-comment",
            409,
            "The id is taken by another comment",
            "Ids are for ever: use a new one for new content.",
        ),
        ProblemType(
            "entry-exists", 409, "The entry is on the list already", "Remove it first to give it another action."
        ),
        ProblemType(
            "list-full", 409, "The list is full", "A site may have 5,000 entries, 100 of them patterns. Remove some."
        ),
        ProblemType(
            "idempotency-mismatch",
            409,
            "The Idempotency-Key was used for another request",
            "Use a new key for each new request.",
        ),
        ProblemType(
            "nothing-to-undo", 409, "There is nothing to undo", "Only the last change can be undone, by who made it."
        ),
        ProblemType(
            "claim-held", 409, "Somebody else has claimed it", "Take another comment, or wait until their time is over."
        ),
        ProblemType(
            "not-held", 409, "The comment is not held", "Only a comment that waits for a person can be claimed."
        ),
        ProblemType(
            "nothing-to-appeal",
            409,
            "There is nothing to appeal against",
            "Only a refused comment can be appealed for.",
        ),
        ProblemType(
            "not-refused", 409, "The comment is not refused", "There is a statement of reasons for refusals alone."
        ),
        ProblemType(
            "appeal-of-own-decision",
            409,
            "Another person must decide",
            "An appeal is not decided by who decided before.",
        ),
        ProblemType(
            "stale-decision",
            409,
            "The comment was changed meanwhile",
            "Read the comment again; the detail says what stands now.",
        ),
        ProblemType(
            "move-not-allowed",
            409,
            "The comment cannot change that way",
            "docs/api.md has the table of allowed changes.",
        ),
        ProblemType(
            "policy-moved", 409, "The rules were changed at the same moment", "Read them again, then repeat the change."
        ),
        ProblemType(
            "endpoint-disabled", 409, "The endpoint is switched off", "Switch it on first: PATCH it with enabled true."
        ),
        ProblemType("too-many-endpoints", 409, "The site has as many endpoints as it may", "Remove one first."),
        ProblemType("no-outside-store", 409, "The site has no article store of its own", "PUT /v1/store names one."),
        ProblemType(
            "changes-forgotten",
            410,
            "The changes after this cursor are no longer kept",
            "Begin again without a cursor, and bring your copy in line with `prohori articles reconcile`.",
        ),
        ProblemType("body-too-large", 413, "The body is too large", "At most 1 MiB is read; split a batch."),
        ProblemType(
            "unsupported-encoding", 415, "Compressed bodies are not read", "Send the body without Content-Encoding."
        ),
        ProblemType(
            "unsupported-media-type", 415, "The body must be JSON", "Send the header 'Content-Type: application/json'."
        ),
        ProblemType(
            "invalid-input", 422, "Some fields are not right", "`errors` names each field and what is wrong with it."
        ),
        ProblemType(
            "parent-not-found",
            422,
            "The comment replied to is not there",
            "parent_id must be our id of a comment under the same article.",
        ),
        ProblemType(
            "invalid-policy",
            422,
            "The rules are not right",
            "`errors` names each fault; docs/policy.md explains the form.",
        ),
        ProblemType(
            "invalid-destination",
            422,
            "The endpoint or article store cannot be used",
            "`errors` says what is wrong with its address, or what it answered when it was tried.",
        ),
        ProblemType("too-many-requests", 429, "Too many requests with this key", "Wait as long as Retry-After says."),
        ProblemType(
            "internal-error",
            500,
            "Something broke on our side",
            "Nothing was half-stored. Report the request_id to whoever runs this service.",
        ),
        ProblemType(
            "backlog-full", 503, "Too many comments are waiting", "Nothing was stored. Try again after Retry-After."
        ),
        ProblemType(
            "database-unavailable",
            503,
            "The database cannot be reached",
            "It is not stored, or the answer was lost just when it was. Send it again after Retry-After, with your own "
            "id or the same Idempotency-Key: then it is stored once.",
        ),
        ProblemType("not-ready", 503, "The service is not ready", "`errors` names what fails."),
    )
}
