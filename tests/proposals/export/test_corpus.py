"""Malicious exports, each made out of a genuine one, and each caught by its name.

`naive`: somebody changes the file. `sly`: whoever holds the server and its key changes the record, chains and signs all
anew; what is left to find then is that an act was not lawful, or that an older checkpoint or a receipt tells otherwise.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from coalition.errors import Conflict
from proposals.export import verifier
from proposals.export.bundling import export_coalition, export_division
from proposals.ledger.canonical import fingerprint
from proposals.ledger.keys import current_key, new_key
from proposals.ledger.models import Entry
from proposals.ledger.statements import receipt_statement
from proposals.voting.models import Division
from tests.clocks import clock_at
from tests.factories import a_coalition, after_grace, cast, open_vote
from tests.proposals.export.forging import Forgery
from tests.proposals.export.verifying import as_a_stranger, settle, verified, write

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]


@pytest.fixture
def division() -> Division:
    """A vote with a changed ballot and a refused one, decided; another one before it."""
    body = a_coalition("DE FR GB IT PL", weights={"population": {"DE": 84, "FR": 68, "GB": 69, "IT": 59, "PL": 37}})
    first = open_vote(body)
    cast(first, body, "FR", "no")
    settle(first)
    vote = open_vote(body)
    for code, position in (("DE", "yes"), ("FR", "no"), ("GB", "yes"), ("PL", "no"), ("PL", "yes")):
        cast(vote, body, code, position)
    with clock_at(after_grace(vote)), pytest.raises(Conflict):
        cast(vote, body, "IT", "no")
    settle(vote)
    return vote


@pytest.fixture
def genuine(division: Division, tmp_path: Path) -> Path:
    return write(export_coalition(division.coalition), tmp_path, "genuine.jsonl")


@pytest.fixture
def forgery(genuine: Path, division: Division) -> Forgery:
    made = Forgery(genuine)
    made.subject = f"division:{division.pk}"  # type: ignore[attr-defined]
    return made


def findings(forgery: Forgery, tmp_path: Path, **asked: Any) -> list[tuple[str, int | None, str]]:
    report = verified(forgery.write(tmp_path / "forged.jsonl"), **asked)
    assert not report.stopped, report.stopped
    return [(found["kind"], found["entry"], found["message"]) for found in report.findings]


def told(found: list[tuple[str, int | None, str]], kind: str, entry: int | None, *words: str) -> None:
    """Check that this entry is named, with what is wrong about it."""
    named = [message for k, e, message in found if (k, e) == (kind, entry)]
    assert named, found
    assert any(all(word in message for word in words) for message in named), named
    if entry is not None:
        assert all(message.startswith(f"entry {entry}: ") for message in named)


def ballots(forgery: Forgery, member: str) -> list[dict[str, Any]]:
    return [e for e in forgery.all("ballot_cast", member=member) if e["subject"] == forgery.subject]  # type: ignore[attr-defined]


def of(forgery: Forgery, kind: str) -> dict[str, Any]:
    """The vote's entry of a kind."""
    return next(e for e in forgery.all(kind) if e["subject"] == forgery.subject)  # type: ignore[attr-defined]


def other(position: str) -> str:
    return "no" if position == "yes" else "yes"


# --- naive -----------------------------------------------------------------------------------------------------------


def test_the_genuine_one_is_fine(genuine):
    assert verified(genuine).findings == []
    assert verified(genuine, key=current_key().id).fine
    assert verified(genuine, key=current_key().public).fine


def test_a_flipped_ballot(forgery, tmp_path):
    ballot = ballots(forgery, "PL")[-1]
    ballot["body"]["position"] = other(ballot["body"]["position"])
    told(findings(forgery, tmp_path), "chain", ballot["index"], "was changed or replaced")


def test_a_replaced_nonce(forgery, tmp_path):
    ballot = ballots(forgery, "DE")[0]
    ballot["nonce"] = "00" * 16
    told(findings(forgery, tmp_path), "chain", ballot["index"], "was changed or replaced")


