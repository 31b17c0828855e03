from django.apps import AppConfig


class CoalitionConfig(AppConfig):
    name = "coalition"

    def ready(self) -> None:
        from coalition import clock  # noqa: F401  (registers the clock on every connection)
