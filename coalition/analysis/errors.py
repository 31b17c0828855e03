"""What an analysis cannot answer, and why."""

from coalition.rules.errors import RulesError


class AnalysisError(RulesError):
    """A question that has no answer for this rule, roll or input: says which and why."""


class TooLarge(AnalysisError):
    """The diagram would pass the budget of nodes. Says at which member, and what to simplify."""

    def __init__(self, budget: int, member: str, tests: int) -> None:
        super().__init__(
            f"too large: more than {budget} nodes, reached at {member} (tests in the rule: {tests}). Round the weights "
            "(thousands of people, not people), drop a weighted test, use a smaller roll, or raise the budget"
        )
        self.budget = budget
