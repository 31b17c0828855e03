"""The rule builder: a rule written in a form, without JSON and without script."""
