"""The decision room: what would carry this, and where. What a reader supposes stays nowhere."""
