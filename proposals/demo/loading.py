"""Loading the demo: the real coalition of September 2025 as an exercise, made through the verbs alone."""

from __future__ import annotations

from django.core.management import call_command

from coalition import clock, founding, grouping, membership, partnering
from coalition.models import Coalition, DemoMarker, Group, Member, Person
from coalition.rules import catalogue
from coalition.rules.catalogue import State
from proposals.demo import drafting, meetings, people, procedure, votes
from proposals.ledger.guarding import lifted
from proposals.voting.models import Division

SLUG = "coalition-of-the-willing"
SOURCES = {
    "population": "Eurostat, 1 January 2025, for EU members; World Bank 2024 for the others",
    "gdp": "World Bank 2023, US dollars",
}
GROUPS = {
    "E3": ("E3", "E3"),
    "E5": ("E5, defence ministers", "E5, ministres de la défense"),
    "E6": ("E6", "E6"),
    "NB8": ("Nordic-Baltic Eight", "Huit nordiques et baltes"),
    "JEF": ("Joint Expeditionary Force", "Force expéditionnaire interarmées"),
}
SPEAKERS = {"NB8": "DK"}  # in 2025
BESIDE = ("MK", "MT", "UA")  # invented for the exercise
HOSTS = ("UA",)


class DatabaseInUse(Exception):
    """The database holds a coalition that is no demo."""


def load_demo() -> Coalition:
    """Load the demo into an empty database; into its own, open votes again where none is open.

    Raises `DatabaseInUse` for a database that holds anything else: invented votes never stand beside real ones.
    """
    marker = DemoMarker.objects.first()
    if marker is None and (Coalition.objects.exists() or Person.objects.exists()):
        raise DatabaseInUse
    if marker is None or marker.loaded_at is None:
        return _load_whole()
    coalition = Coalition.objects.get(slug=SLUG)
    if not Division.objects.filter(coalition=coalition, closes_at__gt=clock.now()).exists():
        votes.hold_open(coalition)
    return coalition


def _load_whole() -> Coalition:
    """Load it from nothing, or from what an interrupted loading left: that was a demo, and holds nothing to keep."""
    with lifted():
        call_command("flush", interactive=False, verbosity=0)
    marker = DemoMarker.objects.create()
    coalition = _found()
    marker.loaded_at = clock.now()
    marker.save()
    return coalition


def _found() -> Coalition:
    founder = people.founder()
    coalition = founding.found_coalition(
        by=founder,
        slug=SLUG,
        name_en="Coalition of the Willing",
        name_fr="Coalition des volontaires",
        time_zone="Europe/Paris",
        exercise=True,
        note_en="Positions and people are invented. Members and populations are real, as reported in September 2025.",
        note_fr="Positions et personnes sont inventées. Membres et populations sont réels, selon les informations de "
        "septembre 2025.",
    )
    secretariat = people.serve(coalition, founder)
    members = _admit(coalition, founder)
    rules = procedure.put_in_force(coalition, founder)
    for member in members.values():
        people.seat(member, secretariat)
        membership.accept_rules(rules_of_procedure=rules, member=member, recorded_by=secretariat[0])
    _stand_beside(coalition, founder)
    votes.hold_decided(coalition)
    votes.hold_open(coalition)
    drafting.begin(coalition)
    meetings.call(coalition, secretariat[0])
    meetings.hold(coalition, secretariat[0])
    return coalition


def _admit(coalition: Coalition, by: Person) -> dict[str, Member]:
    states = [state for state in catalogue.states() if "COW" in state.groups]
    members = {
        state.iso2: membership.admit(
            coalition=coalition, code=state.iso2, name_en=state.name_en, name_fr=state.name_fr, by=by
        ).done
        for state in states
    }
    for state in states:
        _weigh(members[state.iso2], state, by)
    for code, (name_en, name_fr) in GROUPS.items():
        group = grouping.name_group(coalition=coalition, code=code, name_en=name_en, name_fr=name_fr, by=by).done
        _fill(group, [members[state.iso2] for state in states if code in state.groups], by)
        if code in SPEAKERS:
            grouping.name_speaker(group=group, member=members[SPEAKERS[code]], by=by)
    return members


def _stand_beside(coalition: Coalition, by: Person) -> None:
    """Register the states of the exercise that stand beside the members, and the host, which is a member as well."""
    states = {state.iso2: state for state in catalogue.states()}
    for code in BESIDE:
        state = states[code]
        names = {"name_en": state.name_en, "name_fr": state.name_fr}
        partnering.register_partner(coalition=coalition, code=code, hosts=code in HOSTS, by=by, **names)


def _weigh(member: Member, state: State, by: Person) -> None:
    values = {"population": state.population, "gdp": state.gdp_usd_2023}
    for name, value in values.items():
        membership.set_weight(member=member, name=name, value=value, source=SOURCES[name], by=by)


def _fill(group: Group, members: list[Member], by: Person) -> None:
    for member in members:
        grouping.put_in_group(group=group, member=member, by=by)
