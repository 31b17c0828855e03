"""The texts of the exercise. They decide nothing in the world."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """A proposal of the exercise; `before` is its earlier revision, where it has one."""

    title: str
    subject: str
    sponsors: str
    text: str
    before: str = ""


TRAINING = Text(
    title="Training mission for Ukraine’s armed forces: extension to 31 December 2027",
    subject="urgent-operations",
    sponsors="PL DK",
    text="""\
The members of the Coalition,

determined that the training given to Ukraine’s armed forces continue without a gap,

decide as follows:

1. The training mission is extended to 31 December 2027.
2. Courses for instructors come before courses for units.
3. Each member names its contact for the mission within ten days.
""",
)

READINESS = Text(
    title="Readiness order for the Multinational Force Ukraine",
    subject="operations",
    sponsors="GB FR",
    before="""\
The members of the Coalition,

recalling their meeting in Paris on 4 September 2025, and resolved that any ceasefire in Ukraine be lasting,

decide as follows:

1. The headquarters and the land, air and maritime components of the force are held at thirty days’ notice.
2. Each member that votes yes states its contribution to the coordination cell within three weeks.
3. The coordination cell reports on readiness every two weeks.
""",
    text="""\
The members of the Coalition,

recalling their meeting in Paris on 4 September 2025, and resolved that any ceasefire in Ukraine be lasting,

decide as follows:

1. The headquarters and the land, air and maritime components of the force are held at ten days’ notice.
2. Each member that votes yes states its contribution to the coordination cell within three weeks.
3. The coordination cell reports on readiness every two weeks, for the first time within a month.
4. This order lapses after six months unless the Coalition extends it.
""",
)

INTERCEPTORS = Text(
    title="Joint purchase of air-defence interceptors, first tranche",
    subject="contributions",
    sponsors="DE NL",
    text="""\
The members that take part

1. buy a first tranche of air-defence interceptors together, through one contract;
2. share its cost by a key that they agree among themselves before signature;
3. deliver the interceptors to Ukraine as they come off the line.

A member that does not take part now can join before signature.
""",
)
