"""Concert on one machine: what `manage.py serve` starts, watches and stops."""
