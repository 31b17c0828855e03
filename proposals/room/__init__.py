"""The decision room: what would carry this, and where. Computed from what is sent along, and forgotten."""
