"""The words in English."""

from collections.abc import Sequence

from coalition.rules.conditions import Base, Comparison, Fewest
from coalition.rules.numbers import Share
from coalition.rules.positions import NOT_YES, PRESENT, VOTING, Position, ordered
from coalition.rules.rule import Binds, Manner
from coalition.rules.wording import names as naming
from coalition.rules.wording.clauses import Clause, Names

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
SHARES = {"1/2": "half", "50%": "half", "1/3": "one third", "2/3": "two thirds", "3/4": "three quarters"}
SHARES |= {"4/5": "four fifths", "1/4": "one quarter", "3/5": "three fifths"}
COMPARED = {
    Comparison.AT_LEAST: "at least",
    Comparison.MORE_THAN: "more than",
    Comparison.AT_MOST: "at most",
    Comparison.FEWER_THAN: "fewer than",
}
WEIGHTS = {"population": "population", "gdp": "GDP", "capital": "capital", "votes": "votes", "cost_share": "cost"}
GROUPS = {
    "P5": "the permanent members",
    "permanent": "the permanent members",
    "lead": "the lead nations",
    "core": "the core",
    "NB8": "the Nordic-Baltic Eight",
    "european_allies": "the European allies",
    "concerned": "the member concerned",
    "party": "a party to the dispute",
    "chair": "the chair",
}
NOT_NO = frozenset(Position) - {Position.NO}

# One member, then several.
VERBS = {
    Position.YES: ("votes yes", "vote yes"),
    Position.NO: ("votes no", "vote no"),
    Position.ABSTAIN: ("abstains", "abstain"),
    Position.DECLARED: ("declares an abstention", "declare an abstention"),
    Position.NOT_PARTICIPATING: ("does not take part", "do not take part"),
    Position.ABSENT: ("is absent", "are absent"),
}
SETS = {
    NOT_YES: ("does not vote yes", "do not vote yes"),
    PRESENT: ("is present", "are present"),
    VOTING: ("votes yes or no", "vote yes or no"),
    NOT_NO: ("does not vote no", "do not vote no"),
}
VOTING_WORDS = {
    frozenset({Position.YES}): "voting yes",
    frozenset({Position.NO}): "voting no",
    frozenset({Position.DECLARED}): "declaring an abstention",
    NOT_YES: "not voting yes",
    PRESENT: "present",
    VOTING: "voting yes or no",
    NOT_NO: "not voting no",
}
POSITIONS = {
    Position.YES: "voting yes",
    Position.NO: "voting no",
    Position.ABSTAIN: "abstaining",
    Position.DECLARED: "declaring an abstention",
    Position.NOT_PARTICIPATING: "not participating",
    Position.ABSENT: "absent",
}
FACTS = {
    "population_check": "a member asks for the population check",
    "host_consents": "the host state consents",
    "coverage_complete": "the requirements are covered",
    "urgency": "urgency is declared",
}
BINDS = {
    Binds.NOBODY: "Adopted, it binds nobody: it is a recommendation.",
    Binds.IN_FAVOUR: "Adopted, it binds the members that vote yes.",
    Binds.PARTICIPANTS: "Adopted, it binds the participants.",
    Binds.ALL_BUT_DECLARED: "Adopted, it binds every member except those that declare an abstention.",
    Binds.ALL: "Adopted, it binds every member.",
}
TEXTS = {
    "adopted_if": "Adopted if {0}.",
    "unless": "unless {0}",
    "quorum": "Quorum: {0}.",
    "reject": "A negative opinion is given if {0}; if neither, no opinion.",
    "answers": "No vote is taken: each member’s own answer is recorded.",
    "silence": "Silence counts as yes.",
    "read": "{0} is read as {1}.",
    "disregard": "Not counted: {0}.",
    "participants": "Members not participating are not on the roll.",
    "tie_rejected": "A tie is rejected.",
    "tie_second": "A tie calls for a second vote.",
    "tie_casting": "On a tie, the casting vote is that of {0}.",
    "tie_was_rejected": "The votes were equal: a tie is rejected.",
    "tie_was_second": "The votes were equal: a second vote is due.",
    "tie_was_casting": "The votes were equal: the casting vote decided.",
    "political": "Political only: no treaty stands behind it.",
    "configuration": "This is the coalition’s own configuration.",
    "general": "A general form: law only where a body’s own rules adopt it.",
    "basis": "Legal basis: {0}.",
    "practice": "Basis: {0}.",
    "history": "Historical basis: {0}.",
    "unverified": "Not verified in a source: {0}",
    "adopted": "Adopted",
    "consensus": "by consensus",
    "under_silence": "under silence",
    "by_vote": "by vote {0}-{1}",
    "taking_part": "{0} taking part",
    "rejected": "Not adopted",
    "no_consensus": "Not adopted: no consensus",
    "silence_broken": "Not adopted: silence broken",
    "no_quorum": "No quorum",
    "no_opinion": "No opinion",
    "recorded": "Answers recorded",
    "supported": "Supported by {0} of {1}, not adopted",
    "veto": "Vetoed by {0}.",
    "lack": "Not adopted for lack of votes ({0} of the {1} needed): not a veto.",
    "holds": "Holds",
    "spare": "Holds, with {0} to spare",
    "tie_held": "Holds by the casting vote",
    "need_min": "{0}, need {1}",
    "need_max": "{0}, at most {1} allowed",
    "need_none": "{0}, none allowed",
    "more_than": "more than",
    "less_than": "less than",
    "colon": ": ",
    "semicolon": "; ",
    "or": " or ",
    "role_quorum": "Quorum: ",
    "role_reject": "For a negative opinion: ",
    "of": "{0} of {1}",
    "points_more": "{0} points more needed",
    "points_over": "{0} points too many",
    "more": "{0} needed",
    "over": "{0} too many",
    "one_of": "At least one of these holds",
    "k_of": "At least {0} of these hold",
    "all_of": "All of these hold",
    "not_of": "This must not hold",
    "not_all_of": "These must not all hold",
    "it_holds": "It holds",
    "all_hold": "They all hold",
    "suspended": "Suspended and not counted: {0}.",
    "disregarded": "Not counted under this rule: {0}.",
    "not_voting_yes": "Not voting yes: {0}",
    "voting_no": "Voting no: {0}",
    "fact_holds": "Stated",
    "fact_missing": "Not stated",
}


