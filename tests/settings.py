"""The settings under test: a data folder of its own; CONCERT_TEST_ENGINE=postgresql for the other engine."""

import atexit
import os
import shutil
import tempfile

from tests.stack import parts

os.environ["CONCERT_HOME"] = tempfile.mkdtemp(prefix="concert-test-")
atexit.register(shutil.rmtree, os.environ["CONCERT_HOME"], ignore_errors=True)
for name in (
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "CONCERT_SIGNING_KEY",
    "CONCERT_SIGNING_KEY_FILE",
):
    os.environ.pop(name, None)
if parts.engine() == "postgresql":
    os.environ["DATABASE_URL"] = parts.postgres()

from coalition.config.settings import *  # noqa: E402, F403
from coalition.config.settings import DATABASES, STORAGES  # noqa: E402

if parts.engine() == "postgresql":
    DATABASES["default"]["TEST"] = {"NAME": f"concert_test_{os.getpid()}"}  # several runs may share one server
else:
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"  # what survives a crash, stacks test
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT.mkdir()  # noqa: F405  whoever serves it warns where there is none
