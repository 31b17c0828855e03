"""How many requests a caller of the API may make in a time."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from proposals.counting import Counter


class ByCaller(BaseThrottle):
    """Counts a person's requests, whatever tokens they use, and an unknown caller's by address."""

    waiting: float | None = None

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the request; tell whether it may go on."""
        if request.user.is_authenticated:
            self.waiting = Counter("person").add(str(request.user.pk))
        else:
            self.waiting = Counter("anonymous").add(str(self.get_ident(request)))
        return self.waiting is None

    def wait(self) -> float | None:
        """Return how many seconds to wait."""
        return self.waiting


class ByAnalyst(BaseThrottle):
    """Counts a person's analyses apart: each may keep a processor busy for about a second."""

    waiting: float | None = None

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the request; tell whether it may go on."""
        self.waiting = Counter("analysis").add(str(request.user.pk))
        return self.waiting is None

    def wait(self) -> float | None:
        """Return how many seconds to wait."""
        return self.waiting


class FailedSignIns(BaseThrottle):
    """Counts requests without a valid sign-in, by address; past the rate they are told to wait.

    A valid token is let in all the same: a delegation must be able to vote though a broken program behind the same
    address keeps knocking. Guessing 256 random bits is not what this holds off, but load and enumeration.
    """

    def wait_after(self, request: Request) -> float | None:
        """Count a failure; return the seconds to wait when there were too many."""
        return Counter("failed_sign_in").add(str(self.get_ident(request)))
