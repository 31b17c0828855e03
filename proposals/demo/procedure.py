"""The rules of procedure of the demo: configurations of ours from the catalogue, said to be so."""

from __future__ import annotations

from datetime import timedelta

from coalition import founding
from coalition.founding import Subject
from coalition.models import Coalition, Person, Rule, RulesOfProcedure
from coalition.models.procedure import Opener, Procedure, Visibility
from coalition.procedure import AMENDING
from coalition.rules import catalogue

MILITARY = ("military", "defence")


def put_in_force(coalition: Coalition, by: Person) -> RulesOfProcedure:
    """Keep the rules and put the rules of procedure in force."""
    core = _keep(coalition, "coalition-core-e3", by)
    subjects = [
        Subject(
            "operations",
            "Operations and readiness",
            "Opérations et disponibilité",
            rule=_keep(coalition, "coalition-core-e3-population", by),
            procedure=Procedure.WRITTEN,
            visibility=Visibility.OPEN,
            notice=timedelta(hours=2),
            implications=MILITARY,
        ),
        Subject(
            "urgent-operations",
            "Urgent operations, in a meeting",
            "Opérations urgentes, en réunion",
            rule=core,
            procedure=Procedure.MEETING,
            visibility=Visibility.OPEN,
            opener=Opener.EITHER,
            implications=MILITARY,
        ),
        Subject(
            "contributions",
            "Contributions and joint purchases",
            "Contributions et achats communs",
            rule=_keep(coalition, "coalition-opt-in", by),
            procedure=Procedure.WRITTEN,
            visibility=Visibility.OPEN,
            implications=("defence",),
        ),
        Subject(
            "statements",
            "Joint statements",
            "Déclarations conjointes",
            rule=_keep(coalition, "joint-statement", by),
            procedure=Procedure.ENDORSEMENT,
            visibility=Visibility.OPEN,
            opener=Opener.EITHER,
        ),
        Subject(
            "common-positions",
            "Common positions, under silence",
            "Positions communes, par silence",
            rule=_keep(coalition, "consensus", by),
            procedure=Procedure.SILENCE,
            visibility=Visibility.OPEN,
            notice=timedelta(hours=24),
            emergency_notice=timedelta(hours=2),
            outage_extension=timedelta(hours=12),
        ),
        Subject(
            "appointments",
            "Appointments",
            "Nominations",
            rule=_keep(coalition, "absolute-majority", by),
            procedure=Procedure.WRITTEN,
            visibility=Visibility.ON_CLOSING,
            notice=timedelta(minutes=30),
        ),
        Subject(
            "procedure",
            "Procedural motions",
            "Motions de procédure",
            rule=_keep(coalition, "simple-majority", by),
            procedure=Procedure.MEETING,
            visibility=Visibility.OPEN,
            opener=Opener.EITHER,
        ),
        Subject(
            "soundings",
            "Indicative votes",
            "Votes indicatifs",
            rule=_keep(coalition, "two-thirds", by),
            procedure=Procedure.INDICATIVE,
            visibility=Visibility.ON_CLOSING,
            opener=Opener.EITHER,
        ),
        Subject(
            AMENDING,
            "Rules of procedure",
            "Règlement intérieur",
            rule=core,
            procedure=Procedure.WRITTEN,
            visibility=Visibility.OPEN,
            notice=timedelta(hours=24),
        ),
    ]
    return founding.put_rules_in_force(coalition=coalition, subjects=subjects, by=by).done


def _keep(coalition: Coalition, identifier: str, by: Person) -> Rule:
    return founding.adopt_rule(coalition=coalition, document=catalogue.rule(identifier).to_json(), by=by)
