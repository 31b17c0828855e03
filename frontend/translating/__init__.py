"""The catalogues of translations: what is to be translated, and bringing the catalogues up to date."""
