"""Signing in and out. A wrong address and a wrong password are told in the same words, after the same work."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.socialaccount.adapter import get_adapter
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from coalition import clock
from coalition.models import Person
from frontend.signing_in import attempts
from frontend.signing_in.demo import delegations, entrants_at_the_door, is_demo, let_in

NO_MATCH = _("This address and this password do not go together. Check both, and the keyboard’s capitals.")


class SignInForm(AuthenticationForm):
    """E-mail address and password."""

    error_messages = {"invalid_login": NO_MATCH, "inactive": NO_MATCH}


class SignIn(auth_views.LoginView):
    """Sign in with a password; whoever has a second factor is asked for it next."""

    template_name = "frontend/signing_in/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Count the attempt before the password is looked at."""
        again = attempts.begin(request, request.POST.get("username", ""))
        return self.paused(again) if again else super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Go on: to the second factor, or in."""
        person = form.get_user()
        login = Login(user=person, redirect_url=self.get_success_url())
        answer: HttpResponse = perform_password_login(self.request, {"email": person.email}, login)
        return answer

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Say what is wrong, and from the last attempt on when to try again."""
        account = form.data.get("username", "")
        if account and attempts.is_over(self.request, account):
            return self.paused(attempts.again_at(self.request, account))
        return super().form_invalid(form)

    def paused(self, again: datetime) -> HttpResponse:
        """Refuse to look, and say until when; alike for every account."""
        form = self.get_form_class()(self.request, initial={"username": self.request.POST.get("username", "")})
        context = self.get_context_data(form=form, again=again, now=clock.now())
        response = self.render_to_response(context, status=429)
        response.headers["Retry-After"] = str(max(int((again - clock.now()).total_seconds()), 1))
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer the ministries' providers, and the demo's door where there is one."""
        demo = is_demo(self.request)
        return super().get_context_data(**kwargs) | {
            "providers": get_adapter().list_providers(self.request),
            "demo": demo,
            "door": entrants_at_the_door(clock.now()) if demo else [],
        }


sign_in = never_cache(SignIn.as_view())


class SignOut(auth_views.LogoutView):
    """Ends the session, and what pages kept in this browser: what somebody expects of a vote is nobody else's."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer, with the browser told to clear."""
        response = super().dispatch(request, *args, **kwargs)
        if request.method == "POST":
            response.headers["Clear-Site-Data"] = '"storage"'
        return response


sign_out = SignOut.as_view()


@never_cache
@require_http_methods(["GET", "POST"])
def demo(request: HttpRequest) -> HttpResponse:
    """Choose whom to be. Outside a demo on one's own machine this address does not exist."""
    if not is_demo(request):
        raise Http404
    if request.method == "POST":
        person = get_object_or_404(Person, pk=_number(request.POST.get("person", "")), is_active=True)
        let_in(request, person)
        return HttpResponseRedirect("/")
    search = request.GET.get("q", "")
    context = {"delegations": delegations(clock.now(), search), "search": search}
    return render(request, "frontend/signing_in/demo.html", context)


def _number(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 19 else -1
