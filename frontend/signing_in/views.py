"""Signing in and out. A wrong address and a wrong password are told in the same words and take the same time."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import login
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from coalition import clock
from coalition.models import Person
from frontend.signing_in.demo import delegations, is_demo

BACKEND = "django.contrib.auth.backends.ModelBackend"


class SignInForm(AuthenticationForm):
    """E-mail address and password."""

    error_messages = {
        "invalid_login": _(
            "This address and this password do not go together. Check both, and the keyboard’s capitals."
        ),
        "inactive": _("This address and this password do not go together. Check both, and the keyboard’s capitals."),
    }


class SignIn(auth_views.LoginView):
    """Sign in with a password; Django rotates the session."""

    template_name = "frontend/signing_in/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer the demo's door where there is one."""
        return super().get_context_data(**kwargs) | {"demo": is_demo(self.request)}


sign_in = never_cache(SignIn.as_view())
sign_out = auth_views.LogoutView.as_view()


@never_cache
@require_http_methods(["GET", "POST"])
def demo(request: HttpRequest) -> HttpResponse:
    """Choose whom to be. Outside a demo on one's own machine this address does not exist."""
    if not is_demo(request):
        raise Http404
    if request.method == "POST":
        person = get_object_or_404(Person, pk=_number(request.POST.get("person", "")), is_active=True)
        login(request, person, backend=BACKEND)
        return HttpResponseRedirect("/")
    search = request.GET.get("q", "")
    context = {"delegations": delegations(clock.now(), search), "search": search}
    return render(request, "frontend/signing_in/demo.html", context)


def _number(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 19 else -1
