"""Whatever stands in a file, the verifier answers: fine, wrong or unreadable, and never by falling over."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proposals.export.bundling import export_coalition, export_division
from tests.factories import a_coalition
from tests.proposals.export.forging import Forgery
from tests.proposals.export.verifying import decided, verified, write

pytestmark = pytest.mark.django_db
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8) | st.sampled_from(["0" * 64, "yes"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture
def exports(tmp_path: Path) -> list[list[dict[str, Any]]]:
    """The lines of a whole record, and of one vote."""
    body = a_coalition(weights={"population": {"DE": 84, "FR": 68, "GB": 69}})
    division = decided(body, DE="yes", FR="no", GB="yes")
    files = [write(export, tmp_path) for export in (export_coalition(body.coalition),)]
    lines = [Forgery(path).lines for path in files]
    return [*lines, Forgery(write(export_division(division), tmp_path)).lines]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value inside a value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, item in inside for found in places(item, (*path, key)))]


def put(value: Any, path: tuple[Any, ...], new: Any) -> None:
    for key in path[:-1]:
        value = value[key]
    value[path[-1]] = new


@settings(max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_anything_anywhere(data: st.DataObject, exports: Any, tmp_path: Path) -> None:
    lines = copy.deepcopy(data.draw(st.sampled_from(exports)))
    for _ in range(data.draw(st.integers(1, 3))):
        line = data.draw(st.sampled_from(lines))
        found = [path for path in places(line) if path]
        put(line, data.draw(st.sampled_from(found)), data.draw(JSON))
    path = tmp_path / "hostile.jsonl"
    path.write_text(
        "".join(json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n" for line in lines)
    )
    report = verified(path)
    assert report.stopped or report.said["entries"] >= 0
    assert all("\n" not in finding["message"] for finding in report.findings)


@settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_bytes_anywhere(data: st.DataObject, exports: Any, tmp_path: Path) -> None:
    path = tmp_path / "hostile.jsonl"
    whole = Forgery(data.draw(st.sampled_from(exports))).write(path).read_bytes()
    at = data.draw(st.integers(0, len(whole)))
    path.write_bytes(whole[:at] + data.draw(st.binary(max_size=6)) + whole[at + data.draw(st.integers(0, 6)) :])
    report = verified(path)
    assert report.stopped or report.said["entries"] >= 0


@given(document=JSON)
@settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_anything_for_a_receipt_or_a_checkpoint(document: Any, exports: Any, tmp_path: Path) -> None:
    export, aside = Forgery(exports[0]).write(tmp_path / "export.jsonl"), tmp_path / "aside.json"
    for whole in (document, {"statement": document, "signature": "00"}):
        aside.write_text(json.dumps(whole))
        assert verified(export, receipts=(aside,)).stopped
        assert verified(export, checkpoints=(aside,)).stopped
