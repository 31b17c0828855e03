"""What a verb raises when it refuses an act. Pages, API and command line each translate these once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.utils.functional import Promise

T = TypeVar("T")


class ActRefused(Exception):
    """An act was refused and nothing was done.

    `code` is for programs and stays stable; `message` is for people, in their language; `field` names the input that
    is to blame, where one is.
    """

    def __init__(self, code: str, message: str | Promise, *, field: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)

    @property
    def faults(self) -> tuple[ActRefused, ...]:
        """What is wrong, each with its field: only itself, unless several inputs were."""
        return (self,)


class Invalid(ActRefused):
    """What was given makes no sense, whoever gives it. `also` is what else was wrong with it."""

    also: tuple[Invalid, ...] = ()

    @property
    def faults(self) -> tuple[ActRefused, ...]:
        """This one, and whatever else was wrong."""
        return (self, *self.also)


class Checking:
    """Checks input by input, so that all that is wrong is said at once.

    `title = checking.of(_checked_title, title)`, and so on; then `checking.done()`, which raises what was found.
    """

    def __init__(self) -> None:
        self._found: list[Invalid] = []

    def of(self, check: Callable[..., T], *given: object) -> T:
        """Return what `check` makes of the input. After a fault it is unusable: `done` does not return then."""
        try:
            return check(*given)
        except Invalid as fault:
            self._found.append(fault)
            return given[0]  # type: ignore[return-value]

    def done(self) -> None:
        """Raise the first fault, with the others in it, when there was any."""
        if self._found:
            first, *others = self._found
            first.also = tuple(others)
            raise first


class NotAllowed(ActRefused):
    """This person may not do this."""


class Conflict(ActRefused):
    """It made sense, but the state of things has moved on."""


class KeyReused(ActRefused):
    """The idempotency key was used before for something else."""


class TooCostly(ActRefused):
    """It makes sense, but takes more work than one request is given: the message says what to simplify."""


class Busy(ActRefused):
    """Nothing is wrong; the database could not take the act in time. The same request can be sent again."""