class English:
    """How English says a test."""

    code = "en"
    texts = TEXTS

    def number(self, value: int) -> str:
        """A small number in letters, a large one in digits with separators."""
        return NUMBERS[value] if 1 <= value < len(NUMBERS) else self.digits(value)

    def digits(self, value: int) -> str:
        """A number in digits."""
        return f"{value:,}"

    def percent(self, text: str) -> str:
        """A percentage: digits and a point come in, words go out."""
        return f"{text}%"

    def decimal(self, text: str) -> str:
        """A decimal number."""
        return text

    def join(self, items: Sequence[str]) -> str:
        """A, B and C."""
        return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"

    def conditions(self, items: Sequence[str]) -> str:
        """Conditions that must all hold, after "if"."""
        return items[0] if len(items) == 1 else f"{', '.join(items[:-1])}, and {items[-1]}"

    def alternatives(self, items: Sequence[str]) -> str:
        """Conditions of which one must hold."""
        return (
            items[0] if len(items) == 1 else f"either {', or '.join(items) if len(items) > 2 else ' or '.join(items)}"
        )

    def some(self, least: int, items: Sequence[str]) -> str:
        """Conditions of which some must hold."""
        return f"at least {self.number(least)} of these hold: {'; '.join(items)}"

    def opposite(self, condition: str) -> str:
        """A condition that must not hold."""
        return f"it is not the case that {condition}"

    def provided(self, fact: str, condition: str) -> str:
        """A condition asked only where a fact is given."""
        return f"{condition} where {fact}"

    def fact(self, name: str) -> str:
        """A fact."""
        return FACTS.get(name, f"“{name.replace('_', ' ')}” is stated")

    def share(self, share: Share) -> str:
        """A share as said: "55%", "two thirds"."""
        return SHARES.get(share.text, share.text)

    def group(self, name: str) -> str:
        """A group."""
        return GROUPS.get(name, f"the {name}")

    def of_group(self, name: str) -> str:
        """Out of a group."""
        return f"of {self.group(name)}"

    def clause(self, clause: Clause, names: Names | None) -> str:
        """A whole test: "at least 55% of the members (20 of 35) vote yes"."""
        one = clause.is_nobody or (clause.weight is None and clause.bound == 1)
        one = one or (clause.is_everyone and not clause.members)
        return f"{self.subject(clause, names)} {self.verb(clause, 0 if one else 1)}{self.seated(clause)}"

    def seated(self, clause: Clause) -> str:
        """Groups that count as one."""
        return f", {self.join([self.group(g) for g in clause.seats])} counting as one" if clause.seats else ""

    def subject(self, clause: Clause, names: Names | None) -> str:
        """Whom the test counts, and how many of them."""
        if clause.weight is not None:
            return f"{self.whose(clause)} holding {self.held(clause)}"
        if clause.is_everyone:
            return self.everyone(clause, names)
        if isinstance(clause.bound, Share):
            return (
                f"{COMPARED[clause.comparison]} {self.share(clause.bound)} {self.of_whom(clause)}{self.counts(clause)}"
            )
        return self.counted(clause, names)

    def everyone(self, clause: Clause, names: Names | None) -> str:
        """All of a group, by name where they are few."""
        if clause.group is None:
            return "every member"
        if not clause.members:
            return f"every member {self.of_group(clause.group)}"
        listed = self.named(clause.members, names)
        return listed if len(clause.members) == 1 else f"{listed} {'both' if len(clause.members) == 2 else 'all'}"

    def named(self, codes: Sequence[str], names: Names | None) -> str:
        """Members by name, in alphabetical order."""
        return self.join([naming.definite(c, "en", names) for c in naming.ordered(codes, "en", names)])

    def counted(self, clause: Clause, names: Names | None) -> str:
        """A number of members."""
        if isinstance(clause.bound, Fewest):
            return self.computed(clause, clause.bound)
        assert isinstance(clause.bound, int)
        if clause.is_nobody:
            return "no member" if clause.group is None else f"none {self.of_group(clause.group)}"
        compared = f"{COMPARED[clause.comparison]} {self.number(clause.bound)}"
        if clause.group is not None:
            if len(clause.members) == 1 and compared == "at least one":
                return self.named(clause.members, names)
            whom = f"of {self.named(clause.members, names)}" if clause.members else self.of_group(clause.group)
            return f"{compared} {whom}"
        return f"{compared} {'member' if clause.bound == 1 else 'members'}{self.out_of(clause)}"

    def out_of(self, clause: Clause) -> str:
        """The denominator of a plain number, where it is known and worth saying."""
        return (
            f" (of {clause.total})"
            if clause.total is not None and clause.comparison.is_minimum and clause.bound != 1
            else ""
        )

    def computed(self, clause: Clause, fewest: Fewest) -> str:
        """A number computed from the roll."""
        compared = "more than" if fewest.strict else "at least"
        what = "members" if fewest.weight is None else WEIGHTS.get(fewest.weight, fewest.weight)
        plus = f", plus {self.number(fewest.plus)}" if fewest.plus else ""
        reason = f"the fewest that together hold {compared} {self.share(fewest.share)} of the {what}{plus}"
        if clause.need is None:
            return f"{COMPARED[clause.comparison]} N members (N being {reason})"
        number = clause.need + {Comparison.FEWER_THAN: 1, Comparison.MORE_THAN: -1}.get(clause.comparison, 0)
        return f"{COMPARED[clause.comparison]} {self.number(number)} members ({reason})"

    def whose(self, clause: Clause) -> str:
        """The members behind a weight."""
        return "members" if clause.group is None else f"members {self.of_group(clause.group)}"

    def held(self, clause: Clause) -> str:
        """How much of a weight: "at least 65% of the population"."""
        assert clause.weight is not None
        compared, name = COMPARED[clause.comparison], WEIGHTS.get(clause.weight, clause.weight.replace("_", " "))
        if clause.comparison is Comparison.FEWER_THAN:
            compared = "less than"
        if isinstance(clause.bound, Share):
            base = {Base.VOTING: " of those voting", Base.PRESENT: " of those present"}.get(
                clause.base or Base.ROLL, ""
            )
            return f"{compared} {self.share(clause.bound)} of the {name}{base}"
        number = self.digits(clause.bound if isinstance(clause.bound, int) else clause.need or 0)
        total = f" (of {self.digits(clause.total)})" if clause.total is not None else ""
        return f"{compared} {number} {name if name == 'votes' else f'of {name}'}{total}"

    def of_whom(self, clause: Clause) -> str:
        """The denominator of a share of members."""
        base = {Base.VOTING: "those voting", Base.PRESENT: "those present"}.get(clause.base or Base.ROLL)
        if clause.group is None:
            return f"of {base or 'the members'}"
        return f"of {base} in {self.group(clause.group)}" if base else self.of_group(clause.group)

    def counts(self, clause: Clause) -> str:
        """What the share comes to on this roll."""
        if clause.need is None or clause.total is None:
            return ""
        return f" ({clause.need} of {clause.total})"

    def verb(self, clause: Clause, number: int) -> str:
        """What they do; `number` 0 for one member, 1 for several."""
        if clause.counted == {Position.NO} and clause.manner in (Manner.CONSENSUS, Manner.SILENCE):
            return ("objects", "object")[number]
        if clause.counted == {Position.YES} and clause.manner is Manner.OPT_IN:
            return ("takes part", "take part")[number]
        if clause.counted in SETS:
            return SETS[clause.counted][number]
        return " or ".join(VERBS[position][number] for position in ordered(clause.counted))

    def merged(self, clause: Clause, weighed: Sequence[Clause], names: Names | None) -> str:
        """Members and what they hold in one breath."""
        holding = self.join([self.held(other) for other in weighed])
        return f"{self.subject(clause, names)}, holding {holding}, {self.verb(clause, 1)}"

    def among(self, clause: Clause, names: Names | None) -> str:
        """A group that must be among those just said to vote yes."""
        listed = self.named(clause.members, names)
        if len(clause.members) == 1:
            return f"{listed} is among them"
        return f"{listed} are {'both' if len(clause.members) == 2 else 'all'} among them"

    def title(
        self, counted: frozenset[Position], weight: str | None, group: str | None, base: str, manner: Manner
    ) -> str:
        """What a condition measures: "Members voting yes"."""
        doing = VOTING_WORDS.get(counted) or " or ".join(POSITIONS[position] for position in ordered(counted))
        if counted == {Position.NO} and manner in (Manner.CONSENSUS, Manner.SILENCE):
            doing = "objecting"
        if counted == {Position.YES} and manner is Manner.OPT_IN:
            doing = "taking part"
        whom = "members" if group is None else f"members {self.of_group(group)}"
        if weight is None:
            return f"{whom[0].upper()}{whom[1:]} {doing}"
        name = WEIGHTS.get(weight, weight.replace("_", " "))
        return f"{name[0].upper()}{name[1:]} of the {whom} {doing}"

    def must_concur(self, group: str) -> str:
        """The title of a concurrence."""
        name = self.group(group)
        return f"{name.removeprefix('the ')[0].upper()}{name.removeprefix('the ')[1:]} all vote yes"

    def position(self, position: Position) -> str:
        """A position in a word, after the name of a group that counted as one."""
        return {Position.YES: "yes", Position.NO: "no"}.get(position, "abstains")

    def no_veto(self, group: str) -> str:
        """The title of the absence of a veto."""
        return f"None {self.of_group(group)} votes no"

    def in_base(self, of: str, group: str | None) -> str:
        """The denominator in words, after a count."""
        return {"voting": " voting", "present": " present"}.get(of, "")

    def quantity(self, value: int, weight: str | None) -> str:
        """An amount with its unit."""
        if weight is None:
            return f"{self.digits(value)} {'member' if value == 1 else 'members'}"
        name = WEIGHTS.get(weight, weight.replace("_", " "))
        if weight == "votes":
            return f"{self.digits(value)} {'vote' if value == 1 else 'votes'}"
        return f"{self.digits(value)} people" if weight == "population" else f"{self.digits(value)} of {name}"

    def more(self, value: int, weight: str | None) -> str:
        """How much more is needed."""
        said = self.quantity(value, weight)
        number, _, unit = said.partition(" ")
        return f"{number} more {unit}"
