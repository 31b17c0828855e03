"""Random rules and rolls: small enough to shrink, wide enough to meet every part of the language."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

MEMBERS = ("AT", "BE", "DE", "FR", "GB", "PL", "SU")
GROUPS = ("E3", "NB8", "concerned")
WEIGHTS = ("population", "votes")
POSITIONS = ("yes", "no", "abstain", "declared", "not_participating", "absent")
SETS = ("PRESENT", "VOTING", "NOT_YES")
COMPARISONS = ("at_least", "more_than", "at_most", "fewer_than")
SHARES = ("0%", "1/3", "35%", "50%", "1/2", "55%", "62.5%", "2/3", "80%", "100%")


def rolls() -> st.SearchStrategy[dict[str, Any]]:
    """A roll as JSON: every weight and group the rules below may name."""
    members = st.lists(st.sampled_from(MEMBERS), min_size=1, max_size=6, unique=True)
    return members.flatmap(_roll_of)


def _roll_of(members: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    some = st.lists(st.sampled_from(members), unique=True)
    weight = st.fixed_dictionaries({member: st.sampled_from((0, 1, 2, 3, 5, 40)) for member in members})
    return st.fixed_dictionaries(
        {
            "members": st.just(members),
            "weights": st.fixed_dictionaries(dict.fromkeys(WEIGHTS, weight)),
            "groups": st.fixed_dictionaries(dict.fromkeys(GROUPS, some)),
            "suspended": st.one_of(st.just([]), some),
        }
    )


def positions(members: list[str]) -> st.SearchStrategy[dict[str, str]]:
    """Positions of some of the members; the others are absent."""
    return st.dictionaries(st.sampled_from(members), st.sampled_from(POSITIONS))


def counted() -> st.SearchStrategy[Any]:
    """What a test counts."""
    listed = st.lists(st.sampled_from(POSITIONS), min_size=1, max_size=3, unique=True)
    return st.one_of(st.just(["yes"]), listed, st.sampled_from(SETS), st.sampled_from(POSITIONS))


def bounds() -> st.SearchStrategy[Any]:
    """What a test asks: a number, a share, or a number computed from the roll."""
    fewest = st.builds(
        lambda how, share, weight, plus: {how: share, "plus": plus, **({"weight": weight} if weight else {})},
        st.sampled_from(("more_than", "at_least")),
        st.sampled_from(SHARES),
        st.sampled_from((None, *WEIGHTS)),
        st.integers(0, 2),
    )
    return st.one_of(st.integers(0, 7), st.sampled_from(SHARES), st.sampled_from(SHARES), fewest)


@st.composite
def tests_of_positions(draw: st.DrawFn, seats: bool = True) -> dict[str, Any]:
    """A test; with seats one time in a few."""
    bound = draw(bounds())
    test: dict[str, Any] = {"in": draw(counted()), draw(st.sampled_from(COMPARISONS)): bound}
    if isinstance(bound, str) or draw(st.booleans()):
        test["of"] = draw(st.sampled_from(("roll", "present", "voting")))
    for key, names in (("weight", WEIGHTS), ("group", GROUPS)):
        if draw(st.integers(0, 3)) == 0:
            test[key] = draw(st.sampled_from(names))
    if seats and draw(st.integers(0, 3)) == 0:
        groups = draw(st.lists(st.sampled_from(GROUPS), min_size=1, max_size=2, unique=True))
        test["seats"] = {group: draw(a_seat()) for group in groups}
    return test


@st.composite
def a_seat(draw: st.DrawFn) -> dict[str, Any]:
    """A group's seat."""
    inside = tests_of_positions(seats=False)
    seat: dict[str, Any] = {"yes": draw(inside), "no": draw(inside)}
    if draw(st.booleans()):
        seat["else"] = draw(st.sampled_from(POSITIONS))
    if draw(st.booleans()):
        seat["weight"] = draw(st.integers(0, 3))
    return seat


def conditions() -> st.SearchStrategy[dict[str, Any]]:
    """Any condition, a few levels deep."""
    leaves = st.one_of(tests_of_positions(), st.sampled_from([{"fact": "urgency"}, {"fact": "population_check"}]))
    return st.recursive(leaves, _combined, max_leaves=6)


def _combined(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    parts = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        parts.map(lambda listed: {"all": listed}),
        parts.map(lambda listed: {"any": listed}),
        inner.map(lambda one: {"not": one}),
        parts.flatmap(lambda listed: st.integers(1, len(listed)).map(lambda k: {"some": k, "of": listed})),
    )


@st.composite
def rules(draw: st.DrawFn) -> dict[str, Any]:
    """A whole rule."""
    rule: dict[str, Any] = {"id": "random", "adopt": draw(conditions())}
    for key in ("quorum", "reject"):
        if draw(st.integers(0, 3)) == 0:
            rule[key] = draw(conditions())
    if draw(st.integers(0, 3)) == 0:
        rule["read"] = draw(st.dictionaries(st.sampled_from(POSITIONS), st.sampled_from(POSITIONS), max_size=2))
    if draw(st.integers(0, 3)) == 0:
        rule["disregard"] = draw(st.sampled_from(("concerned", ["concerned", "NB8"])))
    if draw(st.integers(0, 4)) == 0:
        rule["participants_only"] = True
    if draw(st.integers(0, 3)) == 0:
        rule["adopt"] = {"all": [rule["adopt"], {"in": ["yes"], "more_than": "50%", "of": "voting"}]}
        rule["tie"] = draw(st.sampled_from(({"casting": "FR"}, {"casting_group": "E3"}, "second_vote")))
    return rule