def test_a_nonce_that_is_none(forgery, tmp_path):
    ballot = ballots(forgery, "DE")[0]
    ballot["nonce"] = ""
    told(findings(forgery.resigned(), tmp_path), "nonce", ballot["index"], "16 bytes")


def test_a_dropped_ballot(forgery, tmp_path):
    ballot = ballots(forgery, "DE")[0]
    forgery.drop(ballot)
    found = findings(forgery, tmp_path)
    told(found, "missing", ballot["index"] + 1, f"entry {ballot['index']} is missing before it")


def test_a_duplicated_entry(forgery, tmp_path):
    ballot = ballots(forgery, "DE")[0]
    forgery.insert(dict(ballot), after=ballot)
    told(findings(forgery, tmp_path), "duplicate", ballot["index"], "comes twice")


def test_reordered_entries(forgery, tmp_path):
    one, two = ballots(forgery, "DE")[0], ballots(forgery, "FR")[0]
    here, there = forgery.at(one), forgery.at(two)
    forgery.lines[here], forgery.lines[there] = forgery.lines[there], forgery.lines[here]
    found = findings(forgery, tmp_path)
    told(found, "missing", two["index"], "missing before it")
    told(found, "order", one["index"], "out of order")


def test_an_entry_of_another_coalition(forgery, tmp_path):
    ballot = ballots(forgery, "DE")[0]
    ballot["coalition"] += 1
    told(findings(forgery.resigned(), tmp_path), "coalition", ballot["index"], "another coalition's")


def test_an_entry_that_is_not_canonical(genuine, tmp_path):
    lines = genuine.read_bytes().splitlines(keepends=True)
    at, index = next((n, json.loads(line)["entry"]["index"]) for n, line in enumerate(lines) if b"ballot_cast" in line)
    for changed in (
        lines[at].replace(b'{"entry":', b'{"entry": '),
        lines[at].replace(b'"kind":', b'"kind":"ballot_refused","kind":'),
        lines[at].replace(b'"ballot_cast"', b'"ballot\\u005fcast"'),
        lines[at].replace(b'{"entry":', b'{"beside":1,"entry":').replace(b'{"beside":1,"entry":', b'{"entry":')[:-2]
        + b',"x":1}\n',
    ):
        path = tmp_path / "spaced.jsonl"
        path.write_bytes(b"".join([*lines[:at], changed, *lines[at + 1 :]]))
        found = [(f["kind"], f["entry"], f["message"]) for f in verified(path).findings]
        told(found, "canonical", index, "not written as canonical JSON")


def test_a_changed_signature(forgery, tmp_path):
    signed = [line["checkpoint"] for line in forgery.lines if "checkpoint" in line][-1]
    signed["signature"] = "00" * 64
    told(findings(forgery, tmp_path), "signature", None, f"the checkpoint of {signed['statement']['size']} entries")


def test_entries_that_nobody_signed(forgery, tmp_path):
    places = [n for n, line in enumerate(forgery.lines) if "checkpoint" in line]
    size = forgery.lines[places[-2]]["checkpoint"]["statement"]["size"]
    del forgery.lines[places[-1]]
    told(findings(forgery, tmp_path), "unsigned", None, f"entries {size} to", "no checkpoint covers them")


def test_the_last_entries_left_out(forgery, tmp_path):
    forgery.lines = forgery.lines[:-4] + forgery.lines[-1:]
    told(findings(forgery, tmp_path), "missing", None, "announces other than")


def test_an_outcome_that_was_not_the_recorded_one(forgery, tmp_path):
    decision = of(forgery, "decision_recorded")
    forgery.outcome_of(decision)["bound"] = []
    told(findings(forgery, tmp_path), "outcome", decision["index"], "not the one recorded")


def test_an_outcome_that_follows_no_decision(forgery, tmp_path):
    forgery.lines.insert(-1, {"of": 3, "outcome": {}})
    told(findings(forgery, tmp_path), "outcome", None, "follows no decision")


