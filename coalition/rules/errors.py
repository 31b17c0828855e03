"""What can be wrong with a rule or a roll, said so that a person can mend it."""


class RulesError(ValueError):
    """Anything wrong with what the rules were given."""


class RuleError(RulesError):
    """A rule that cannot be read: `place` is where in its JSON, `problem` is what is wrong."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place or 'rule'}: {problem}")
        self.place = place
        self.problem = problem


class RollError(RulesError):
    """A roll, or positions on it, that cannot be: says which member, weight or group."""


class MissingWeightError(RollError):
    """The rule weighs members by something that the roll does not hold."""

    def __init__(self, weight: str) -> None:
        super().__init__(f"the rule needs the weight '{weight}', which the roll does not have")
        self.weight = weight


class MissingGroupError(RollError):
    """The rule names a group that neither the roll nor the rule itself lists."""

    def __init__(self, group: str) -> None:
        super().__init__(f"the rule needs the group '{group}', which the roll does not have")
        self.group = group
