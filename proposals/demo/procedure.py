"""The rules of procedure of the demo: configurations of ours from the catalogue, said to be so."""

from __future__ import annotations

from datetime import timedelta

from coalition import founding
from coalition.founding import Subject
from coalition.models import Coalition, Rule, RulesOfProcedure
from coalition.models.procedure import Opener, Procedure, Visibility
from coalition.rules import catalogue


def put_in_force(coalition: Coalition) -> RulesOfProcedure:
    """Keep the rules and put the rules of procedure in force."""
    core = _keep(coalition, "coalition-core-e3")
    subjects = [
        Subject(
            "operations",
            "Operations and readiness",
            "Opérations et disponibilité",
            rule=_keep(coalition, "coalition-core-e3-population"),
            procedure=Procedure.WRITTEN,
            visibility=Visibility.OPEN,
            notice=timedelta(hours=2),
        ),
        Subject(
            "urgent-operations",
            "Urgent operations, in a meeting",
            "Opérations urgentes, en réunion",
            rule=core,
            procedure=Procedure.MEETING,
            visibility=Visibility.OPEN,
            opener=Opener.EITHER,
        ),
        Subject(
            "contributions",
            "Contributions and joint purchases",
            "Contributions et achats communs",
            rule=_keep(coalition, "coalition-opt-in"),
            procedure=Procedure.WRITTEN,
            visibility=Visibility.OPEN,
        ),
        Subject(
            "appointments",
            "Appointments",
            "Nominations",
            rule=_keep(coalition, "absolute-majority"),
            procedure=Procedure.WRITTEN,
            visibility=Visibility.ON_CLOSING,
            notice=timedelta(minutes=30),
        ),
        Subject(
            "procedure",
            "Procedural motions",
            "Motions de procédure",
            rule=_keep(coalition, "simple-majority"),
            procedure=Procedure.MEETING,
            visibility=Visibility.OPEN,
            opener=Opener.EITHER,
        ),
        Subject(
            "soundings",
            "Indicative votes",
            "Votes indicatifs",
            rule=_keep(coalition, "two-thirds"),
            procedure=Procedure.INDICATIVE,
            visibility=Visibility.ON_CLOSING,
            opener=Opener.EITHER,
        ),
    ]
    return founding.put_rules_in_force(coalition=coalition, subjects=subjects)


def _keep(coalition: Coalition, identifier: str) -> Rule:
    return founding.keep_rule(coalition=coalition, document=catalogue.rule(identifier).to_json())