# --- sly: acts that were not lawful ----------------------------------------------------------------------------------


def test_a_flipped_ballot_signed_anew(forgery, tmp_path):
    ballot = ballots(forgery, "PL")[-1]
    ballot["body"]["position"] = "abstain"
    found = findings(forgery.resigned(), tmp_path)
    told(found, "ballots", of(forgery, "decision_recorded")["index"], "'yes' for PL", f"entry {ballot['index']}")


def test_a_dropped_ballot_signed_anew(forgery, tmp_path):
    forgery.drop(ballots(forgery, "PL")[0])
    found = findings(forgery.resigned(), tmp_path)
    told(found, "ballots", of(forgery, "division_sealed")["index"], "sealed with 5 ballots cast, and 4 are here")


@pytest.mark.parametrize(("moved", "kind", "word"), [(1, "late", "closed at"), (-1, "early", "opened at")])
def test_a_ballot_out_of_time(forgery, tmp_path, division, moved, kind, word):
    ballot, edge = ballots(forgery, "DE")[0], division.closes_at if moved > 0 else division.opens_at
    instant = edge if moved > 0 else edge - timedelta(microseconds=1)
    ballot["at"] = ballot["body"]["received_at"] = instant.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    found = findings(forgery.resigned(), tmp_path)
    told(found, kind, ballot["index"], "ballot of DE", word)
    told(found, "ballots", of(forgery, "decision_recorded")["index"], "'yes' for DE", "on record is nothing")


def test_a_ballot_of_two_instants(forgery, tmp_path):
    ballot = ballots(forgery, "DE")[0]
    ballot["at"] = ballot["at"][:-2] + ("1" if ballot["at"][-2] != "1" else "2") + "Z"
    told(findings(forgery.resigned(), tmp_path), "time", ballot["index"], "ballot of DE")


def test_a_ballot_after_the_sealing(forgery, tmp_path):
    ballot = forgery.copy_of(ballots(forgery, "DE")[0], position="no")
    forgery.insert(ballot, after=of(forgery, "division_sealed"))
    told(findings(forgery.resigned(), tmp_path), "sealed", ballot["index"], "ballot of DE", "sealed in entry")


def test_a_ballot_after_the_decision(forgery, tmp_path):
    ballot = forgery.copy_of(ballots(forgery, "DE")[0], position="no")
    forgery.lines.insert(forgery.at(of(forgery, "decision_recorded")) + 2, {"entry": ballot})
    told(findings(forgery.resigned(), tmp_path), "state", ballot["index"], "ballot of DE", "after the vote was decided")


def test_a_ballot_of_a_stranger(forgery, tmp_path):
    ballot = ballots(forgery, "DE")[0]
    ballot["body"]["member"] = "US"
    told(findings(forgery.resigned(), tmp_path), "roll", ballot["index"], "ballot of US", "not on the roll")


def test_a_ballot_of_a_suspended_member(forgery, tmp_path):
    opening = of(forgery, "division_opened")
    opening["body"]["roll"]["suspended"] = ["DE"]
    opening["body"]["roll_hash"] = fingerprint(opening["body"]["roll"])
    told(findings(forgery.resigned(), tmp_path), "suspended", ballots(forgery, "DE")[0]["index"], "ballot of DE")


@pytest.mark.parametrize("position", ["absent", "declared", "not_participating", "aye"])
def test_a_position_that_was_not_offered(forgery, tmp_path, position):
    ballot = ballots(forgery, "DE")[0]
    ballot["body"]["position"] = position
    told(findings(forgery.resigned(), tmp_path), "position", ballot["index"], "ballot of DE", position)


def test_a_ballot_in_no_vote(forgery, tmp_path):
    ballot = ballots(forgery, "DE")[0]
    ballot["subject"] = "division:999999"
    told(findings(forgery.resigned(), tmp_path), "state", ballot["index"], "no such vote")


