"""The ledger as a file: CSV for a spreadsheet, JSON with the entries themselves."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from frontend.ledger.words import Told
from proposals.ledger.canonical import timestamp
from proposals.ledger.models import Entry
from proposals.lists.cells import as_csv as table

MOST = 10_000  # entries in one file; more are asked for by dates


def as_csv(told: Iterable[Told], name: str) -> HttpResponse:
    """The sentences, one to a row. A cell that a spreadsheet would compute is made text."""
    header = [_("Entry"), _("When"), _("What"), _("By"), _("About"), _("Leaf"), _("Checkpoint")]
    rows = (
        [each.index, timestamp(each.at), each.sentence, each.by, each.about, each.leaf, each.covered] for each in told
    )
    return _file(table(header, rows), "text/csv; charset=utf-8", f"{name}.csv")


def as_json(entries: Iterable[Entry], told: Iterable[Told], name: str) -> HttpResponse:
    """The entries as they stand, each with its sentence."""
    rows = [
        {
            "index": entry.index,
            "kind": entry.kind,
            "subject": entry.subject,
            "at": timestamp(entry.at),
            "content": entry.content,
            "prev": entry.prev,
            "leaf": entry.leaf,
            "checkpoint": each.covered,
            "sentence": each.sentence,
        }
        for entry, each in zip(entries, told, strict=True)
    ]
    return _file(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "application/json", f"{name}.json")


def _file(content: str, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
