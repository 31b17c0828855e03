"""The examples of `docs/api.md` run as they stand, against a real server."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.flows.client import assemble
from tests.stack.stacks import Stack

pytestmark = pytest.mark.stack
GUIDE = Path(__file__).parents[3] / "docs" / "api.md"


def test_the_examples_run(sqlite_stack: Stack):
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("there is no curl")
    body = assemble(sqlite_stack, "DE FR GB")
    values = {
        "SITE": sqlite_stack.url,
        "TOKEN": body["FR"].token,
        "SECRETARIAT_TOKEN": body["secretariat"].token,
        "COALITION": body.slug,
        "DIVISION": str(body.open(datetime.now(UTC) + timedelta(hours=1))),
        "PROPOSAL": str(body.propose()),
    }
    time.sleep(1)  # a note is said to be received in a whole second: none that began before the vote was opened
    examples = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert len(examples) >= 7
    for example in examples:
        ran = subprocess.run(
            ["sh", "-euc", example], env=os.environ | values, capture_output=True, text=True, timeout=30, check=False
        )
        assert ran.returncode == 0, (example, ran.stdout, ran.stderr)
        assert json.loads(ran.stdout), example
    ballots = body["FR"].get("/me/ballots/")["results"]
    assert [ballot["position"] for ballot in ballots] == ["yes"]
