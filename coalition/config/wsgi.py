"""Pages, API and ballots: Django under WSGI, with the static files before it.

As Django middleware, servestatic is asynchronous only: each request of a worker thread, a ballot too, then started an
event loop and crossed to another thread twice. Before Django it looks a path up in a dictionary.
"""

import os
import re
from wsgiref.headers import Headers

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from servestatic import ServeStatic

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coalition.config.settings")
FINGERPRINTED = re.compile(r"\.[0-9a-f]{12}\.\w+\Z")  # as ManifestStaticFilesStorage names a file: kept for ever


def _add_headers(headers: Headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


application = ServeStatic(
    get_wsgi_application(),
    root=settings.STATIC_ROOT,
    prefix=settings.STATIC_URL,
    allow_all_origins=False,
    immutable_file_test=lambda path, url: bool(FINGERPRINTED.search(url)),
    add_headers_function=_add_headers,
)
