"""Who decides: persons, members, groups, weights, delegations, accreditations, rules and rules of procedure."""

from coalition.models.accreditations import Accreditation
from coalition.models.coalitions import Coalition, DemoMarker
from coalition.models.delegations import Delegate, Office
from coalition.models.groups import Group, GroupPlace
from coalition.models.links import SignInLink
from coalition.models.members import Member, Membership, Suspension
from coalition.models.partners import Partner
from coalition.models.pending import PendingAct
from coalition.models.persons import ApiToken, Person
from coalition.models.procedure import Acceptance, RulesOfProcedure, SubjectRules
from coalition.models.rules import Rule
from coalition.models.sessions import Session
from coalition.models.weights import Weight

__all__ = [
    "Acceptance",
    "Accreditation",
    "ApiToken",
    "Coalition",
    "Delegate",
    "DemoMarker",
    "Group",
    "GroupPlace",
    "Member",
    "Membership",
    "Office",
    "Partner",
    "PendingAct",
    "Person",
    "Rule",
    "RulesOfProcedure",
    "Session",
    "SignInLink",
    "SubjectRules",
    "Suspension",
    "Weight",
]