def test_a_ballot_refused_though_in_time(forgery, tmp_path):
    refusal = of(forgery, "ballot_refused")
    in_time = ballots(forgery, "DE")[0]["at"]
    refusal["at"] = refusal["body"]["received_at"] = in_time
    told(findings(forgery.resigned(), tmp_path), "refusal", refusal["index"], "ballot of IT refused as late")


def test_a_changed_weight(forgery, tmp_path):
    opening = of(forgery, "division_opened")
    opening["body"]["roll"]["weights"]["population"]["DE"] = 85
    told(findings(forgery.resigned(), tmp_path), "roll", opening["index"], "its hash was taken of")
    opening["body"]["roll_hash"] = fingerprint(opening["body"]["roll"])
    decision = of(forgery, "decision_recorded")
    told(findings(forgery.resigned(), tmp_path), "roll", decision["index"], "the vote opened with")
    decision["body"]["roll_hash"] = opening["body"]["roll_hash"]
    told(findings(forgery.resigned(), tmp_path), "recount", decision["index"], "tally.weights.population.yes")


def test_a_changed_rule(forgery, tmp_path):
    opening, decision = of(forgery, "division_opened"), of(forgery, "decision_recorded")
    opening["body"]["rule"]["adopt"] = {"in": ["no"], "at_most": 0}
    told(findings(forgery.resigned(), tmp_path), "rule", opening["index"], "its hash was taken of")
    opening["body"]["rule_hash"] = decision["body"]["rule_hash"] = fingerprint(opening["body"]["rule"])
    found = findings(forgery.resigned(), tmp_path)
    told(found, "result", decision["index"], "recorded as adopted; recounted it is rejected")


def test_a_rule_that_is_none(forgery, tmp_path):
    opening = of(forgery, "division_opened")
    opening["body"]["rule"]["adopt"] = {"in": ["yes"], "at_leats": 1}
    told(findings(forgery.resigned(), tmp_path), "malformed", opening["index"], "adopt.at_leats", "no such key")


def test_a_changed_text(forgery, tmp_path):
    opening, decision = of(forgery, "division_opened"), of(forgery, "decision_recorded")
    decision["body"]["text_hash"] = "00" * 32
    told(findings(forgery.resigned(), tmp_path), "text", decision["index"], "the text decided on")
    opening["body"]["text_hash"] = "00" * 32
    told(findings(forgery.resigned(), tmp_path), "text", opening["index"], "another text than")


def test_a_changed_decision(forgery, tmp_path):
    decision = of(forgery, "decision_recorded")
    decision["body"]["result"] = "rejected"
    told(findings(forgery.resigned(), tmp_path), "result", decision["index"], "recounted it is adopted")


def test_a_changed_outcome(forgery, tmp_path):
    decision = of(forgery, "decision_recorded")
    forgery.outcome_of(decision)["conditions"][0]["have"] = 4
    forgery.rehash(decision)
    found = findings(forgery.resigned(), tmp_path)
    told(found, "recount", decision["index"], "conditions[0].have is recorded as 4; recounted it is 3")


def test_whom_it_binds_changed(forgery, tmp_path):
    decision = of(forgery, "decision_recorded")
    forgery.outcome_of(decision)["bound"].remove("IT")
    forgery.rehash(decision)
    told(findings(forgery.resigned(), tmp_path), "recount", decision["index"], "bound is recorded as")


def test_an_outcome_that_is_not_there(forgery, tmp_path):
    decision = of(forgery, "decision_recorded")
    forgery.outcome_of(decision)["bound"].remove("IT")
    forgery.rehash(decision)
    del forgery.lines[forgery.at(decision) + 1]
    told(findings(forgery.resigned(), tmp_path), "outcome", decision["index"], "the recount differs")


def test_a_decision_before_the_sealing(forgery, tmp_path):
    forgery.drop(of(forgery, "division_sealed"))
    told(
        findings(forgery.resigned(), tmp_path),
        "state",
        of(forgery, "decision_recorded")["index"],
        "before it was sealed",
    )


