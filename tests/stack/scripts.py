"""Python in a stack's environment, one script after another in one process: to start one takes seconds of a core.

Run as a module it is that process: it reads a script a line, as JSON, and answers with what the script printed.
"""

from __future__ import annotations

import io
import json
import os
import select
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stdout
from pathlib import Path
from traceback import format_exc
from typing import TextIO

PATIENCE = 120.0


class Scripts:
    """Starts with the first script; ends with its stack, or with the tests."""

    def __init__(self, *, env: Mapping[str, str], cwd: Path) -> None:
        self.env = dict(env)
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            cwd=cwd, env=self.env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def run(self, code: str) -> str:
        """Return what the script printed; an error of it is an error of the test."""
        asked, answers = self._process.stdin, self._process.stdout
        assert asked and answers
        asked.write(json.dumps(code) + "\n")
        asked.flush()
        ready, _, _ = select.select([answers], [], [], PATIENCE)
        line = answers.readline() if ready else ""
        assert line, f"a script gave no answer within {PATIENCE:.0f} s:\n{code}"
        printed, failed = json.loads(line)
        assert not failed, failed
        return str(printed)

    def stop(self) -> None:
        self._process.kill()
        self._process.communicate()


def main(asked: TextIO, answers: TextIO) -> None:
    """Run each script in names of its own, those of `manage.py shell`, and on connections of its own."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coalition.config.settings")  # as manage.py does
    django.setup()
    from django.core.management.commands.shell import Command
    from django.db import connections

    names = Command().get_namespace(verbosity=0)
    for line in asked:
        printed, failed = io.StringIO(), ""
        try:
            with redirect_stdout(printed):
                exec(json.loads(line), dict(names))  # noqa: S102 - it is what this process is for
        except BaseException:
            failed = format_exc()
        finally:
            connections.close_all()
        answers.write(json.dumps([printed.getvalue().strip(), failed]) + "\n")
        answers.flush()


if __name__ == "__main__":
    answers, sys.stdout = sys.stdout, sys.stderr  # whatever prints past a script spoils no answer
    main(sys.stdin, answers)
