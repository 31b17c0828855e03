"""The words in French. A no-break space stands before : ; ? ! % and inside guillemets, and in large numbers."""

from collections.abc import Sequence

from coalition.rules.conditions import Base, Comparison, Fewest
from coalition.rules.numbers import Share
from coalition.rules.positions import Position, ordered
from coalition.rules.rule import Manner
from coalition.rules.wording import names as naming
from coalition.rules.wording.clauses import Clause, Names
from coalition.rules.wording.french_words import (
    COMPARED,
    DOES,
    DOING,
    FACTS,
    GROUPS,
    NB,
    NUMBERS,
    OF_WEIGHTS,
    POSITIONS,
    SETS,
    SHARES,
    TEXTS,
    VERBS,
    VOTING_WORDS,
    WEIGHTS,
)


class French:
    """How French says a test."""

    code = "fr"
    texts = TEXTS

    def number(self, value: int) -> str:
        """A small number in letters, a large one in digits."""
        return NUMBERS[value] if 1 <= value < len(NUMBERS) else self.digits(value)

    def digits(self, value: int) -> str:
        """A number in digits, in groups of three."""
        return f"{value:,}".replace(",", NB)

    def percent(self, text: str) -> str:
        """A percentage."""
        return f"{self.decimal(text)}{NB}%"

    def decimal(self, text: str) -> str:
        """A decimal number."""
        return text.replace(".", ",")

    def join(self, items: Sequence[str]) -> str:
        """A, B et C."""
        return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} et {items[-1]}"

    def conditions(self, items: Sequence[str]) -> str:
        """Conditions that must all hold, after "si"."""
        return (
            items[0] if len(items) == 1 else f"{', si '.join(items[:-1])}, et si {items[-1]}".replace("si il", "s’il")
        )

    def alternatives(self, items: Sequence[str]) -> str:
        """Conditions of which one must hold."""
        return items[0] if len(items) == 1 else ", ".join(f"soit {item}" for item in items)

    def some(self, least: int, items: Sequence[str]) -> str:
        """Conditions of which some must hold."""
        number = "une" if least == 1 else self.number(least)
        return f"au moins {number} de ces conditions sont remplies{NB}: {f'{NB}; '.join(items)}"

    def opposite(self, condition: str) -> str:
        """A condition that must not hold."""
        return f"la condition suivante n’est pas remplie{NB}: {condition}"

    def provided(self, fact: str, condition: str) -> str:
        """A condition asked only where a fact is given."""
        when = "lorsqu’" if fact[0] in "aeiouéèêh" else "lorsque "
        return f"{condition} {when}{fact}"

    def fact(self, name: str) -> str:
        """A fact."""
        return FACTS.get(name, f"«{NB}{name.replace('_', ' ')}{NB}» est établi")

    def share(self, share: Share) -> str:
        """A share as said."""
        if share.text in SHARES:
            return SHARES[share.text]
        return self.percent(share.text.rstrip("% ")) if "%" in share.text else share.text

    def group(self, name: str) -> str:
        """A group as a subject."""
        return GROUPS[name][1] if name in GROUPS else f"le groupe {name}"

    def of_group(self, name: str) -> str:
        """Out of a group."""
        return GROUPS[name][0] if name in GROUPS else f"du groupe {name}"

    def clause(self, clause: Clause, names: Names | None) -> str:
        """A whole test."""
        one = clause.weight is None and clause.bound == 1
        form = 2 if clause.is_nobody else 0 if one else 1
        return f"{self.subject(clause, names)} {self.verb(clause, form)}{self.seated(clause)}"

    def seated(self, clause: Clause) -> str:
        """Groups that count as one."""
        if not clause.seats:
            return ""
        return f", {self.join([self.group(g) for g in clause.seats])} comptant pour un siège"

    def subject(self, clause: Clause, names: Names | None) -> str:
        """Whom the test counts, and how many of them."""
        if clause.weight is not None:
            return f"{self.whose(clause)} réunissant {self.held(clause)}"
        if clause.is_everyone:
            return self.everyone(clause, names)
        if isinstance(clause.bound, Share):
            return f"{self.compared_share(clause, clause.bound)} {self.of_whom(clause)}{self.counts(clause)}"
        return self.counted(clause, names)

    def compared_share(self, clause: Clause, share: Share) -> str:
        """The comparison with a share."""
        said = f"{COMPARED[clause.comparison]} {self.share(share)}"
        for several in ("deux tiers", "trois quarts", "quatre cinquièmes", "trois cinquièmes"):
            said = said.replace(f"au moins {several}", f"au moins les {several}")
        return said

    def everyone(self, clause: Clause, names: Names | None) -> str:
        """All of a group, by name where they are few."""
        if clause.group is None:
            return "tous les membres"
        if not clause.members:
            return f"tous les membres {self.of_group(clause.group)}"
        listed = self.named(clause.members, names)
        return listed if len(clause.members) == 1 else f"{listed}, {self.all_of(clause.members)},"

    def all_of(self, codes: Sequence[str]) -> str:
        """Tous trois, toutes deux."""
        every = "toutes" if all(naming.is_feminine(code) for code in codes) else "tous"
        if len(codes) >= len(NUMBERS):
            return every
        return f"{every} {NUMBERS[len(codes)]}" if len(codes) <= 4 else f"{every} les {NUMBERS[len(codes)]}"

    def named(self, codes: Sequence[str], names: Names | None) -> str:
        """Members by name, in alphabetical order."""
        return self.join([naming.definite(c, "fr", names) for c in naming.ordered(codes, "fr", names)])

    def counted(self, clause: Clause, names: Names | None) -> str:
        """A number of members."""
        if isinstance(clause.bound, Fewest):
            return self.computed(clause, clause.bound)
        assert isinstance(clause.bound, int)
        if clause.is_nobody:
            return "aucun membre" if clause.group is None else self.none_of(clause.group)
        compared = f"{COMPARED[clause.comparison]} {self.number(clause.bound)}"
        if clause.group is not None:
            if len(clause.members) == 1 and clause.bound == 1 and clause.comparison is Comparison.AT_LEAST:
                return self.named(clause.members, names)
            if clause.members:
                return f"{compared} membre{'s' * (clause.bound > 1)} parmi {self.named(clause.members, names)}"
            return f"{compared} membre{'s' * (clause.bound > 1)} {self.of_group(clause.group)}"
        return f"{compared} {'membre' if clause.bound == 1 else 'membres'}{self.out_of(clause)}"

    def none_of(self, group: str) -> str:
        """Nobody of a group."""
        genitive = self.of_group(group)
        return f"aucun {genitive}" if genitive.startswith("des membres") else f"aucun membre {genitive}"

    def out_of(self, clause: Clause) -> str:
        """The denominator of a plain number, where it is known and worth saying."""
        return (
            f" (sur {clause.total})"
            if clause.total is not None and clause.comparison.is_minimum and clause.bound != 1
            else ""
        )

    def computed(self, clause: Clause, fewest: Fewest) -> str:
        """A number computed from the roll."""
        compared = "plus de" if fewest.strict else "au moins"
        what = "des membres" if fewest.weight is None else OF_WEIGHTS.get(fewest.weight, f"de {fewest.weight}")
        plus = f", plus {self.number(fewest.plus)}" if fewest.plus else ""
        reason = f"le plus petit nombre réunissant {compared} {self.share(fewest.share)} {what}{plus}"
        if clause.need is None:
            return f"{COMPARED[clause.comparison]} N membres (N étant {reason})"
        number = clause.need + {Comparison.FEWER_THAN: 1, Comparison.MORE_THAN: -1}.get(clause.comparison, 0)
        return f"{COMPARED[clause.comparison]} {self.number(number)} membres ({reason})"

    def whose(self, clause: Clause) -> str:
        """The members behind a weight."""
        return "des membres" if clause.group is None else f"des membres {self.of_group(clause.group)}"

    def held(self, clause: Clause) -> str:
        """How much of a weight."""
        assert clause.weight is not None
        if isinstance(clause.bound, Share):
            base = {Base.VOTING: " des votants", Base.PRESENT: " des présents"}.get(clause.base or Base.ROLL, "")
            of = OF_WEIGHTS.get(clause.weight, f"de «{NB}{clause.weight.replace('_', ' ')}{NB}»")
            return f"{self.compared_share(clause, clause.bound)} {of}{base}"
        number = self.digits(clause.bound if isinstance(clause.bound, int) else clause.need or 0)
        total = f" (sur {self.digits(clause.total)})" if clause.total is not None else ""
        unit = "voix" if clause.weight == "votes" else OF_WEIGHTS.get(clause.weight, f"de {clause.weight}")
        return f"{COMPARED[clause.comparison]} {number} {unit}{total}"

    def of_whom(self, clause: Clause) -> str:
        """The denominator of a share of members."""
        base = {Base.VOTING: "des votants", Base.PRESENT: "des présents"}.get(clause.base or Base.ROLL)
        if clause.group is None:
            return base or "des membres"
        return f"{base} {self.of_group(clause.group)}" if base else f"des membres {self.of_group(clause.group)}"

    def counts(self, clause: Clause) -> str:
        """What the share comes to on this roll."""
        if clause.need is None or clause.total is None:
            return ""
        return f" ({clause.need} sur {clause.total})"

    def verb(self, clause: Clause, form: int) -> str:
        """What they do; `form` 0 for one member, 1 for several, 2 after "aucun"."""
        if clause.counted == {Position.NO} and clause.manner in (Manner.CONSENSUS, Manner.SILENCE):
            return ("s’oppose", "s’opposent", "ne s’oppose")[form]
        if clause.counted in DOES.get(clause.manner, {}):
            return DOES[clause.manner][clause.counted][form]
        if clause.counted in SETS:
            return SETS[clause.counted][form]
        return (" ni " if form == 2 else " ou ").join(VERBS[position][form] for position in ordered(clause.counted))

    def merged(self, clause: Clause, weighed: Sequence[Clause], names: Names | None) -> str:
        """Members and what they hold in one breath."""
        holding = self.join([self.held(other) for other in weighed])
        return f"{self.subject(clause, names)}, réunissant {holding}, {self.verb(clause, 1)}"

    def among(self, clause: Clause, names: Names | None) -> str:
        """A group that must be among those just said to vote yes."""
        listed = self.named(clause.members, names)
        if len(clause.members) == 1:
            return f"{listed} figure parmi eux"
        return f"{listed} figurent {self.all_of(clause.members)} parmi eux"

    def title(
        self, counted: frozenset[Position], weight: str | None, group: str | None, base: str, manner: Manner
    ) -> str:
        """What a condition measures."""
        doing = VOTING_WORDS.get(counted) or " ou ".join(POSITIONS[position] for position in ordered(counted))
        if counted == {Position.NO} and manner in (Manner.CONSENSUS, Manner.SILENCE):
            doing = "s’opposant"
        doing = DOING.get(manner, {}).get(counted, doing)
        whom = "membres" if group is None else f"membres {self.of_group(group)}"
        if weight is None:
            return f"{whom[0].upper()}{whom[1:]} {doing}"
        name = WEIGHTS.get(weight, weight.replace("_", " ")).removeprefix("la ").removeprefix("le ")
        return f"{name[0].upper()}{name[1:]} des {whom} {doing}"

    def must_concur(self, group: str, manner: Manner) -> str:
        """The title of a concurrence."""
        what = {Manner.OPT_IN: "Participation", Manner.ENDORSEMENT: "Souscription"}.get(manner, "Accord")
        return f"{what} de tous les membres {self.of_group(group)}".replace("membres des membres", "membres")

    def position(self, position: Position) -> str:
        """A position in a word, after the name of a group that counted as one."""
        return {Position.YES: "pour", Position.NO: "contre"}.get(position, "abstention")

    def no_veto(self, group: str) -> str:
        """The title of the absence of a veto."""
        said = self.none_of(group)
        return f"{said[0].upper()}{said[1:]} ne vote contre"

    def in_base(self, of: str, group: str | None) -> str:
        """The denominator in words, after a count."""
        return {"voting": " votants", "present": " présents"}.get(of, "")

    def quantity(self, value: int, weight: str | None) -> str:
        """An amount with its unit."""
        if weight is None:
            return f"{self.digits(value)} {'membre' if value < 2 else 'membres'}"
        if weight == "votes":
            return f"{self.digits(value)} voix"
        if weight == "population":
            return f"{self.digits(value)} habitants"
        return f"{self.digits(value)} {OF_WEIGHTS.get(weight, f'de {weight}')}"

    def more(self, value: int, weight: str | None) -> str:
        """How much more is needed."""
        return self.quantity(value, weight)