def test_a_vote_sealed_too_early(forgery, tmp_path, division):
    sealing = of(forgery, "division_sealed")
    sealing["at"] = division.opens_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    told(findings(forgery.resigned(), tmp_path), "time", sealing["index"], "is sealed at")


@pytest.mark.parametrize("kind", ["division_opened", "division_sealed", "decision_recorded"])
def test_the_same_step_twice(forgery, tmp_path, kind):
    step = of(forgery, kind)
    again = forgery.copy_of(step)
    forgery.lines.insert(forgery.at(step) + (2 if kind == "decision_recorded" else 1), {"entry": again})
    told(findings(forgery.resigned(), tmp_path), "state", again["index"])


def test_a_decision_left_out(forgery, tmp_path):
    """Its vote would stay undecided, and the next decision skips a number."""
    first = forgery.all("decision_recorded")[0]
    del forgery.lines[forgery.at(first) : forgery.at(first) + 2]
    last = of(forgery, "decision_recorded")
    told(findings(forgery.resigned(), tmp_path), "numbering", last["index"], "follows decision")


def test_an_unknown_kind_is_said_and_is_no_error(forgery, tmp_path):
    made = forgery.copy_of(ballots(forgery, "DE")[0]) | {"kind": "weather_observed"}
    forgery.insert(made, after=ballots(forgery, "DE")[0])
    report = verified(forgery.resigned().write(tmp_path / "forged.jsonl"))
    assert report.fine
    assert any("weather_observed" in note for note in report.notes)


# --- sly: a history that is sound in itself --------------------------------------------------------------------------


def rewritten(forgery: Forgery) -> dict[str, Any]:
    """A vote in which PL never changed its mind, wherever it is written: only a witness can tell."""
    late, decision = ballots(forgery, "PL")[-1], of(forgery, "decision_recorded")
    forgery.drop(late)
    of(forgery, "division_sealed")["body"]["ballots"] -= 1
    decision["body"]["ballots"]["PL"] = "no"
    opening = of(forgery, "division_opened")["body"]
    counted = verifier.recount(
        opening["rule"], opening["roll"], decision["body"]["ballots"], opening["facts"], opening["accepted"]
    )
    forgery.outcome_of(decision).update(counted)
    decision["body"]["result"] = counted["result"]
    forgery.rehash(decision)
    return late


def a_checkpoint(division: Division, tmp_path: Path) -> Path:
    """The checkpoint that a delegation kept."""
    path = tmp_path / "kept.json"
    kept = json.loads(b"".join(export_coalition(division.coalition).lines).splitlines()[-2])["checkpoint"]
    path.write_text(json.dumps(kept))
    return path


def a_receipt(division: Division, tmp_path: Path, member: str = "PL", **changed: Any) -> Path:
    """The receipt that a voter kept."""
    ballot = division.ballots.filter(member__code=member).last()
    entry = Entry.objects.get(coalition_id=division.coalition_id, index=ballot.entry_index)
    statement = receipt_statement(
        coalition_id=division.coalition_id, index=entry.index, leaf=entry.leaf, key=current_key().id
    )
    statement |= changed
    receipt = {
        "format": "concert-receipt/1",
        "statement": statement,
        "signature": current_key().sign(statement),
        "public_key": current_key().public,
        "entry": entry.content,
        "checkpoint": None,
        "inclusion": None,
    }
    path = tmp_path / f"receipt-{member}.json"
    path.write_text(json.dumps(receipt))
    return path


def test_a_history_signed_anew_with_another_key(forgery, tmp_path):
    rewritten(forgery)
    key = new_key()
    assert findings(forgery.resigned(key), tmp_path) == []
    found = findings(forgery, tmp_path, key=current_key().id)
    told(found, "key", None, key.id[:16], "not by the one given")


def test_a_history_signed_anew_with_the_same_key(forgery, tmp_path, division):
    kept = a_checkpoint(division, tmp_path)
    rewritten(forgery)
    assert findings(forgery.resigned(), tmp_path, key=current_key().id) == []
    size = json.loads(kept.read_text())["statement"]["size"]
    found = findings(forgery, tmp_path, checkpoints=(kept,))
    told(found, "missing", None, "checkpoint kept.json", f"covers {size} entries", "left out or lost")


