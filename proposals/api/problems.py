"""Errors as RFC 9457 problem details."""

from __future__ import annotations

from typing import Any


def problem_response(exc: Exception, context: dict[str, Any]) -> Any:
    from rest_framework.views import exception_handler

    return exception_handler(exc, context)
