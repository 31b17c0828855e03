"""Errors as RFC 9457 problem details: one translation, for whatever a verb, the framework or the database raises."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response

from coalition.errors import ActRefused, Busy, Conflict, Invalid, KeyReused, NotAllowed, TooCostly

log = structlog.get_logger()
MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = 2  # seconds
_STATUS: dict[type[ActRefused], int] = {
    Invalid: 400,
    NotAllowed: 403,
    Conflict: 409,
    KeyReused: 422,
    TooCostly: 422,
    Busy: 503,
}
TITLES = {
    400: _("The request is not understood"),
    401: _("Sign in first"),
    403: _("Not allowed"),
    404: _("Nothing here"),
    405: _("Not done with this method"),
    406: _("Not available in this format"),
    409: _("The state of things has moved on"),
    413: _("Too large"),
    415: _("Send JSON"),
    422: _("Understood, and not done"),
    429: _("Too many requests"),
    500: _("An error of ours"),
    503: _("Busy: try again"),
}


@dataclass(frozen=True)
class Problem:
    """What went wrong: `code` for programs, `detail` for people, `errors` for each input that is to blame."""

    status: int
    code: str
    detail: str
    errors: tuple[tuple[str | None, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self, instance: str) -> Response:
        """Return it as an answer to the request for `instance`."""
        data = {
            "type": f"urn:concert:problem:{self.code}",
            "title": str(TITLES.get(self.status, TITLES[400])),
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
            "code": self.code,
            "errors": [{"field": name, "detail": detail} for name, detail in self.errors],
        }
        return Response(data, status=self.status, content_type=MEDIA_TYPE, headers=dict(self.headers))


def problem_response(error: Exception, context: Mapping[str, Any]) -> Response:
    """Return the answer to a request that raised `error`. What nobody foresaw is logged and told as a 500."""
    request = context["request"]
    problem = _problem_of(error)
    if problem.status >= 500 and not isinstance(error, ActRefused):
        log.exception("api_failed", path=request.path, exc_info=error)
    if problem.status == 500:
        got_request_exception.send(sender=type(context["view"]), request=request)
    return problem.response(request.path)


def _problem_of(error: Exception) -> Problem:
    if isinstance(error, ActRefused):
        return _refused(error)
    if isinstance(error, Http404):
        return Problem(404, "not_found", str(_("There is nothing here, or nothing that you may read.")))
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, exceptions.APIException):
        return _framework(error)
    if isinstance(error, RequestDataTooBig):
        return Problem(413, "too_large", str(_("The request is too large.")))
    if isinstance(error, SuspiciousOperation):
        return Problem(400, "suspicious", str(_("The request is not understood.")))
    if isinstance(error, OperationalError | InterfaceError):
        return _refused(Busy("unavailable", _("The register cannot be reached. Send it again in a moment.")))
    return Problem(500, "error", str(_("Something failed on our side. Nothing is known to be recorded.")))


def _refused(error: ActRefused) -> Problem:
    status = next(status for kind, status in _STATUS.items() if isinstance(error, kind))
    errors = tuple((fault.field, str(fault)) for fault in error.faults if fault.field)
    headers = {"Retry-After": str(RETRY_AFTER)} if status == 503 else {}
    return Problem(status, error.code, str(error), errors, headers)


def _framework(error: exceptions.APIException) -> Problem:
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = str(error.auth_header)  # type: ignore[attr-defined]  # set by the view
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(math.ceil(error.wait))  # type: ignore[attr-defined]  # of Throttled
    if isinstance(error, exceptions.ValidationError):
        errors = tuple(_flat(error.detail))
        return Problem(error.status_code, "invalid", errors[0][1] if errors else "", errors, headers)
    return Problem(error.status_code, str(error.get_codes()), str(error.detail), headers=headers)


def _flat(detail: Any, path: str = "") -> Iterator[tuple[str | None, str]]:
    """Yield each message with the path of its field, such as `facts.0`."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            here = "" if name == "non_field_errors" else str(name)
            yield from _flat(inner, ".".join(part for part in (path, here) if part))
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list)
            yield from _flat(inner, f"{path}.{index}" if nested else path)
    else:
        yield path or None, str(detail)
