"""The Celery application; settings begin with CELERY_."""

import logging.config
import os

from celery import Celery
from celery.signals import beat_embedded_init, setup_logging, worker_init

from coalition.config import broker  # noqa: F401  (makes the broker in files known)
from coalition.config.lifeline import follow_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coalition.config.settings")
app = Celery("concert")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["proposals"])


@setup_logging.connect
def use_our_logging(**_: object) -> None:
    """Keep Celery from setting up logging of its own."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@worker_init.connect
def worker_follows_its_server(**_: object) -> None:
    """Stop with `manage.py serve`, however that ended; started by hand, a worker follows nobody."""
    follow_parent()


@beat_embedded_init.connect
def beat_follows_its_worker(**_: object) -> None:
    """Stop with the worker that beat is embedded in: a worker killed outright leaves no second clock behind."""
    follow_parent(os.getppid())
