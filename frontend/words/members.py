"""Names of members, as the words of what leaves the house have them too."""

from proposals.words.members import Name, Roster, is_french, language, listing, name_of, roster_of, titled

__all__ = ["Name", "Roster", "is_french", "language", "listing", "name_of", "roster_of", "titled"]
