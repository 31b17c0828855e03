"""Exact answers about a rule on a roll: who has what power, what would carry it, what is settled.

`analyse(rule, roll)` compiles once; the `Analysis` it returns is asked as often as one likes.
"""

from coalition.analysis.analysing import Analysis, analyse
from coalition.analysis.errors import AnalysisError, DecidesNothing, TooLarge
from coalition.analysis.votes import Vote

__all__ = ["Analysis", "AnalysisError", "DecidesNothing", "TooLarge", "Vote", "analyse"]
