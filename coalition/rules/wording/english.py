"""The words in English."""

from collections.abc import Sequence

from coalition.rules.conditions import Base, Comparison, Fewest
from coalition.rules.numbers import Share
from coalition.rules.positions import Position, ordered
from coalition.rules.rule import Manner
from coalition.rules.wording import names as naming
from coalition.rules.wording.clauses import Clause, Names
from coalition.rules.wording.english_words import (
    COMPARED,
    DOES,
    DOING,
    FACTS,
    GROUPS,
    NUMBERS,
    POSITIONS,
    SETS,
    SHARES,
    TEXTS,
    VERBS,
    VOTING_WORDS,
    WEIGHTS,
)


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
        if clause.counted in DOES.get(clause.manner, {}):
            return DOES[clause.manner][clause.counted][number]
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
        doing = DOING.get(manner, {}).get(counted, doing)
        whom = "members" if group is None else f"members {self.of_group(group)}"
        if weight is None:
            return f"{whom[0].upper()}{whom[1:]} {doing}"
        name = WEIGHTS.get(weight, weight.replace("_", " "))
        return f"{name[0].upper()}{name[1:]} of the {whom} {doing}"

    def must_concur(self, group: str, manner: Manner) -> str:
        """The title of a concurrence."""
        doing = {Manner.OPT_IN: "take part", Manner.ENDORSEMENT: "endorse it"}.get(manner, "vote yes")
        name = self.group(group)
        return f"{name.removeprefix('the ')[0].upper()}{name.removeprefix('the ')[1:]} all {doing}"

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