def test_a_history_of_the_same_length_signed_anew_with_the_same_key(forgery, tmp_path, division):
    kept = a_checkpoint(division, tmp_path)
    ballots(forgery, "PL")[0]["nonce"] = "11" * 16
    assert findings(forgery.resigned(), tmp_path, key=current_key().id) == []
    found = findings(forgery, tmp_path, checkpoints=(kept,))
    told(found, "checkpoint", None, "checkpoint kept.json", "the record was rewritten")


def test_an_old_backup(forgery, tmp_path, division):
    kept = a_checkpoint(division, tmp_path)
    places = [n for n, line in enumerate(forgery.lines) if "checkpoint" in line]
    forgery.lines = [*forgery.lines[: places[-2] + 1], forgery.lines[-1]]
    assert findings(forgery.resigned(), tmp_path) == []
    told(findings(forgery, tmp_path, checkpoints=(kept,)), "missing", None, "left out or lost")


def test_a_genuine_receipt_and_an_older_checkpoint_are_fine(genuine, tmp_path, division):
    kept, receipt = a_checkpoint(division, tmp_path), a_receipt(division, tmp_path)
    asked = ["--receipt", str(receipt), "--checkpoint", str(kept), "--key", current_key().id]
    run = as_a_stranger(tmp_path, str(genuine), *asked)
    assert (run.returncode, run.stderr) == (0, ""), run.stdout
    assert "nobody gave a key" not in run.stdout


def test_a_receipt_whose_entry_is_another(forgery, tmp_path, division):
    receipt = a_receipt(division, tmp_path)
    index = json.loads(receipt.read_text())["statement"]["index"]
    rewritten(forgery)
    found = findings(forgery.resigned(), tmp_path, receipts=(receipt,))
    told(found, "receipt", index, "not the one that receipt receipt-PL.json was given for")


def test_a_receipt_that_is_not_included(genuine, tmp_path, division):
    receipt = a_receipt(division, tmp_path, index=4711)
    found = [(f["kind"], f["entry"], f["message"]) for f in verified(genuine, receipts=(receipt,)).findings]
    told(found, "receipt", None, "its entry 4711 is not in this export")


def test_a_receipt_of_another_coalition(genuine, tmp_path, division):
    receipt = a_receipt(division, tmp_path, coalition=division.coalition_id + 1)
    found = [(f["kind"], f["entry"], f["message"]) for f in verified(genuine, receipts=(receipt,)).findings]
    told(found, "receipt", None, "of another coalition's ledger")


def test_a_receipt_that_nobody_signed(genuine, tmp_path, division):
    receipt = a_receipt(division, tmp_path)
    document = json.loads(receipt.read_text()) | {"signature": "00" * 64}
    receipt.write_text(json.dumps(document))
    found = [(f["kind"], f["entry"], f["message"]) for f in verified(genuine, receipts=(receipt,)).findings]
    told(found, "signature", None, "receipt-PL.json")


def test_a_receipt_with_another_entry_in_it(genuine, tmp_path, division):
    receipt = a_receipt(division, tmp_path)
    document = json.loads(receipt.read_text())
    receipt.write_text(json.dumps(document | {"entry": document["entry"].replace('"yes"', '"no"')}))
    found = [(f["kind"], f["entry"], f["message"]) for f in verified(genuine, receipts=(receipt,)).findings]
    told(found, "receipt", None, "not the one that it promises")


# --- one vote's export -----------------------------------------------------------------------------------------------


@pytest.fixture
def part(division: Division, tmp_path: Path) -> Forgery:
    made = Forgery(write(export_division(division), tmp_path, "part.jsonl"))
    made.subject = f"division:{division.pk}"  # type: ignore[attr-defined]
    return made


