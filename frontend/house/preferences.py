"""What a reader sets for themselves: the language, kept with the person, and the theme, kept in the browser."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from coalition.persons import speak

THEMES = ("device", "light", "dark")
THEME_COOKIE = "theme"
A_YEAR = 365 * 24 * 3600


def theme_of(request: HttpRequest) -> str:
    """The theme that this browser asked for: the device's, light or dark."""
    theme = request.COOKIES.get(THEME_COOKIE, "device")
    return theme if theme in THEMES else "device"


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language on the person, or in a cookie where nobody is signed in."""
    language = request.POST.get("language", "")
    response = _back(request)
    if language not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated:
        speak(person=request.user, language=language)
    translation.activate(language)
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=A_YEAR, samesite="Lax", httponly=True)
    return response


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Go to the next theme: the device's, light, dark. The page itself carries it, so it needs no script."""
    following = THEMES[(THEMES.index(theme_of(request)) + 1) % len(THEMES)]
    response = _back(request)
    response.set_cookie(THEME_COOKIE, following, max_age=A_YEAR, samesite="Lax", httponly=True)
    return response


def _back(request: HttpRequest) -> HttpResponseRedirect:
    target = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(target if allowed else "/")
