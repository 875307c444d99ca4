"""Domain errors carry what their handler needs."""

import copy
import inspect

import pytest

from policy import errors
from policy.errors import BacklogFull, DomainError, Fault, MoveNotAllowed, RulesetInvalid, StaleDecision
from policy.states import Status

ERRORS = [each for _, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, DomainError)]


@pytest.mark.parametrize("error", ERRORS)
def test_every_domain_error_says_when_it_is_raised(error: type[DomainError]) -> None:
    assert "raised" in (error.__doc__ or "").lower()


def test_a_stale_decision_names_what_stands_now_and_who_decided() -> None:
    error = StaleDecision(Status.REJECTED, 4, "Rahima")
    assert (error.current_status, error.current_version, error.decided_by) == (Status.REJECTED, 4, "Rahima")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (StaleDecision(Status.HELD, 3, None), "the comment is now held, version 3"),
        (
            MoveNotAllowed(Status.DELETED, Status.APPROVED),
            "a comment that is deleted cannot become approved this way",
        ),
        (BacklogFull(30), "too many comments are waiting; try again in 30 s"),
        (RulesetInvalid((Fault("", "bad"), Fault("/mode", "odd"))), "(whole document): bad; /mode: odd"),
    ],
)
def test_an_error_reads_as_a_sentence(error: DomainError, sentence: str) -> None:
    assert str(error) == sentence


@pytest.mark.parametrize("error", [StaleDecision(Status.HELD, 3, None), BacklogFull(retry_after_seconds=30)])
def test_an_error_survives_being_copied(error: DomainError) -> None:
    assert vars(copy.copy(error)) == vars(error)
