"""What can go wrong in setting up and following deliveries. See policy.errors."""

from policy.errors import DomainError, Fault


class EndpointNotFound(DomainError):
    """Raised when the site has no such endpoint; one of another site counts as none."""


class TooManyEndpoints(DomainError):
    """Raised when the site has as many endpoints as it may. most: how many."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most

    def __str__(self) -> str:
        return f"a site may have {self.most} endpoints"


class DestinationInvalid(DomainError):
    """Raised when an endpoint or article store cannot be used as it is described; `faults` names what is wrong."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        return "; ".join(f"{fault.pointer.lstrip('/')} {fault.message}" for fault in self.faults)


class EndpointDisabled(DomainError):
    """Raised when something is to be sent to an endpoint that is switched off."""


class DeadLetterNotFound(DomainError):
    """Raised when the site has no such dead letter."""


class NoOutsideStore(DomainError):
    """Raised when the site has no article store of its own."""


class ChangesForgotten(DomainError):
    """Raised when a cursor is older than the changes that are kept."""
