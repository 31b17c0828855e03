"""Rules and outcomes in words, English and French.

Pure tables, no gettext: a page, a mail, a file and a command say the same.
"""

from coalition.rules.wording.effects import admissible_sentence, basis_sentence, effect_sentence
from coalition.rules.wording.explaining import condition_amount, condition_text, condition_title, missing_text
from coalition.rules.wording.reasoning import headline, reasons
from coalition.rules.wording.sentences import say_condition, sentence

__all__ = [
    "admissible_sentence",
    "basis_sentence",
    "condition_amount",
    "condition_text",
    "condition_title",
    "effect_sentence",
    "headline",
    "missing_text",
    "reasons",
    "say_condition",
    "sentence",
]
