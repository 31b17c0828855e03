"""Any history of a coalition: Hypothesis tries the verbs in every order, our own record says what each must do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from coalition import four_eyes, membership
from coalition.accrediting import ask_accreditation, revoke
from coalition.errors import ActRefused, Conflict, Invalid, KeyReused, NotAllowed
from coalition.models import PendingAct, Person
from coalition.models.delegations import Rank
from coalition.models.procedure import Visibility
from coalition.rules.positions import Position
from proposals.drafting.proposing import create_proposal, revise
from proposals.ledger.checkpointing import checkpoint
from proposals.ledger.models import Entry
from proposals.outbox.draining import drain
from proposals.outbox.models import OutboxEvent
from proposals.tasks import tick
from proposals.voting.annulling import ask_annulment
from proposals.voting.casting import cast_ballot
from proposals.voting.closing import GRACE, seal
from proposals.voting.countersigning import contest, countersign
from proposals.voting.deciding import decide_division
from proposals.voting.extending import Reason, ask_extension
from proposals.voting.idempotency import Cast
from proposals.voting.models import Ballot, Decision, Division, Proxy
from proposals.voting.noting import record_note
from proposals.voting.opening import open_division
from proposals.voting.proxies import give_proxy, revoke_proxy
from tests.factories import a_person, seat
from tests.invariants.checks import checks, frozen_of
from tests.invariants.world import OFFERED, PROXIES, SILENCE, SUBJECTS, TICK, WAITS, Given, Held, Right, World

ANY = st.integers(0, 1_000)  # which one of a list that a rule meets
FEW = st.integers(0, 3)
LATER = ("ES", "SE", "NO")
RECEIVED = [-timedelta(hours=1), -timedelta(minutes=1), -TICK, timedelta(0), TICK]
BESIDE = [-TICK, timedelta(0), TICK, GRACE, GRACE + TICK]
VOTES = st.tuples(
    ANY,  # the member
    st.sampled_from([0] * 6 + list(range(9))),  # who casts: mostly its head of delegation, sometimes who never may
    st.one_of(FEW, FEW, FEW, st.sampled_from([position for position in Position if position != Position.ABSENT])),
    st.sampled_from(["", "", "", "k1", "k2"]),  # a key of its own, or one that was used
)
MANY_VOTES = st.lists(VOTES, min_size=3, max_size=10)


def pick(things: Any, which: int) -> Any:
    """One of them."""
    things = list(things)
    return things[which % len(things)]


class Histories(RuleBasedStateMachine):
    """Rules are acts, invariants hold after each of them; the expensive ones at the end of the history."""

    every_step: tuple[int, ...] = (2, 4, 6, 18)
    seen: Counter[str] = Counter()  # over all histories of a run

    @initialize(which=st.lists(ANY, min_size=2, max_size=3), votes=MANY_VOTES)
    def found(self, which: list[int], votes: list[Any]) -> None:
        self.world = World()
        for number, one in enumerate([*which, SUBJECTS.index((SILENCE, Visibility.OPEN))]):
            self._propose(one)
            self._open(number, 6 * 3600, 0)
            self._vote(self.world.divisions[-1], votes)

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        try:
            for number in sorted(checks()):
                checks()[number](self.world)
        finally:
            self.world.close()
            self._count()

    def _count(self) -> None:
        entries = Entry.objects.filter(coalition=self.world.coalition).values_list("kind", flat=True)
        broken = ["silence_broken" for held in self.world.divisions if held.broken_at]
        self.seen.update(["histories", *entries, *broken])

    @invariant()
    def holds(self) -> None:
        if hasattr(self, "world"):
            for number in self.every_step:
                checks()[number](self.world)

    # Time -------------------------------------------------------------------------------------------------------------

    @rule(seconds=st.sampled_from([1, 60, 3600, 5 * 3600]))
    def time_passes(self, seconds: int) -> None:
        self.world.at += timedelta(seconds=seconds)

    @rule(which=ANY, beside=st.sampled_from(BESIDE))
    def the_deadline_comes(self, which: int, beside: timedelta) -> None:
        self.world.stand_before(pick(self.world.divisions, which).closes_at + beside)

    @rule()
    def the_worker_ticks(self) -> None:
        tick()
        while drain():  # a batch a tick; other histories of this run have left some
            pass
        self._note_what_is_sealed()
        assert not OutboxEvent.objects.filter(coalition=self.world.coalition, drained_at__isnull=True).exists()

    @rule(which=ANY)
    def somebody_seals(self, which: int) -> None:
        held = pick(self.world.divisions, which)
        due = not held.sealed and not held.annulled and self.world.next_reading >= held.can_be_sealed_at + GRACE
        assert seal(division=held.row) is due
        self._note_what_is_sealed()

    @rule(which=ANY)
    def somebody_decides(self, which: int) -> None:
        held = pick(self.world.divisions, which)
        due = held.sealed and held.outcome is None and not held.annulled
        assert (decide_division(division=held.row) is not None) is due
        self._note_what_is_sealed()

    @rule()
    def a_checkpoint_is_signed(self) -> None:
        checkpoint(coalition_id=self.world.coalition.pk)

    # Members: what changes a roll, or grants a vote, takes two people -------------------------------------------------

    @rule(code=st.sampled_from(LATER), second=FEW)
    def admit(self, code: str, second: int) -> None:
        def ask() -> Any:
            names = {"code": code, "name_en": code, "name_fr": code}
            return membership.admit(coalition=self.world.coalition, by=self.world.body.secretariat[0], **names)

        if code in self.world.codes:
            self._refused(Conflict, ask)
        elif member := self._confirmed(ask().pending, second):
            self.world.codes[code] = member

    @rule(which=ANY, hours=st.integers(1, 24), second=FEW)
    def suspend(self, which: int, hours: int, second: int) -> None:
        code = pick(self.world.body.members, which)
        until = self.world.at + timedelta(hours=hours)

        def ask() -> Any:
            return membership.suspend(member=self.world.codes[code], until=until, by=self.world.body.secretariat[0])

        if self.world.is_suspended(code, self.world.next_reading):
            self._refused(Conflict, ask)
        elif self._confirmed(ask().pending, second):
            self.world.out[code] = until

    @rule(which=ANY, rank=st.sampled_from([Rank.HEAD, Rank.ADVISER]), second=FEW)
    def accredit(self, which: int, rank: Rank, second: int) -> None:
        code, body = pick(self.world.body.members, which), self.world.body
        person = a_person(f"{code}, new")
        seat(body, code, person, rank)

        def ask() -> Any:
            return ask_accreditation(member=self.world.codes[code], person=person, by=body.secretariat[0])

        if rank == Rank.ADVISER:
            self._refused(NotAllowed, ask)
        elif row := self._confirmed(ask(), second):
            self.world.rights.append(Right(code, person, row.starts_at, row))
            body.heads[code] = person

    def _confirmed(self, pending: PendingAct, second: int) -> Any:
        """Let somebody confirm what the first of the secretariat asked for; nobody but the second of it may."""
        body = self.world.body
        person = pick([body.secretariat[1], body.secretariat[0], body.heads["FR"], body.observer], second)
        if person != body.secretariat[1]:
            self._refused(NotAllowed, lambda: four_eyes.confirm(pending=pending, by=person))
            four_eyes.withdraw(pending=pending, by=body.secretariat[0])
            return None
        return four_eyes.confirm(pending=pending, by=person).result

    @precondition(lambda self: any(right.ends_at is None for right in self.world.rights))
    @rule(which=ANY, votes=MANY_VOTES)
    def revoke(self, which: int, votes: list[Any]) -> None:
        """Whoever voted last is the likeliest to try again."""
        held = [right for right in self.world.rights if right.ends_at is None]
        right = pick(held, which)
        revoke(accreditation=right.row, by=self.world.body.secretariat[0])
        right.row.refresh_from_db()
        ended = Right(right.code, right.person, right.starts_at, right.row, right.row.ends_at)
        self.world.rights[self.world.rights.index(right)] = ended
        self._cast(self.world.divisions[-1], ended.code, ended.person, Position.YES, f"revoked-{ended.row.pk}")
        self._vote(self.world.divisions[-1], votes)

    # Texts ------------------------------------------------------------------------------------------------------------

    @rule(which=ANY)
    def propose(self, which: int) -> None:
        self._propose(which)

    def _propose(self, which: int) -> None:
        rule_id, visibility = pick(SUBJECTS, which)
        self.world.proposals.append(
            create_proposal(
                coalition=self.world.coalition,
                title="Readiness",
                text="1. The force is ready.",
                subject=f"{rule_id}-{visibility.value}",
                sponsors=[self.world.codes["FR"]],
                by=self.world.body.secretariat[0],
            )
        )

    @rule(which=ANY, text=st.sampled_from(["2. In thirty days.", "2. In sixty days."]))
    def revise(self, which: int, text: str) -> None:
        proposal = pick(self.world.proposals, which)

        def revised() -> object:
            return revise(proposal=proposal, text=text, by=self.world.body.secretariat[0])

        if self._unsealed(proposal.pk):
            self._refused(Conflict, revised)
        elif proposal.revisions.order_by("number").last().text != text:
            revised()

    # Votes ------------------------------------------------------------------------------------------------------------

    @rule(which=ANY, seconds=st.sampled_from([1, 120, 6 * 3600]), by=ANY, votes=MANY_VOTES)
    def open(self, which: int, seconds: int, by: int, votes: list[Any]) -> None:
        opened = len(self.world.divisions)
        self._open(which, seconds, by)
        for held in self.world.divisions[opened:]:
            self._vote(held, votes)

    def _open(self, which: int, seconds: int, by: int) -> None:
        proposal, body = pick(self.world.proposals, which), self.world.body
        person = pick([*body.secretariat, body.secretariat[0], body.chair, body.heads["FR"]], by)

        def opened() -> Division:
            closes_at = self.world.at + timedelta(seconds=seconds)
            return open_division(proposal=proposal, closes_at=closes_at, by=person)

        if person not in body.secretariat:
            self._refused(NotAllowed, opened)
        elif self._unsealed(proposal.pk):
            self._refused(Conflict, opened)
        else:
            self._note_opened(opened())

    @rule(
        which=ANY,
        by=ANY,
        second=FEW,
        longer=st.sampled_from([1, 60, 3600, 3600, 0, -60]),
        reason=st.sampled_from(Reason),
        votes=MANY_VOTES,
    )
    def a_deadline_is_moved(
        self, which: int, by: int, second: int, longer: int, reason: Reason, votes: list[Any]
    ) -> None:
        held, body = pick(reversed(self.world.divisions), which), self.world.body
        person = pick([body.secretariat[0], body.secretariat[0], body.heads["FR"], body.observer], by)
        self.world.keep_clear_of(held.closes_at)
        closes_at = held.closes_at + timedelta(seconds=longer)

        def asked() -> PendingAct:
            said = {"reason": reason, "note": "The line was down.", "by": person}
            return ask_extension(division=held.row, closes_at=closes_at, **said)

        is_open = held.broken_at is None and not held.annulled and self.world.next_reading < held.closes_at
        if person not in body.secretariat:
            self._refused(NotAllowed, asked)
        elif not is_open:
            self._refused(Conflict, asked)
        elif longer <= 0:
            self._refused(Invalid, asked)
        elif self._confirmed(asked(), second):
            held.closes_at = closes_at
            held.row.refresh_from_db()
        self._vote(held, votes)

    @rule(which=ANY, by=ANY, second=FEW, votes=MANY_VOTES)
    def a_vote_is_annulled(self, which: int, by: int, second: int, votes: list[Any]) -> None:
        """Open, closed or sealed, as long as it is not decided; what is tried in it afterwards is refused."""
        held, body = pick(reversed(self.world.divisions), which), self.world.body
        person = pick([body.secretariat[0], body.secretariat[0], body.heads["FR"], body.observer], by)

        def asked() -> PendingAct:
            return ask_annulment(division=held.row, note="Put by mistake.", by=person)

        if person not in body.secretariat:
            self._refused(NotAllowed, asked)
        elif held.annulled or held.outcome is not None:
            self._refused(Conflict, asked)
        elif self._confirmed(asked(), second):
            held.annulled = True
            held.row.refresh_from_db()
        self._vote(held, votes)

    @rule(which=ANY, votes=MANY_VOTES, when=st.sampled_from([None] * 6 + BESIDE))
    def delegations_vote(self, which: int, votes: list[Any], when: timedelta | None) -> None:
        held = pick(reversed(self.world.divisions), which)
        if when is not None:
            self.world.stand_before(held.closes_at + when)
        self._vote(held, votes)

    def _vote(self, held: Held, votes: list[Any]) -> None:
        for member, who, position, key in votes:
            code = pick(self.world.codes, member)
            person = pick(self.world.people_of(code), who)
            offered = position if isinstance(position, Position) else pick(sorted(OFFERED[held.rule]), position)
            self._cast(held, code, person, offered, key or f"{len(self.world.used)}-{self.world.at.timestamp()}")

    @rule(which=ANY, principal=ANY, holder=ANY, votes=MANY_VOTES)
    def give_a_proxy(self, which: int, principal: int, holder: int, votes: list[Any]) -> None:
        """Mostly in the votes whose rule knows proxies; whoever holds one uses it at once, and then all vote."""
        known = [held for held in self.world.divisions if held.rule in PROXIES] or self.world.divisions
        held, own = pick(known, which), sorted(self.world.body.members)
        giver, taker = pick(own, principal), pick(own, holder)
        person = self.world.body.heads[giver]

        def given() -> Proxy:
            codes = self.world.codes
            return give_proxy(division=held.row, principal=codes[giver], holder=codes[taker], by=person)

        expected = self._expected_proxy(held, giver, taker, person)
        if expected:
            self._refused(expected, given)
        else:
            held.proxies[giver] = (taker, given())
            held.once_held.add((giver, taker))
        self._cast(held, giver, self.world.body.heads[taker], Position.NO, f"p-{self.world.at.timestamp()}", taker)
        self._vote(held, votes)

    def _expected_proxy(self, held: Held, giver: str, taker: str, person: Person) -> type[ActRefused] | None:
        instant = self.world.next_reading
        if {giver, taker} & held.suspended:
            return Conflict
        if giver == taker:
            return Invalid
        if not self.world.may_cast(giver, person, instant):
            return NotAllowed
        holds = [code for code, (holder, _proxy) in held.proxies.items() if holder == taker]
        is_free = giver not in held.proxies and len(holds) < PROXIES.get(held.rule, 0)
        return None if is_free and instant < held.closes_at and not held.annulled else Conflict

    @precondition(lambda self: any(held.proxies for held in self.world.divisions))
    @rule(which=ANY, votes=MANY_VOTES)
    def revoke_a_proxy(self, which: int, votes: list[Any]) -> None:
        held, giver = pick([(held, code) for held in self.world.divisions for code in held.proxies], which)
        taker, proxy = held.proxies[giver]
        person, instant = self.world.body.heads[giver], self.world.next_reading
        used = any(given.code == giver and given.holder for given in held.given)

        def revoked() -> Proxy:
            return revoke_proxy(proxy=proxy, by=person)

        if not self.world.may_cast(giver, person, instant):
            self._refused(NotAllowed, revoked)
        elif used or held.annulled or instant >= held.closes_at:
            self._refused(Conflict, revoked)
        else:
            revoked()
            del held.proxies[giver]
        self._cast(held, giver, self.world.body.heads[taker], Position.NO, f"r-{self.world.at.timestamp()}", taker)
        self._vote(held, votes)

    @rule(which=ANY, member=ANY, position=FEW, received=st.sampled_from(RECEIVED), by=st.sampled_from([0, 0, 0, 1, 2]))
    def a_signed_note_is_recorded(self, which: int, member: int, position: int, received: timedelta, by: int) -> None:
        """Received so long ago, or to come; by the secretariat, or by who may not."""
        held, body = pick(reversed(self.world.divisions), which), self.world.body
        code, offered = pick(self.world.codes, member), pick(sorted(OFFERED[held.rule]), position)
        person = [body.secretariat[0], body.chair, body.heads["FR"]][by]
        received_at, key = self.world.next_reading + received, f"n-{self.world.at.timestamp()}"
        expected, on_record = self._expected_note(held, code, person, received_at)

        def noted() -> Cast:
            said = {"received_at": received_at, "filed": "12/2026", "by": person, "key": key}
            return record_note(division=held.row, member=self.world.codes[code], position=offered, **said)

        held.notes_refused += on_record
        if expected:
            self._refused(expected, noted, entries=int(on_record))
            return
        ballot = noted().ballot
        leaf = Entry.objects.get(coalition=self.world.coalition, index=ballot.entry_index).leaf
        given = (code, offered, person, key, received_at, ballot.entry_index, leaf)
        held.given.append(Given(*given, note=ballot.note))

    def _expected_note(self, held: Held, code: str, person: Person, received_at: Any) -> tuple[Any, bool]:
        """How it is refused, and whether that is on record."""
        if person not in self.world.body.secretariat:
            return NotAllowed, False
        if code not in held.members:
            return Invalid, False
        if code in held.suspended or held.rule == SILENCE:
            return Conflict, False
        if not held.row.opens_at <= received_at <= self.world.next_reading:
            return Invalid, False
        if held.annulled:
            return Conflict, False
        late = received_at >= held.closes_at or held.sealed
        return (Conflict, True) if late else (None, False)

    @precondition(lambda self: any(given.note for held in self.world.divisions for given in held.given))
    @rule(which=ANY, who=FEW, verb=st.sampled_from([countersign, contest]))
    def a_note_is_answered_for(self, which: int, who: int, verb: Callable[..., object]) -> None:
        noted = [(held, given) for held in self.world.divisions for given in held.given if given.note]
        held, given = pick(noted, which)
        person, instant = pick(self.world.people_of(given.code), who), self.world.next_reading

        def answered() -> object:
            return verb(note=given.note, by=person)

        if not self.world.may_cast(given.code, person, instant):
            self._refused(NotAllowed, answered)
        elif given.index in held.answered:
            self._refused(Conflict, answered)
        else:
            answered()
            held.answered.add(given.index)
            if verb is contest and not held.sealed:
                held.struck.add(given.index)

    @precondition(lambda self: self.world.used)
    @rule(which=ANY)
    def a_lost_answer_is_asked_for_again(self, which: int) -> None:
        (_actor, key), (division, code, position, index, _holder) = pick(self.world.used.items(), which)
        held = next(held for held in self.world.divisions if held.row.pk == division)
        given = next(given for given in held.given if given.index == index)
        self._cast(held, code, given.by, position, key, given.holder)

    def _cast(self, held: Held, code: str, person: Person, position: Position, key: str, holder: str = "") -> None:
        expected = self._expected(held, code, person, position, key, holder)

        def cast() -> Cast:
            members = {"member": self.world.codes[code], "holder": self.world.codes[holder] if holder else None}
            return cast_ballot(division=held.row, position=position, by=person, key=key, **members)

        received_at = self.world.next_reading
        if isinstance(expected, type):
            on_record = (
                expected is not Invalid
                and expected is not KeyReused
                and self._is_worth_an_entry(held, code, person, received_at, holder)
            )
            held.refused += on_record
            self._refused(expected, cast, entries=int(on_record))
            return
        answer = cast()
        assert answer.replayed is (expected == "replayed")
        if answer.replayed:
            assert answer.ballot.entry_index == self.world.used[person.pk, key][3]
            return
        assert answer.ballot.received_at == received_at
        leaf = Entry.objects.get(coalition=self.world.coalition, index=answer.ballot.entry_index).leaf
        held.given.append(Given(code, position, person, key, received_at, answer.ballot.entry_index, leaf, holder))
        self.world.used[person.pk, key] = (held.row.pk, code, position, answer.ballot.entry_index, holder)
        if held.rule == SILENCE:
            held.broken_at = received_at

    def _expected(self, held: Held, code: str, person: Person, position: Position, key: str, holder: str) -> Any:
        """What a cast must come to, by our own record: accepted, replayed, or how it is refused."""
        instant = self.world.next_reading
        for voter in (code, holder or code):
            if voter not in held.members:
                return Invalid
            if voter in held.suspended:
                return Conflict
        if position not in OFFERED[held.rule] and not held.has_objected(code):
            return Invalid
        if (person.pk, key) in self.world.used:
            division, whose, what, _index, by_whom = self.world.used[person.pk, key]
            same = (division, whose, what, by_whom) == (held.row.pk, code, position, holder)
            return "replayed" if same else KeyReused
        if not self.world.may_cast(holder or code, person, instant):
            return NotAllowed
        if holder and held.proxies.get(code, ("",))[0] != holder:
            return NotAllowed
        is_open = instant < held.closes_at and held.broken_at is None and not held.annulled
        return "accepted" if is_open else Conflict

    def _is_worth_an_entry(self, held: Held, code: str, person: Person, instant: Any, holder: str) -> bool:
        if {code, holder} & held.suspended:
            return False
        if not self.world.may_cast(holder or code, person, instant):
            return self.world.once_could(holder or code, person)
        if holder and held.proxies.get(code, ("",))[0] != holder:
            return (code, holder) in held.once_held
        return not held.annulled or held.broken_at is not None

    # Helpers ----------------------------------------------------------------------------------------------------------

    def _refused(self, how: type[ActRefused], act: Callable[[], object], *, entries: int = 0) -> None:
        """The act is refused in this way, and leaves nothing but so many refusal entries."""
        before = self._sizes()
        try:
            act()
        except how as refused:
            assert refused.code and str(refused)
        else:
            raise AssertionError(f"not refused, though {how.__name__} was due")
        after = self._sizes()
        assert after == {**before, "entries": before["entries"] + entries}

    def _sizes(self) -> dict[str, int]:
        coalition = self.world.coalition
        return {
            "entries": Entry.objects.filter(coalition=coalition).count(),
            "outbox": OutboxEvent.objects.filter(coalition=coalition).count(),
            "ballots": Ballot.objects.filter(division__coalition=coalition).count(),
            "divisions": Division.objects.filter(coalition=coalition).count(),
            "decisions": Decision.objects.filter(coalition=coalition).count(),
            "rights": sum(member.accreditations.count() for member in self.world.codes.values()),
        }

    def _unsealed(self, proposal: int) -> bool:
        return any(
            held.row.proposal_id == proposal and not (held.sealed or held.annulled) for held in self.world.divisions
        )

    def _note_opened(self, division: Division) -> None:
        rule_id, _dash, visibility = division.subject.rpartition("-")
        at = division.opens_at
        members = frozenset(self.world.codes)
        suspended = frozenset(code for code in members if self.world.is_suspended(code, at))
        held = Held(division, rule_id, division.visibility, division.closes_at, members, suspended, frozen_of(division))
        held.waits = WAITS.get(rule_id, timedelta(0))
        assert set(division.roll["members"]) == members
        assert set(division.roll["suspended"]) == suspended
        assert visibility == division.visibility
        self.world.divisions.append(held)

    def _note_what_is_sealed(self) -> None:
        for held in self.world.divisions:
            fresh = Division.objects.get(pk=held.row.pk)
            held.sealed = fresh.sealed_at is not None
            assert fresh.broken_at == held.broken_at
            assert fresh.closes_at == held.closes_at
            assert (fresh.annulled_at is not None) is held.annulled
            assert not held.sealed or fresh.sealed_at >= held.can_be_sealed_at + GRACE
            decision = Decision.objects.filter(division=fresh).first()
            if held.outcome is None and decision is not None:
                assert held.sealed
                assert not held.annulled
                held.outcome = decision.outcome
