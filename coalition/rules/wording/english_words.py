"""The vocabulary of English: tables only."""

from coalition.rules.conditions import Comparison
from coalition.rules.positions import NOT_YES, PRESENT, VOTING, Position
from coalition.rules.rule import Binds, Manner

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
# Where taking part, or endorsing, is what is asked, nobody votes: a yes does it, anything else does not.
DOES = {
    Manner.OPT_IN: {
        frozenset({Position.YES}): ("takes part", "take part"),
        NOT_YES: ("does not take part", "do not take part"),
    },
    Manner.ENDORSEMENT: {
        frozenset({Position.YES}): ("endorses it", "endorse it"),
        NOT_YES: ("does not endorse it", "do not endorse it"),
    },
}
DOING = {
    Manner.OPT_IN: {frozenset({Position.YES}): "taking part", NOT_YES: "not taking part"},
    Manner.ENDORSEMENT: {frozenset({Position.YES}): "endorsing it", NOT_YES: "not endorsing it"},
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
    "published_if": "Published if {0}.",
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
    "only_subjects": "Only for {0}.",
    "not_subjects": "Not for {0}.",
    "only_members": "Only among the {0} members of its body.",
    "needs_members": "Only with {0} on the roll.",
    "least_members": "At least {0} members take part.",
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
    "would_take_part": "Not adopted: {0} would take part",
    "endorsed": "Endorsed by {0} of {1}",
    "not_endorsed": "Not published: endorsed by {0} of {1}",
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
    "not_taking_part": "Not taking part: {0}",
    "not_endorsing": "Not endorsing it: {0}",
    "binds_taking_part": "Adopted, it binds the members that take part.",
    "binds_only_them": "It binds the members that take part, and nobody else: {0}.",
    "commits_endorsing": "Published, it commits the members that endorse it.",
    "voting_no": "Voting no: {0}",
    "fact_holds": "Stated",
    "fact_missing": "Not stated",
}
