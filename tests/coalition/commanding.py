"""Running a command as a person would: arguments in, status, output and error out."""

from __future__ import annotations

import json
import sys
from contextlib import redirect_stderr
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError


def run(*arguments: str) -> tuple[int, str, str]:
    """The exit status, what went to standard output, and the error."""
    out, err = StringIO(), StringIO()
    try:
        with redirect_stderr(err):
            call_command(*arguments, stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, out.getvalue(), err.getvalue() + str(error)
    except SystemExit as left:
        return int(left.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def answer(*arguments: str) -> Any:
    """The answer as JSON."""
    status, out, err = run(*arguments, "--json")
    assert not err, err
    assert status in (0, 1), status
    return json.loads(out)


PYTHON = sys.executable
