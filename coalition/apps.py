from django.apps import AppConfig


class CoalitionConfig(AppConfig):
    name = "coalition"

    def ready(self) -> None:
        # The clock is registered on every connection, and each of the others registers its kinds of act.
        from coalition import accrediting, clock, delegations, founding, grouping, membership  # noqa: F401
