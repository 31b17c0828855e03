"""The pages, by coalition."""

from django.urls import include, path

from frontend.decisions import views as decisions
from frontend.drafting import views as drafting
from frontend.home import views as home
from frontend.house import preferences
from frontend.house import views as house
from frontend.membership import views as membership
from frontend.rulebook import views as rulebook
from frontend.signing_in import views as signing_in
from frontend.voting import confirming, opening, receipts
from frontend.voting import views as voting

in_coalition = [
    path("", home.home, name="coalition"),
    path("proposals/", drafting.index, name="proposals"),
    path("proposals/new/", drafting.new, name="proposal-new"),
    path("proposals/<int:year>/<int:number>/", drafting.show, name="proposal"),
    path("proposals/<int:year>/<int:number>/revise/", drafting.revise_text, name="proposal-revise"),
    path("proposals/<int:year>/<int:number>/open-vote/", opening.open_vote, name="proposal-open-vote"),
    path("votes/<int:division_id>/", voting.show, name="vote"),
    path("votes/<int:division_id>/standing/", voting.standing, name="vote-standing"),
    path("votes/<int:division_id>/confirm/", confirming.confirm, name="vote-confirm"),
    path("votes/<int:division_id>/receipt/", receipts.receipt, name="vote-receipt"),
    path("decisions/", decisions.register, name="decisions"),
    path("decisions/<int:year>/<int:number>/", decisions.show, name="decision"),
    path("members/", membership.members, name="members"),
    path("rules/", membership.rules, name="rules"),
    path("rulebook/", rulebook.index, name="rulebook"),
    path("rulebook/<slug:identity>/", rulebook.show, name="rule"),
    path("rulebook/<slug:identity>/export/", rulebook.export, name="rule-export"),
]

urlpatterns = [
    path("", home.first, name="home"),
    path("healthz", house.health, name="health"),
    path("sign-in/", signing_in.sign_in, name="sign-in"),
    path("sign-in/demo/", signing_in.demo, name="demo-sign-in"),
    path("sign-out/", signing_in.sign_out, name="sign-out"),
    path("language/", preferences.set_language, name="language"),
    path("theme/", preferences.set_theme, name="theme"),
    path("help/", house.help_page, name="help"),
    path("accessibility/", house.accessibility, name="accessibility"),
    path("<slug:slug>/", include(in_coalition)),
]
