"""What a verb raises when it refuses an act. Pages, API and command line each translate these once."""

from __future__ import annotations

from django.utils.functional import Promise


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


class Invalid(ActRefused):
    """What was given makes no sense, whoever gives it."""


class NotAllowed(ActRefused):
    """This person may not do this."""


class Conflict(ActRefused):
    """It made sense, but the state of things has moved on."""


class KeyReused(ActRefused):
    """The idempotency key was used before for something else."""


class Busy(ActRefused):
    """Nothing is wrong; the database could not take the act in time. The same request can be sent again."""
