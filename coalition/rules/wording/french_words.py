"""The vocabulary of French: tables only. A no-break space stands before : ; ? ! % and inside guillemets."""

from coalition.rules.conditions import Comparison
from coalition.rules.positions import NOT_YES, PRESENT, VOTING, Position
from coalition.rules.rule import Binds, Manner

NB = "\u00a0"
NUMBERS = ("aucun", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")
SHARES = {"1/2": "la moitié", "50%": "la moitié", "1/3": "un tiers", "2/3": "deux tiers", "3/4": "trois quarts"}
SHARES |= {"4/5": "quatre cinquièmes", "1/4": "un quart", "3/5": "trois cinquièmes"}
COMPARED = {
    Comparison.AT_LEAST: "au moins",
    Comparison.MORE_THAN: "plus de",
    Comparison.AT_MOST: "au plus",
    Comparison.FEWER_THAN: "moins de",
}
# Each weight after "de".
WEIGHTS = {
    "population": "la population",
    "gdp": "le PIB",
    "capital": "le capital",
    "votes": "voix",
    "cost_share": "le coût",
}
OF_WEIGHTS = {"population": "de la population", "gdp": "du PIB", "capital": "du capital", "votes": "des voix"}
OF_WEIGHTS |= {"cost_share": "du coût"}
# The group after "de", and as a subject.
GROUPS = {
    "P5": ("des membres permanents", "les membres permanents"),
    "permanent": ("des membres permanents", "les membres permanents"),
    "lead": ("des nations-cadres", "les nations-cadres"),
    "core": ("du noyau", "le noyau"),
    "NB8": ("du NB8", "le NB8"),
    "E3": ("du E3", "le E3"),
    "E5": ("du E5", "le E5"),
    "E6": ("du E6", "le E6"),
    "european_allies": ("des alliés européens", "les alliés européens"),
    "concerned": ("du membre concerné", "le membre concerné"),
    "party": ("des parties au différend", "une partie au différend"),
    "chair": ("de la présidence", "la présidence"),
}
NOT_NO = frozenset(Position) - {Position.NO}

# One member, several, and after "aucun membre".
VERBS = {
    Position.YES: ("vote pour", "votent pour", "ne vote pour"),
    Position.NO: ("vote contre", "votent contre", "ne vote contre"),
    Position.ABSTAIN: ("s’abstient", "s’abstiennent", "ne s’abstient"),
    Position.DECLARED: ("déclare une abstention", "déclarent une abstention", "ne déclare une abstention"),
    Position.NOT_PARTICIPATING: ("ne participe pas", "ne participent pas", "ne refuse de participer"),
    Position.ABSENT: ("est absent", "sont absents", "n’est absent"),
}
SETS = {
    NOT_YES: ("ne vote pas pour", "ne votent pas pour", "ne s’écarte du vote pour"),
    PRESENT: ("est présent", "sont présents", "n’est présent"),
    VOTING: ("vote pour ou contre", "votent pour ou contre", "ne vote pour ou contre"),
    NOT_NO: ("ne vote pas contre", "ne votent pas contre", "ne s’écarte du vote contre"),
}
# Là où il s’agit de participer, ou de souscrire à un texte, personne ne vote.
DOES = {
    Manner.OPT_IN: {
        frozenset({Position.YES}): ("participe", "participent", "ne participe"),
        NOT_YES: ("ne participe pas", "ne participent pas", "ne refuse de participer"),
    },
    Manner.ENDORSEMENT: {
        frozenset({Position.YES}): ("y souscrit", "y souscrivent", "n’y souscrit"),
        NOT_YES: ("n’y souscrit pas", "n’y souscrivent pas", "ne refuse d’y souscrire"),
    },
}
DOING = {
    Manner.OPT_IN: {frozenset({Position.YES}): "participant", NOT_YES: "ne participant pas"},
    Manner.ENDORSEMENT: {frozenset({Position.YES}): "y souscrivant", NOT_YES: "n’y souscrivant pas"},
}
VOTING_WORDS = {
    frozenset({Position.YES}): "votant pour",
    frozenset({Position.NO}): "votant contre",
    frozenset({Position.DECLARED}): "déclarant une abstention",
    NOT_YES: "ne votant pas pour",
    PRESENT: "présents",
    VOTING: "votant pour ou contre",
    NOT_NO: "ne votant pas contre",
}
POSITIONS = {
    Position.YES: "votant pour",
    Position.NO: "votant contre",
    Position.ABSTAIN: "s’abstenant",
    Position.DECLARED: "déclarant une abstention",
    Position.NOT_PARTICIPATING: "ne participant pas",
    Position.ABSENT: "absents",
}
FACTS = {
    "population_check": "un membre demande la vérification de la population",
    "host_consents": "l’État hôte consent",
    "coverage_complete": "les besoins sont couverts",
    "urgency": "l’urgence est déclarée",
}
BINDS = {
    Binds.NOBODY: f"Une fois adopté, le texte ne lie personne{NB}: c’est une recommandation.",
    Binds.IN_FAVOUR: "Une fois adopté, le texte lie les membres qui votent pour.",
    Binds.PARTICIPANTS: "Une fois adopté, le texte lie les participants.",
    Binds.ALL_BUT_DECLARED: "Une fois adopté, le texte lie tous les membres, sauf ceux qui déclarent une abstention.",
    Binds.ALL: "Une fois adopté, le texte lie tous les membres.",
}
TEXTS = {
    "adopted_if": "Le texte est adopté si {0}.",
    "published_if": "Le texte est publié si {0}.",
    "unless": "sauf si {0}",
    "quorum": f"Quorum{NB}: {{0}}.",
    "reject": f"L’avis est négatif si {{0}}{NB}; à défaut, il n’y a pas d’avis.",
    "answers": f"Il n’y a pas de vote{NB}: la réponse de chaque membre est consignée.",
    "silence": "Le silence vaut accord.",
    "read": "{0} se lit {1}.",
    "disregard": "On ne compte pas {0}.",
    "participants": "Les membres qui ne participent pas ne sont pas électeurs.",
    "tie_rejected": "L’égalité vaut rejet.",
    "tie_second": "L’égalité appelle un second vote.",
    "tie_casting": f"En cas d’égalité, voix prépondérante{NB}: {{0}}.",
    "tie_was_rejected": f"Les voix sont à égalité{NB}: l’égalité vaut rejet.",
    "tie_was_second": f"Les voix sont à égalité{NB}: un second vote est dû.",
    "tie_was_casting": f"Les voix sont à égalité{NB}: la voix prépondérante a tranché.",
    "only_subjects": "Seulement pour {0}.",
    "not_subjects": "Pas pour {0}.",
    "only_members": "Seulement entre les {0} membres de l’instance.",
    "needs_members": "Seulement avec {0} parmi les membres.",
    "least_members": "Au moins {0} membres participent.",
    "political": f"Portée politique seulement{NB}: aucun traité ne l’appuie.",
    "configuration": "Il s’agit d’une configuration propre à la coalition.",
    "general": f"Forme générale{NB}: elle n’a force de règle que dans l’instance qui l’adopte.",
    "basis": f"Base juridique{NB}: {{0}}.",
    "practice": f"Base{NB}: {{0}}.",
    "history": f"Base historique{NB}: {{0}}.",
    "unverified": f"Non vérifié dans une source{NB}: {{0}}",
    "adopted": "Adopté",
    "consensus": "par consensus",
    "under_silence": "par la procédure de silence",
    "by_vote": "par {0} voix contre {1}",
    "taking_part": "{0} participants",
    "would_take_part": f"Non adopté{NB}: {{0}} participeraient",
    "endorsed": "{0} membres sur {1} y souscrivent",
    "not_endorsed": f"Non publié{NB}: {{0}} sur {{1}} y souscrivent",
    "rejected": "Non adopté",
    "no_consensus": f"Non adopté{NB}: pas de consensus",
    "silence_broken": f"Non adopté{NB}: silence rompu",
    "no_quorum": "Quorum non atteint",
    "no_opinion": "Pas d’avis",
    "recorded": "Réponses consignées",
    "supported": "Soutenu par {0} membres sur {1}, non adopté",
    "veto": f"Veto{NB}: {{0}}.",
    "lack": f"Non adopté faute de voix ({{0}} sur les {{1}} requises){NB}: ce n’est pas un veto.",
    "holds": "Condition remplie",
    "spare": "Condition remplie, avec une marge de {0}",
    "tie_held": "Condition remplie par la voix prépondérante",
    "need_min": "{0}, il en faut {1}",
    "need_max": "{0}, au plus {1}",
    "need_none": "{0}, aucun admis",
    "more_than": "plus de",
    "less_than": "moins de",
    "colon": f"{NB}: ",
    "semicolon": f"{NB}; ",
    "or": " ou ",
    "role_quorum": f"Quorum{NB}: ",
    "role_reject": f"Pour un avis négatif{NB}: ",
    "of": "{0} sur {1}",
    "points_more": "il manque {0} points",
    "points_over": "{0} points de trop",
    "more": "il manque {0}",
    "over": "{0} de trop",
    "one_of": "Au moins une de ces conditions est remplie",
    "k_of": "Au moins {0} de ces conditions sont remplies",
    "all_of": "Toutes ces conditions sont remplies",
    "not_of": "Cette condition ne doit pas être remplie",
    "not_all_of": "Ces conditions ne doivent pas être toutes remplies",
    "it_holds": "elle est remplie",
    "all_hold": "elles le sont toutes",
    "suspended": f"Suspendus et non comptés{NB}: {{0}}.",
    "disregarded": f"Non comptés selon cette règle{NB}: {{0}}.",
    "not_voting_yes": f"Ne votent pas pour{NB}: {{0}}",
    "not_taking_part": f"Ne participent pas{NB}: {{0}}",
    "not_endorsing": f"N’y souscrivent pas{NB}: {{0}}",
    "binds_only_them": f"Le texte lie les membres qui participent, et eux seuls{NB}: {{0}}.",
    "commits_endorsing": "Une fois publié, le texte engage les membres qui y souscrivent.",
    "binds_taking_part": "Une fois adopté, le texte lie les membres qui participent.",
    "voting_no": f"Votent contre{NB}: {{0}}",
    "fact_holds": "Établi",
    "fact_missing": "Non établi",
}
