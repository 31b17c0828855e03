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

STATEMENT = Text(
    title="Joint statement on lasting support for Ukraine",
    subject="statements",
    sponsors="FR GB",
    text="""\
We, the members of the Coalition that endorse this statement,

1. stand by Ukraine’s sovereignty and territorial integrity within its internationally recognised borders;
2. will not let our support lapse while a just and lasting peace is sought;
3. invite every state that shares these aims to align with this statement.
""",
)

SOLIDARITY = Text(
    title="Common position on safe shipping in the Black Sea",
    subject="common-positions",
    sponsors="RO TR",
    text="""\
The members of the Coalition

1. hold that the lanes of the Black Sea are open to the ships of all nations;
2. support the clearance of drifting mines by the states of its coast;
3. return to the matter in three months.
""",
)

CLEARANCE = Text(
    title="Mine clearance along the Inhulets",
    subject="contributions",
    sponsors="HR JP",
    text="""\
The members that take part

1. Each member that has clearance teams names them within ten days.

2. Teams work under one plan, which the coordination cell keeps.

3. What is cleared is recorded and handed over village by village.
""",
)

LONGER_NOTICE = Text(
    title="Rules of procedure: longer notice for operations",
    subject="rules-of-procedure",
    sponsors="SE FI",
    text="""\
Capitals need a night to answer on operations. In an emergency two hours are enough, with a reason on record.

## operations

- Notice: 12 h
- Notice in an emergency: 2 h
- An outage moves the deadline by: 6 h
""",
)

RADARS = Text(
    title="Shared air picture: radars on the eastern flank",
    subject="contributions",
    sponsors="PL LT",
    text="""\
The members that take part

1. share the picture of their coastal and border radars without delay;
2. keep one format for it, which the coordination cell publishes.
""",
)
