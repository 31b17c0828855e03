from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ProposalsConfig(AppConfig):
    name = "proposals"

    def ready(self) -> None:
        from coalition import importing, recording  # noqa: F401  (it registers its kind of act)
        from proposals.calendars import invitations
        from proposals.ledger.guarding import install_after_migrating
        from proposals.ledger.recording import keep
        from proposals.notices.events import CONCERNING, HANDLERS, hear
        from proposals.outbox.draining import listen
        from proposals.register import indexing, marking, searching  # noqa: F401  (it registers its kinds of act)
        from proposals.voting import opening  # noqa: F401  (it registers its kind of act)

        recording.bind(keep)
        listen(HANDLERS, hear, CONCERNING)
        invitations.register()

        indexing.listen()
        post_migrate.connect(searching.install_after_migrating, sender=self, dispatch_uid="concert.search")
        post_migrate.connect(install_after_migrating, sender=self, dispatch_uid="concert.guards")
