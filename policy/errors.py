"""What can go wrong in the domain, named for the fact. Nothing here knows HTTP."""

from dataclasses import dataclass

from policy.states import Status


class DomainError(Exception):
    """The base of all below; never raised itself."""


class DatabaseUnavailable(DomainError):
    """Raised when the database could not be reached, was too busy, or could not write.

    Nothing of the unit was kept, unless the connection was lost in the very moment of the commit: then nobody knows.
    """


class BackupFailed(DomainError):
    """Raised when a backup could not be taken or put back; the message is a sentence without its full stop."""


class SiteNotFound(DomainError):
    """Raised when no site has the given id."""


class SiteExists(DomainError):
    """Raised when the slug of a new site is taken."""


class ModelNotFound(DomainError):
    """Raised when no classifier of that version is kept."""


class ModelUnfit(DomainError):
    """Raised when a classifier cannot be put in use; the message is a sentence that says why, without its full stop."""


class KeyNotFound(DomainError):
    """Raised when the site has no valid key of that number."""


class LabelNotFound(DomainError):
    """Raised when the site has no label of that number, or it was taken back already."""


class SecretNotFound(DomainError):
    """Raised when the site has no valid secret of that number."""


class TooManySecrets(DomainError):
    """Raised when a site has as many valid secrets of a wire as it may."""


class TooManyKeys(DomainError):
    """Raised when a name has two valid keys already: revoke one before making a third."""


class PersonNotFound(DomainError):
    """Raised when nobody who moderates has that address."""


class PersonExists(DomainError):
    """Raised when somebody with that address is known."""


class ArticleNotFound(DomainError):
    """Raised when the site has no such article; an article of another site counts as none."""


class NothingToAppeal(DomainError):
    """Raised when a comment is not refused, so that there is nothing to appeal against."""


class NotRefused(DomainError):
    """Raised when a statement of reasons is asked for a comment that is not refused."""


class AppealOfOwnDecision(DomainError):
    """Raised when a person is about to decide on an appeal against a decision of their own."""


class ArticleClosed(DomainError):
    """Raised when a comment is posted under an article that takes none any more."""


class CommentNotFound(DomainError):
    """Raised when the site has no such comment; a comment of another site counts as none."""


class AuthorNotFound(DomainError):
    """Raised when nobody of that id has written on the site."""


class BulkNotFound(DomainError):
    """Raised when the site has no such work on many comments."""


class ParentNotFound(DomainError):
    """Raised when the comment replied to does not exist under the same article."""


class DuplicateComment(DomainError):
    """Raised when a comment arrives under an id the site has already used for other content."""


class IdempotencyMismatch(DomainError):
    """Raised when an idempotency key comes back with a request other than its first one."""


class StaleDecision(DomainError):
    """Raised when the comment has changed since the version the decision was made on.

    current_status, current_version: what stands now. decided_by: who won, None when not known.
    """

    def __init__(self, current_status: Status, current_version: int, decided_by: str | None) -> None:
        super().__init__(current_status, current_version, decided_by)
        self.current_status = current_status
        self.current_version = current_version
        self.decided_by = decided_by

    def __str__(self) -> str:
        return f"the comment is now {self.current_status}, version {self.current_version}"


class MoveNotAllowed(DomainError):
    """Raised when the actor may not move a comment from the status it has to the one wanted."""

    def __init__(self, old: Status, new: Status) -> None:
        super().__init__(old, new)
        self.old = old
        self.new = new

    def __str__(self) -> str:
        return f"a comment that is {self.old} cannot become {self.new} this way"


class NothingToUndo(DomainError):
    """Raised when the last change of a comment is not a decision of the person who wants to take it back."""

    def __str__(self) -> str:
        return "the last change of this comment is no decision of this person, or was undone already"


class NotHeld(DomainError):
    """Raised when somebody wants to claim a comment that does not wait for a person. status: where it stands."""

    def __init__(self, status: Status) -> None:
        super().__init__(status)
        self.status = status

    def __str__(self) -> str:
        return f"the comment is {self.status}; only what is held can be claimed"


class ClaimHeld(DomainError):
    """Raised when another person has claimed the comment. holder: who; until: when that ends, microseconds."""

    def __init__(self, holder: str, until: int) -> None:
        super().__init__(holder, until)
        self.holder = holder
        self.until = until


class BacklogFull(DomainError):
    """Raised when too many comments wait for the judge to take another.

    retry_after_seconds: when it is worth trying again.
    """

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(retry_after_seconds)
        self.retry_after_seconds = retry_after_seconds

    def __str__(self) -> str:
        return f"too many comments are waiting; try again in {self.retry_after_seconds} s"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a document: where (JSON pointer, RFC 6901; "" is the whole) and what."""

    pointer: str
    message: str


def pointer_part(key: object) -> str:
    """Return the key as one part of a JSON pointer (RFC 6901, section 3)."""
    return str(key).replace("~", "~0").replace("/", "~1")


class RulesetInvalid(DomainError):
    """Raised when a site's rules cannot be read; `faults` names everything that is wrong, at least one."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        return "; ".join(f"{fault.pointer or '(whole document)'}: {fault.message}" for fault in self.faults)


class RulesetMoved(DomainError):
    """Raised when somebody else stored a version of the site's rules at the same moment."""


class EntryInvalid(DomainError):
    """Raised when an entry of a word list cannot be taken; `faults` names everything that is wrong, at least one."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        return "; ".join(fault.message for fault in self.faults)


class EntriesInvalid(DomainError):
    """Raised when some of many entries cannot be taken; none is stored then. by_place: what is wrong, by its place."""

    def __init__(self, by_place: dict[int, EntryInvalid]) -> None:
        super().__init__(by_place)
        self.by_place = by_place

    def __str__(self) -> str:
        return "; ".join(f"entry {place + 1} {error}" for place, error in self.by_place.items())


class EntryExists(DomainError):
    """Raised when the site's list holds the same entry already."""


class EntryNotFound(DomainError):
    """Raised when the site's list holds no such entry; one that was removed, or is another site's, counts as none."""


class ListFull(DomainError):
    """Raised when the site's list can take no more entries of that kind. most: how many it may hold."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most

    def __str__(self) -> str:
        return f"the list holds {self.most} of them already, as many as it may"
