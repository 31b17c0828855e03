"""The permission table as a page of the docs. `manage.py permissions` writes it; a test holds the two together."""

from __future__ import annotations

from coalition.permissions import TABLE, Act, Eyes, Permission, Standing, When

HEAD = """\
# Who may do what

Written from the code (`coalition/permissions.py`) by `manage.py permissions`; a test fails when the two differ.
Everything is denied unless a line here allows it. Outside one's own coalitions nothing exists: a page answers 404.
Within, what is not allowed is 403, and what is allowed but no longer fits the state of things is 409. Generated tests
try every endpoint (`tests/proposals/api/test_matrix.py`), every page (`tests/frontend/test_page_matrix.py`), and below
them every verb, in each state that a line names (`tests/proposals/test_verb_matrix.py`).

An adviser never votes: only a head or an alternate can be accredited, and whoever becomes an adviser loses the right at
once. The secretariat never votes either, unless a government has seated and accredited the person.

"""

ACTS = {
    Act.READ: "read everything that members read",
    Act.READ_RELEASED: "read what is released to observers",
    Act.DRAFT: "put a proposal to the coalition for its sponsors",
    Act.WRITE_DRAFT: "begin, edit and show a draft of one’s own member; whoever is accredited puts it to the coalition",
    Act.REVISE: "revise a proposal: the secretariat, and the delegations of the members that put it forward",
    Act.SPONSOR: "join a proposal as a co-sponsor, or leave it, for the member that accredited the person",
    Act.AMEND: "table and withdraw an amendment, ask for a separate vote, appeal the order, for that member",
    Act.ACCEPT: "accept an amendment without a vote, for a member that put the proposal forward",
    Act.RULE_ORDER: "rule on the order in which amendments are voted on",
    Act.ATTACH: "attach a document, withdraw it: to an item of an agenda those who run the meetings alone",
    Act.OPEN: "open a vote: the secretariat, the chair or either, as the subject’s rules of procedure say",
    Act.CAST: "cast a ballot for the member that accredited the person",
    Act.STOP: "oppose the procedure of a vote, brake it or call it to the full roll, for that member",
    Act.EXTEND: "move the deadline of a vote",
    Act.ANNUL: "annul a vote",
    Act.RECORD_NOTE: "record a vote given by signed note",
    Act.COUNTERSIGN: "countersign a note of the member that accredited the person, or contest it; not who recorded it",
    Act.SIGN: "register a key of one’s own to sign ballots with, withdraw it",
    Act.KEEP_RULE: "keep a rule",
    Act.PUT_RULES_IN_FORCE: "put rules of procedure in force",
    Act.RECORD_ACCEPTANCE: "accept the rules of procedure for that member (the secretariat: by the member’s note)",
    Act.CHANGE_ROLL: "admit, withdraw, suspend a member, lift a suspension, set a weight; groups, places, speakers",
    Act.SEAT: "seat a delegate, end a seat",
    Act.LET_IN: "make a link that lets a delegate or an observer in, register their subject at a provider",
    Act.GIVE_OFFICE: "give an office, end another’s (one’s own: oneself, alone)",
    Act.ACCREDIT: "register an accreditation, in another’s place too",
    Act.REVOKE: "revoke an accreditation, at once",
    Act.STATE: "put a statement of the member on record",
    Act.RUN_MEETINGS: "call and run meetings, give the floor",
    Act.ANSWER_CALL: "answer the call of a meeting that the person may read",
    Act.MARK_DECISION: "record that a decision is amended, superseded or expires, strike such a record",
    Act.IMPORT_VOTES: "keep roll calls of other bodies in the register of votes recorded elsewhere",
    Act.KEEP_MINUTES: "draw up, edit, circulate minutes, record that a meeting adopts them",
    Act.ASK_FLOOR: "ask for the floor in a meeting",
    Act.REGISTER_PARTNER: "register a state beside the members, name its contact, end it",
    Act.ALIGN: "align a state beside the members with a text, or leave it (the secretariat: by the state’s note)",
    Act.ADHERE: "endorse or join for the member after the decision, or leave a joint statement",
    Act.CONSENT: "consent for the host of what is voted on (the secretariat: by the host’s note)",
    Act.SETTLE: "see what awaits a second person; confirm or decline it where the act is one’s own to do",
    Act.SET_REMINDERS: "set when those are reminded whose member has not voted",
    Act.SEND_AGAIN: "see what did not arrive, and send it again",
    Act.PLEDGE: "pledge something for the member towards a decision, whether it binds the member or not",
    Act.KEEP_COMMITMENT: "say that a commitment of the member is fulfilled, withdraw it, move its date",
}
STANDINGS = {
    Standing.HEAD: "head",
    Standing.ALTERNATE: "alternate",
    Standing.ADVISER: "adviser",
    Standing.ACCREDITED: "accredited",
    Standing.SECRETARIAT: "secretariat",
    Standing.CHAIR: "chair",
    Standing.OBSERVER: "observer",
    Standing.CONTACT: "contact",
}
EYES = {
    Eyes.ONE: "one",
    Eyes.TWO: "two",
    Eyes.TWO_ONCE_IN_FORCE: "two; one until the first rules of procedure are in force",
    Eyes.AS_RULES_SAY: "one; two where the subject’s rules of procedure ask for it",
}
STATES = {
    When.ALWAYS: "any",
    When.NO_VOTE_OPEN: "no vote on the proposal is open or being counted",
    When.VOTE_OPEN: "the vote is open",
    When.VOTE_UNSEALED: "the vote is not sealed",
    When.VOTE_UNDECIDED: "the vote is not decided",
    When.UNSETTLED: "nobody has answered for it yet",
    When.OPEN_OR_DECIDED: "the vote is open, or its text is adopted",
    When.DECIDED: "its text is adopted",
    When.HOLDING: "it holds, or is to come",
}


def page() -> str:
    """Return the page, in Markdown."""
    titles = ["act", *STANDINGS.values(), "people", "state"]
    lines = [titles, ["---"] * len(titles), *(_line(act, TABLE[act]) for act in Act if act in TABLE)]
    return HEAD + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _line(act: Act, permission: Permission) -> list[str]:
    marks = ["yes" if standing in permission.who else "" for standing in STANDINGS]
    return [ACTS.get(act, act.value.replace("_", " ")), *marks, EYES[permission.eyes], STATES[permission.when]]
