"""Real stacks to test against: server, worker and database as processes of their own, one stack per engine."""
