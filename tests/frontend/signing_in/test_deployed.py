"""What an operator sees: Django's own checks pass with the settings of production, and the pause is said to all."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from tests.factories import a_person

PRODUCTION = {
    "CONCERT_HTTPS": "1",
    "CONCERT_BEHIND_PROXY": "1",
    "CONCERT_REQUIRE_SECOND_FACTOR": "1",
    "ALLOWED_HOSTS": "concert.example",
    "CSRF_TRUSTED_ORIGINS": "https://concert.example",
    "OIDC_PROVIDERS": "fr",
    "OIDC_FR_NAME": "Quai d’Orsay",
    "OIDC_FR_ISSUER": "https://login.diplomatie.example",
    "OIDC_FR_CLIENT_ID": "concert",
    "OIDC_FR_CLIENT_SECRET": "of this test",
    "OIDC_FR_EMAIL_DOMAINS": "diplomatie.example",
}


def check(home, **environment: str) -> subprocess.CompletedProcess[str]:
    """`manage.py check --deploy`, by itself, in this environment."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR, env=kept | {"CONCERT_HOME": str(home)} | environment,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_production_passes_the_checks(tmp_path):
    found = check(tmp_path, **PRODUCTION)
    assert found.returncode == 0, found.stderr
    assert "no issues" in found.stdout


def test_the_checks_see_what_is_missing(tmp_path):
    found = check(tmp_path, **PRODUCTION | {"CONCERT_HTTPS": "0"})
    assert found.returncode == 1
    assert "security.W008" in found.stderr  # no redirect to HTTPS


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"OIDC_FR_ISSUER": "http://login.diplomatie.example"}, "OIDC_FR_ISSUER must begin with https://"),
        ({"OIDC_FR_CLIENT_SECRET": ""}, "OIDC_FR_CLIENT_SECRET is not set."),
        ({"OIDC_PROVIDERS": "FR"}, "OIDC_PROVIDERS: 'FR'"),
    ],
)
def test_a_provider_that_is_wrongly_written_is_named(tmp_path, wrong, named):
    found = check(tmp_path, **PRODUCTION | wrong)
    assert found.returncode != 0
    assert named in found.stderr


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "can be tried again"), ("fr", "ce compte pourra être essayé de nouveau")],
)
def test_the_pause_is_said_in_the_readers_language(language, told):
    cache.clear()
    person, client = a_person(password="a long enough password"), Client(headers={"Accept-Language": language})
    for _ in range(5):
        answer = client.post("/sign-in/", {"username": person.email, "password": "wrong"})
    assert answer.status_code == 429 and int(answer["Retry-After"]) > 0
    assert f'lang="{language}"' in answer.content.decode()
    assert told in answer.content.decode()