def test_in_one_vote_s_export_too_a_flipped_ballot(part, tmp_path):
    ballot = ballots(part, "PL")[-1]
    ballot["body"]["position"] = "no"
    told(findings(part, tmp_path), "proof", ballot["index"], "not in the record as signed")


def test_in_one_vote_s_export_too_a_dropped_ballot(part, tmp_path):
    part.drop(ballots(part, "PL")[0])
    told(findings(part, tmp_path), "ballots", of(part, "division_sealed")["index"], "5 ballots cast, and 4 are here")


def test_in_one_vote_s_export_too_a_proof_of_something_else(part, tmp_path):
    ballot = ballots(part, "PL")[-1]
    line = part.lines[part.at(ballot)]
    for proof in (line["proof"][:-1], [*line["proof"], "00" * 32], ["00" * 32], [], None, "x"):
        line["proof"] = proof
        told(findings(part, tmp_path), "proof", ballot["index"], "not in the record as signed")


def test_one_vote_s_export_cannot_answer_for_the_whole(part, tmp_path, division):
    kept = a_checkpoint(division, tmp_path)
    document = json.loads(kept.read_text())
    document["statement"]["size"] -= 1
    kept.write_text(json.dumps(document))
    run = as_a_stranger(tmp_path, str(part.write(tmp_path / "part.jsonl")), "--checkpoint", str(kept))
    assert run.returncode == 2
    assert "Not answered: checkpoint kept.json" in run.stdout


# --- no export at all ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1: not the header"),
        (b"\n", "line 1: not JSON"),
        (b"PK\x03\x04 a zip\n", "line 1: not JSON"),
        (b"\x1f\x8b\x08 gzip\n", "line 1: this file is compressed"),
        (b"\xff\xfe\n", "line 1: not JSON"),
        (b"[1,2]\n", "line 1: not an object"),
        (b"{}\n", "line 1: not an object"),
        (b'{"export":{"coalition":1,"format":"concert-export/2","holds":"coalition"}}\n', "reads 'concert-export/1'"),
        (b'{"export":{"coalition":"1","format":"concert-export/1","holds":"coalition"}}\n', "does not say of which"),
        (b'{"export":{"format":"\\ud800"}}\n', "line 1: not JSON"),
        (b'{"export":{"coalition":NaN}}\n', "the number NaN"),
        (b'{"export":{"coalition":1.0}}\n', "the number 1.0"),
        (b'{"export":{"coalition":1e3}}\n', "the number 1e3"),
        (b'{"export":' + b"9" * 5000 + b"}\n", "only whole numbers up to 2^53"),
        (b'{"export":' + b"[" * 500_000 + b"}\n", "nested too deep"),
        (b'{"export":"' + b"x" * (verifier.MAX_LINE + 10) + b'"}\n', "line 1: longer than"),
    ],
)
def test_what_is_no_export(content, said, tmp_path):
    path = tmp_path / "no.jsonl"
    path.write_bytes(content)
    run = as_a_stranger(tmp_path, str(path))
    assert (run.returncode, run.stderr) == (2, "")
    assert said in run.stdout
    assert json.loads(as_a_stranger(tmp_path, str(path), "--json").stdout)["fine"] is False


def test_a_file_that_is_not_there(tmp_path):
    run = as_a_stranger(tmp_path, str(tmp_path / "nothing"))
    assert (run.returncode, run.stderr) == (2, "")
    assert "No such file" in run.stdout


