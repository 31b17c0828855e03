"""The invariants, each by its number in INTEGRITY: what must hold between our own record and what the app keeps."""

from __future__ import annotations

import itertools
import json
import random
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from django.db import connection

from coalition.models import Accreditation
from coalition.rules.positions import Position
from proposals.ledger.checkpointing import checkpoint
from proposals.ledger.models import Checkpoint
from proposals.ledger.proofs import consistency_proof, inclusion_proof
from proposals.ledger.trees import is_consistent, root_of_inclusion
from proposals.scope import divisions_for, proposals_for
from proposals.voting.models import Ballot, Decision, Division
from proposals.voting.recounting import agrees, ballots_in_ledger
from proposals.voting.tallies import effective_ballots, outcome_of, tally_of
from proposals.voting.visibility import sight_of
from tests.factories import a_person
from tests.invariants.world import Held, World
from tests.ledgers import Kept, root_of, whole_ledger


def rows(query: str, *parameters: object) -> list[tuple[Any, ...]]:
    """Rows past the application."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())


def entries_of(world: World) -> list[Kept]:
    """Invariants 1, 11, 12 and 16, as far as rows alone can tell them."""
    return whole_ledger(rows, world.coalition.pk)


def i01_accepted_is_on_record_and_counted(world: World) -> None:
    entries = {entry.index: entry for entry in entries_of(world)}
    for held in world.divisions:
        for given in held.given:
            entry = entries[given.index]
            assert (entry.leaf, entry.kind) == (given.leaf, "note_recorded" if given.note else "ballot_cast")
            assert (entry.body["member"], entry.body["position"]) == (given.code, given.position.value)
        counted = tally_of(held.row).tally.members
        for code, given in held.effective().items():
            assert code in counted[given.position]


def i02_refused_is_a_refusal_and_nothing_else(world: World) -> None:
    kinds = Counter((entry.kind, entry.subject) for entry in entries_of(world))
    for held in world.divisions:
        subject = f"division:{held.row.pk}"
        assert kinds["ballot_refused", subject] == held.refused
        assert kinds["note_refused", subject] == held.notes_refused
        recorded = kinds["ballot_cast", subject] + kinds["note_recorded", subject]
        assert recorded == len(held.given) == Ballot.objects.filter(division=held.row).count()


def i03_one_effective_ballot_each(world: World) -> None:
    for held in world.divisions:
        counted = [code for codes in tally_of(held.row).tally.members.values() for code in codes]
        assert sorted(counted) == sorted(held.members - held.suspended)


def i04_the_last_in_time_is_effective(world: World) -> None:
    for held in world.divisions:
        found = {code: (b.position, b.entry_index) for code, b in effective_ballots(held.row).items()}
        assert found == {code: (given.position.value, given.index) for code, given in held.effective().items()}


def i05_counted_if_and_only_if_in_time(world: World) -> None:
    for ballot in Ballot.objects.filter(division__coalition=world.coalition).select_related("division"):
        assert ballot.received_at < ballot.division.closes_at
    for entry in entries_of(world):
        if entry.kind == "ballot_refused" and entry.body["reason"] == "late":
            held = _held(world, entry.subject)
            assert entry.body["received_at"] >= held.closes_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def i06_a_sealed_tally_never_changes(world: World) -> None:
    for held in world.divisions:
        if held.outcome is not None:
            assert Decision.objects.get(division=held.row).outcome == held.outcome
            assert tally_of(held.row).to_json() == held.outcome


def i07_cast_under_a_valid_accreditation(world: World) -> None:
    for held in world.divisions:
        for given in [given for given in held.given if not given.note]:
            assert world.may_cast(given.holder or given.code, given.by, given.received_at)
    ballots = Ballot.objects.filter(division__coalition=world.coalition)
    assert not ballots.filter(note__isnull=False).exclude(actor=world.body.secretariat[0]).exists()
    for ballot in ballots.filter(note__isnull=True).select_related("accreditation", "proxy"):
        right, voter = ballot.accreditation, ballot.proxy.holder_id if ballot.proxy else ballot.member_id
        assert (right.member_id, right.person_id) == (voter, ballot.actor_id)
        assert right.starts_at <= ballot.received_at
        assert right.ends_at is None or ballot.received_at < right.ends_at


def i08_the_principal_prevails_over_its_proxy(world: World) -> None:
    for held in world.divisions:
        effective = effective_ballots(held.row)
        standing = [given for given in held.given if given.index not in held.struck]
        own = {given.code for given in standing if not given.holder}
        assert not [code for code in own if effective[code].proxy_id is not None]
        assert all(effective[given.code].proxy_id for given in standing if given.code not in own)


def i09_the_positions_together_are_the_roll(world: World) -> None:
    for held in world.divisions:
        tally = tally_of(held.row).tally
        assert set(tally.suspended) == set(held.suspended)
        assert tally.total == sum(tally.counts.values()) == len(held.members - held.suspended)


def i10_an_independent_count_agrees(world: World) -> None:
    for held in world.divisions:
        decision = Decision.objects.filter(division=held.row).first()
        if decision is None:
            continue
        assert agrees(decision)
        assert ballots_in_ledger(decision) == (len(held.given), len(held.given))
        positions = {code: given.position.value for code, given in held.effective().items()}
        assert decision.ballots == positions
        by_hand = _by_hand(held, positions)
        assert by_hand is None or (decision.result == "adopted") is by_hand


def i12_chain_and_root_recompute(world: World) -> None:
    leaves = [entry.leaf for entry in entries_of(world)]
    if leaves:
        checkpoint(coalition_id=world.coalition.pk)
    for found in Checkpoint.objects.filter(coalition=world.coalition):
        assert found.root == root_of(leaves[: found.size])
        assert found.head == leaves[found.size - 1]


def i13_checkpoints_are_consistent(world: World) -> None:
    found = list(Checkpoint.objects.filter(coalition=world.coalition).order_by("size"))
    for first, second in itertools.pairwise(found):
        path = consistency_proof(coalition_id=world.coalition.pk, first=first.size, second=second.size)
        assert is_consistent(first.size, first.root, second.size, second.root, path)


def i14_every_receipt_has_its_proof(world: World) -> None:
    last = Checkpoint.objects.filter(coalition=world.coalition).order_by("size").last()
    for given in [given for held in world.divisions for given in held.given]:
        if last and given.index < last.size:
            path = inclusion_proof(coalition_id=world.coalition.pk, index=given.index, size=last.size)
            assert root_of_inclusion(given.leaf, given.index, last.size, path) == last.root


def i15_a_key_has_one_effect(world: World) -> None:
    keys = Ballot.objects.filter(division__coalition=world.coalition).values_list("actor_id", "key")
    noted = [(given.by.pk, given.key) for held in world.divisions for given in held.given if given.note]
    assert sorted(keys) == sorted([*world.used, *noted])


def i18_roll_rule_and_text_are_frozen(world: World) -> None:
    for held in world.divisions:
        assert frozen_of(Division.objects.get(pk=held.row.pk)) == held.frozen


def i19_only_lawful_changes_of_state(world: World) -> None:
    last: dict[str, str] = {}
    for entry in entries_of(world):
        if entry.subject.startswith("division:"):
            before = last.get(entry.subject, "")
            assert entry.kind in LAWFUL[before], (entry.subject, before, entry.kind)
            if entry.kind in LAWFUL:
                last[entry.subject] = entry.kind


def i20_two_people_where_two_are_asked(world: World) -> None:
    for right in Accreditation.objects.filter(member__coalition=world.coalition):
        assert right.registered_by_id != right.confirmed_by_id
    founded = False
    for entry in entries_of(world):
        if entry.kind in ALWAYS_TWO or (founded and entry.kind in TWO_ONCE_IN_FORCE):
            assert len(set(entry.body["by"])) == 2, entry
        founded = founded or entry.kind == "rules_put_in_force"


def i21_hidden_positions_are_unseen(world: World) -> None:
    reader = world.body.advisers["DE"]
    for held in world.divisions:
        if held.visibility == "open" or held.outcome is not None:
            continue
        seen = sight_of(Division.objects.get(pk=held.row.pk), reader, world.at)
        assert (seen.positions, seen.outcome) == (None, None)
        assert set(seen.own) <= {"DE"}
        assert (seen.replied is None) is (held.visibility == "chair")


def i22_nothing_outside_ones_scope(world: World) -> None:
    stranger = a_person("Stranger")
    for readable in (divisions_for, proposals_for):
        assert not readable(stranger, world.at).exists()
        assert not readable(world.body.observer, world.at).exists()  # nothing is released


def i23_the_order_of_others_changes_nothing(world: World) -> None:
    for held in world.divisions:
        positions = [(code, given.position) for code, given in held.effective().items()]
        random.shuffle(positions)
        assert outcome_of(held.row, dict(positions)).to_json() == tally_of(held.row).to_json()


LATER = {"ballot_refused", "note_refused", "note_countersigned", "note_contested"}
LAWFUL = {
    "": {"division_opened"},
    "division_opened": LATER
    | {"ballot_cast", "note_recorded", "proxy_given", "proxy_revoked"}
    | {"division_extended", "division_sealed", "division_annulled"},
    "division_sealed": LATER | {"decision_recorded", "division_annulled"},
    "division_annulled": LATER,
    "decision_recorded": LATER,
}
ALWAYS_TWO = {"accreditation_given", "accreditation_replaced", "division_extended", "division_annulled"}
TWO_ONCE_IN_FORCE = {
    "member_admitted", "member_withdrawn", "member_suspended", "suspension_ended", "weight_set", "group_named",
    "group_place_given", "group_place_ended", "office_given", "rules_put_in_force",
}  # fmt: skip
FROZEN = ("rule", "roll", "facts", "accepted", "text_hash", "revision_id", "opens_at", "subject", "visibility")


def frozen_of(division: Division) -> dict[str, Any]:
    """What may not change once a division is open."""
    return {name: json.loads(json.dumps(getattr(division, name), default=str)) for name in FROZEN}


def checks() -> dict[int, Callable[[World], None]]:
    """Every check by its number."""
    return {int(name[1:3]): check for name, check in globals().items() if name[0] == "i" and name[1:3].isdigit()}


def _held(world: World, subject: str) -> Held:
    return next(held for held in world.divisions if subject == f"division:{held.row.pk}")


def _by_hand(held: Held, positions: dict[str, str]) -> bool | None:
    """The outcome by arithmetic of our own, where the rule is simple enough to say it in a line."""
    said = Counter(positions.values())
    yes, no = said["yes"], said["no"]
    roll = len(held.members - held.suspended)
    core = [positions.get(code) == Position.YES for code in ("DE", "FR", "GB") if code not in held.suspended]
    return {
        "simple-majority": yes > no,
        "two-thirds": yes + no > 0 and Fraction(yes, max(1, yes + no)) >= Fraction(2, 3),
        "unanimity": no == 0 and yes >= 1,
        "silence": no == 0,
        "coalition-core-e3": 100 * yes >= 55 * roll and all(core),
    }.get(held.rule)
