"""What allauth asks of us: nobody signs up, secrets are kept sealed, and whom a ministry's provider may speak for."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from coalition.models import Person
from coalition.sealing import seal, unseal
from frontend.signing_in import attempts
from frontend.signing_in.claims import is_answer
from frontend.signing_in.devices import device_of

SEALING = "concert.second-factor"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # untyped
    """Signing in, and no way of signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def add_message(self, *_args: Any, **_options: Any) -> None:
        """Say nothing in passing: the pages say what was done."""

    def send_notification_mail(self, *_args: Any, **_options: Any) -> None:
        """Send nothing: the account's page says what was done, and when."""

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """Refuse somebody who has left, as anybody is refused."""
        return _refused(request, "unknown")

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in under a new session key, and note on which device."""
        super().login(request, user)
        attempts.succeeded(request, user.email)
        request.session["device"] = device_of(request.headers.get("User-Agent", ""))


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # untyped
    """Second factors: their secrets are sealed with the deployment's key, so that a backup alone opens nothing."""

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return seal(text, SEALING)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret; also one sealed with an earlier key that is still listed."""
        return unseal(encrypted_text, SEALING)

    def send_notification_mail(self, *_args: Any, **_options: Any) -> None:
        """Send nothing."""

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """Name a passkey's holder as the browser shows them when it asks which one to use."""
        return {**super().get_public_key_credential_user_entity(user), "display_name": user.name, "name": user.email}


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # untyped
    """A ministry's provider: it signs in persons whom the secretariat has registered, and makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody is made out of what a provider says."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Link an address that the provider may speak for to the person who has it; refuse everybody else."""
        if request.user.is_authenticated or sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(_refused(request, "process"))
        issuer = sociallogin.provider.app.settings["server_url"]
        if not is_answer(sociallogin.account.extra_data, issuer=issuer, state=request.GET.get("state", "")):
            raise ImmediateHttpResponse(_refused(request, "answer"))
        forget_claims(sociallogin)
        if not sociallogin.is_existing:
            person = believed_person(sociallogin)
            if person is None:
                raise ImmediateHttpResponse(_refused(request, "unknown"))
            sociallogin.connect(request, person)
        if not sociallogin.user.is_active:
            raise ImmediateHttpResponse(_refused(request, "unknown"))

    def on_authentication_error(self, request: HttpRequest, provider: Any, error: Any = None, **_rest: Any) -> None:
        """Say on a page of ours that the person went back, or that the answer is none."""
        raise ImmediateHttpResponse(_refused(request, "cancelled" if error == AuthError.CANCELLED else "answer"))

    def send_notification_mail(self, *_args: Any, **_options: Any) -> None:
        """Send nothing."""


def believed_person(sociallogin: SocialLogin) -> Person | None:
    """The person with a verified address in a domain that this provider is believed for; None where there is none.

    Without the domains, one ministry's provider could say that somebody has another minister's address. It is believed
    once for each person: an address may be given to a successor, who is then another subject.
    """
    domains = sociallogin.provider.app.settings.get("email_domains", [])
    for address in sociallogin.email_addresses:
        domain = address.email.rpartition("@")[2].lower()
        if address.verified is True and domain in domains:
            linked = SocialAccount.objects.filter(provider=sociallogin.account.provider).values("user")
            unlinked = Person.objects.filter(is_active=True).exclude(pk__in=linked)
            return unlinked.filter(email__iexact=address.email).first()
    return None


def forget_claims(sociallogin: SocialLogin) -> None:
    """Keep of what the provider said the subject alone."""
    sociallogin.account.extra_data = {}
    if sociallogin.account.pk:
        sociallogin.account.save(update_fields=["extra_data"])


def _refused(request: HttpRequest, why: str) -> HttpResponse:
    return render(request, "frontend/signing_in/provider_refused.html", {"why": why}, status=403)