def test_a_truncated_file(genuine, tmp_path):
    whole = genuine.read_bytes()
    last = whole.rindex(b"\n", 0, -1)
    for cut in (len(whole) - 3, last + 1, len(whole) // 2, 200):
        path = tmp_path / "cut.jsonl"
        path.write_bytes(whole[:cut])
        run = as_a_stranger(tmp_path, str(path))
        assert run.returncode == 2
        assert "truncated" in run.stdout


@pytest.mark.parametrize(
    ("limit", "said"),
    [("MAX_ENTRIES", "more than 5 entries are not read"), ("MAX_KEPT", "more is open at once than any coalition has")],
)
def test_a_huge_file(genuine, monkeypatch, limit, said):
    monkeypatch.setattr(verifier, limit, 5)
    assert said in verified(genuine).stopped


def test_something_behind_the_end(genuine):
    genuine.write_bytes(genuine.read_bytes() + b'{"entry":{}}\n')
    assert "behind the end" in verified(genuine).stopped


def test_a_line_that_an_export_does_not_have(forgery, tmp_path):
    forgery.lines.insert(2, {"zzz": 1})
    assert "neither an entry nor anything else" in verified(forgery.write(tmp_path / "x.jsonl")).stopped


# --- who may vote for whom, and acts of two people -------------------------------------------------------------------


def test_a_forged_accreditation(forgery, tmp_path):
    """Of another member; of nobody on record; given only after the ballot."""
    ballot = ballots(forgery, "DE")[0]
    genuine, others = ballot["body"]["accreditation"], ballots(forgery, "FR")[0]["body"]["accreditation"]
    for forged, words in ((others, "is for FR and not DE"), (999_999, "not on record before it")):
        ballot["body"]["accreditation"] = forged
        told(findings(forgery.resigned(), tmp_path), "accreditation", ballot["index"], "ballot of DE", words)
    ballot["body"]["accreditation"] = genuine
    given = next(e for e in forgery.all("accreditation_given") if e["subject"] == f"accreditation:{genuine}")
    given["body"]["starts_at"] = "2999-01-01T00:00:00.000000Z"
    told(findings(forgery.resigned(), tmp_path), "accreditation", ballot["index"], "which held from 2999")


def test_a_revoked_accreditation(forgery, tmp_path):
    ballot = ballots(forgery, "DE")[0]
    genuine = ballot["body"]["accreditation"]
    given = next(e for e in forgery.all("accreditation_given") if e["subject"] == f"accreditation:{genuine}")
    ended = forgery.copy_of(given) | {"kind": "accreditation_revoked"}
    ended["body"] = {"member": "DE", "person": given["body"]["person"], "ends_at": ballot["at"], "by": [1]}
    forgery.insert(ended, after=of(forgery, "division_opened"))
    found = findings(forgery.resigned(), tmp_path)
    told(found, "accreditation", ballot["index"], "ballot of DE", f"up to {ballot['at']}")
    ended["body"]["member"] = "FR"
    told(findings(forgery.resigned(), tmp_path), "accreditation", ended["index"], "not on record as it says")


def test_an_accreditation_by_one_person(forgery, tmp_path):
    given = forgery.all("accreditation_given")[0]
    one, two = given["body"]["by"]
    for by in ([one], [one, one], None):
        given["body"]["by"] = by
        told(findings(forgery.resigned(), tmp_path), "four_eyes", given["index"], "two different people")
    given["body"]["by"] = [one, two + 1000]
    told(findings(forgery.resigned(), tmp_path), "four_eyes", given["index"], "by these two people")


def test_an_act_confirmed_by_its_asker(forgery, tmp_path):
    confirmation = forgery.all("act_confirmed")[0]
    confirmation["body"]["by"] = confirmation["body"]["asked_by"]
    told(findings(forgery.resigned(), tmp_path), "four_eyes", confirmation["index"], "by the person who asked for it")


def test_an_act_that_nobody_asked_for(forgery, tmp_path):
    asked = forgery.all("act_asked")[0]
    confirmed = forgery.first("act_confirmed", act=asked["body"]["act"])
    forgery.drop(asked)
    told(findings(forgery.resigned(), tmp_path), "four_eyes", confirmed["index"], "was not asked for by this person")


def test_a_ledger_without_accreditations_is_said_to_be(forgery, tmp_path):
    for entry in forgery.all("accreditation_given"):
        forgery.drop(entry)
    report = verified(forgery.resigned().write(tmp_path / "forged.jsonl"))
    assert report.fine
    assert any("no accreditation is on record" in note for note in report.notes)
