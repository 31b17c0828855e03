"""What an analysis cannot answer, and why."""

from coalition.rules.errors import RulesError

WRITTEN_OUT = 10**12


class AnalysisError(RulesError):
    """A question that has no answer for this rule, roll or input: says which and why."""


class DecidesNothing(AnalysisError):
    """The rule records each member's own answer: there is no outcome, and no power over one."""

    def __init__(self, rule: str) -> None:
        super().__init__(f"the rule {rule} records answers and decides nothing: there is no power in it")


class TooLarge(AnalysisError):
    """An answer that would take more than its budget: says how much, of what, and what to simplify."""

    def __init__(self, amount: int, of: str, budget: int) -> None:
        shown = str(amount) if amount < WRITTEN_OUT else f"more than {WRITTEN_OUT}"
        super().__init__(
            f"too large: {shown} {of}, and the budget is {budget}. "
            "Round the weights (thousands of people, not people), drop a weighted test, or use a smaller roll"
        )
        self.budget = budget
