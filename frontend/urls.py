"""The pages, by coalition."""

from django.urls import include, path

from frontend.account import calendars, confirming, factors, sessions, tokens
from frontend.account import views as account
from frontend.adherence import views as adherence
from frontend.commitments import views as commitments
from frontend.decisions import marks as decision_marks
from frontend.decisions import views as decisions
from frontend.drafting import amending, attaching, drafts, stating
from frontend.drafting import views as drafting
from frontend.home import views as home
from frontend.house import preferences
from frontend.house import views as house
from frontend.imports import elsewhere
from frontend.imports import views as imports
from frontend.ledger import taking
from frontend.ledger import views as ledger
from frontend.lists import views as lists
from frontend.meetings import calling, items, sitting
from frontend.meetings import views as meetings
from frontend.membership import partners
from frontend.membership import views as membership
from frontend.minutes import views as minutes
from frontend.notices import browsers, hearing, inbox, looking_after, unsubscribing, webhooks
from frontend.printing import views as printing
from frontend.room import asking as room_asking
from frontend.room import brief as room_brief
from frontend.room import laboratory, scenarios
from frontend.room import screen as room_screen
from frontend.room import views as room
from frontend.rulebook import importing
from frontend.rulebook import views as rulebook
from frontend.rulebook.builder import views as builder
from frontend.secretariat import accreditations, changing, letting_in, pending
from frontend.signing_in import links, passkeys, providers, second_step
from frontend.signing_in import views as signing_in
from frontend.voting import confirming as voting_confirming
from frontend.voting import keys as voting_keys
from frontend.voting import notes, opening, overseeing, proxies, receipts, stopping
from frontend.voting import views as voting

in_coalition = [
    path("", home.home, name="coalition"),
    path("proposals/", drafting.index, name="proposals"),
    path("proposals/new/", drafting.new, name="proposal-new"),
    path("proposals/<int:year>/<int:number>/", drafting.show, name="proposal"),
    path("proposals/<int:year>/<int:number>/compare/", drafting.compared, name="proposal-compare"),
    path("proposals/<int:year>/<int:number>/revise/", drafting.revise_text, name="proposal-revise"),
    path("proposals/<int:year>/<int:number>/open-vote/", opening.open_vote, name="proposal-open-vote"),
    path("proposals/<int:year>/<int:number>/sponsors/", drafts.sponsor, name="proposal-sponsor"),
    path("proposals/<int:year>/<int:number>/amendments/", amending.index, name="amendments"),
    path("proposals/<int:year>/<int:number>/amendments/new/", amending.new, name="amendment-new"),
    path("proposals/<int:year>/<int:number>/amendments/order/", amending.order, name="amendments-order"),
    path("proposals/<int:year>/<int:number>/amendments/appeal/", amending.appeal, name="amendments-appeal"),
    path("proposals/<int:year>/<int:number>/amendments/vote/", opening.open_next_vote, name="amendments-vote"),
    path("proposals/<int:year>/<int:number>/amendments/<int:amendment>/act/", amending.act, name="amendment-act"),
    path("proposals/<int:year>/<int:number>/amendments/<int:amendment>/write/", amending.write_in, name="write-in"),
    path("documents/", attaching.index, name="documents"),
    path("documents/<int:document_id>/file/", attaching.save, name="document-file"),
    path("documents/<int:document_id>/withdraw/", attaching.withdraw, name="document-withdraw"),
    path("proposals/<int:year>/<int:number>/documents/new/", attaching.to_proposal, name="document-new"),
    path("meetings/<int:number>/items/<int:item_id>/documents/new/", attaching.to_item, name="item-document-new"),
    path("drafts/", drafts.index, name="drafts"),
    path("drafts/new/", drafts.new, name="draft-new"),
    path("drafts/<int:draft_id>/", drafts.show, name="draft"),
    path("drafts/<int:draft_id>/edit/", drafts.edit, name="draft-edit"),
    path("drafts/<int:draft_id>/act/", drafts.act, name="draft-act"),
    path("proposals/<int:year>/<int:number>/statements/new/", stating.new, name="statement-new"),
    path("statements/<int:statement_id>/lift/", stating.lift_reservation, name="statement-lift"),
    path("votes/<int:division_id>/", voting.show, name="vote"),
    path("votes/<int:division_id>/standing/", voting.standing, name="vote-standing"),
    path("votes/<int:division_id>/export/", taking.one_vote, name="vote-export"),
    path("votes/<int:division_id>/confirm/", voting_confirming.confirm, name="vote-confirm"),
    path("votes/<int:division_id>/extend/", overseeing.extend, name="vote-extend"),
    path("votes/<int:division_id>/annul/", overseeing.annul, name="vote-annul"),
    path("votes/<int:division_id>/stop/<slug:kind>/", stopping.stop, name="vote-stop"),
    path("votes/<int:division_id>/adhere/", adherence.adhere, name="vote-adhere"),
    path("votes/<int:division_id>/consent/", adherence.consent_as_host, name="vote-consent"),
    path("votes/<int:division_id>/note/", notes.record, name="vote-record-note"),
    path("votes/<int:division_id>/notes/<int:note_id>/", notes.answer, name="vote-note"),
    path("votes/<int:division_id>/proxy/", proxies.give, name="vote-proxy"),
    path("votes/<int:division_id>/proxy/revoke/", proxies.revoke, name="vote-proxy-revoke"),
    path("votes/<int:division_id>/receipt/", receipts.receipt, name="vote-receipt"),
    path("votes/<int:division_id>/receipt/file/", receipts.download, name="vote-receipt-file"),
    path("voting-keys/", voting_keys.index, name="voting-keys"),
    path("voting-keys/passkeys/<row:passkey>/", voting_keys.register, name="voting-key-register"),
    path("voting-keys/<row:key>/withdraw/", voting_keys.withdraw, name="voting-key-withdraw"),
    path("meetings/", meetings.index, name="meetings"),
    path("meetings/new/", calling.new, name="meeting-new"),
    path("meetings/<int:number>/", meetings.show, name="meeting"),
    path("meetings/<int:number>/screen/", meetings.screen, name="meeting-screen"),
    path("meetings/<int:number>/edit/", calling.edit, name="meeting-edit"),
    path("meetings/<int:number>/cancel/", calling.cancel, name="meeting-cancel"),
    path("meetings/<int:number>/act/", sitting.act, name="meeting-act"),
    path("meetings/<int:number>/print/", printing.agenda, name="meeting-print"),
    path("meetings/<int:number>/minutes/", minutes.show, name="minutes"),
    path("meetings/<int:number>/minutes/act/", minutes.act, name="minutes-act"),
    path("meetings/<int:number>/minutes/print/", printing.minutes, name="minutes-print"),
    path("meetings/<int:number>/minutes/sections/<int:section_id>/", minutes.edit, name="minutes-edit"),
    path("meetings/<int:number>/items/new/", items.new, name="item-new"),
    path("meetings/<int:number>/items/<int:item_id>/", items.edit, name="item-edit"),
    path("meetings/<int:number>/items/<int:item_id>/act/", items.act, name="item-act"),
    path("meetings/<int:number>/answer/", sitting.answer, name="meeting-answer"),
    path("meetings/<int:number>/presence/", sitting.presence, name="meeting-presence"),
    path("meetings/<int:number>/floor/", sitting.floor, name="meeting-floor"),
    path("meetings/<int:number>/floor/<int:turn_id>/", sitting.turn, name="meeting-turn"),
    path("inbox/", inbox.index, name="inbox"),
    path("inbox/read/", inbox.read_all, name="inbox-read"),
    path("inbox/<int:told_id>/", inbox.open_one, name="inbox-open"),
    path("room/", room.index, name="rooms"),
    path("room/questions/<slug:question>/", room_asking.question, name="room-question"),
    path("room/laboratory/", laboratory.laboratory, name="laboratory"),
    path("room/laboratory/numbers.csv", laboratory.as_csv, name="laboratory-csv"),
    path("room/laboratory/figures.csv", laboratory.figures, name="laboratory-figures"),
    path("room/laboratory/numbers.json", laboratory.as_json, name="laboratory-json"),
    path("room/<int:division_id>/", room.room, name="room"),
    path("room/<int:division_id>/frameworks/", room.frameworks, name="room-frameworks"),
    path("room/<int:division_id>/scenarios/", scenarios.compare, name="room-scenarios"),
    path("room/<int:division_id>/brief/", room_brief.brief, name="room-brief"),
    path("room/<int:division_id>/screen/", room_screen.screen, name="room-screen"),
    path("webhooks/", webhooks.index, name="webhooks"),
    path("webhooks/<int:webhook_id>/", webhooks.one, name="webhook"),
    path("undelivered/", looking_after.undelivered, name="undelivered"),
    path("undelivered/<int:delivery_id>/send/", looking_after.again, name="undelivered-again"),
    path("reminders/", looking_after.reminders, name="reminders"),
    path("decisions/", decisions.register, name="decisions"),
    path("decisions/<int:year>/<int:number>/", decisions.show, name="decision"),
    path("decisions/<int:year>/<int:number>/commitments/new/", commitments.new, name="commitment-new"),
    path("commitments/<int:commitment_id>/", commitments.act, name="commitment"),
    path("decisions/<int:year>/<int:number>/mark/", decision_marks.mark, name="decision-mark"),
    path("decisions/<int:year>/<int:number>/strike/", decision_marks.strike, name="decision-strike"),
    path("decisions/<int:year>/<int:number>/roll-call/file/", lists.roll_call, name="roll-call-file"),
    path("meetings/<int:number>/agenda/file/", lists.agenda, name="agenda-file"),
    path("decisions/elsewhere/", elsewhere.index, name="recorded-elsewhere"),
    path("decisions/elsewhere/import/", imports.votes, name="import-votes"),
    path("decisions/elsewhere/<int:vote_id>/", elsewhere.show, name="recorded-vote"),
    path("members/import/", imports.roll, name="import-roll"),
    path("lists/<slug:listed>/", lists.one, name="list"),
    path("decisions/<int:year>/<int:number>/print/", printing.decision, name="decision-print"),
    path("decisions/<int:year>/<int:number>/roll-call/", printing.roll_call, name="roll-call-print"),
    path("ledger/", ledger.index, name="ledger"),
    path("ledger/receipt/", ledger.check, name="check-receipt"),
    path("ledger/take/", taking.take, name="take-record"),
    path("ledger/take/record/", taking.whole, name="export-record"),
    path("ledger/take/checkpoint/", taking.checkpoint, name="checkpoint-file"),
    path("ledger/take/verifier/", taking.program, name="verifier"),
    path("members/", membership.members, name="members"),
    path("members/beside/new/", partners.register, name="partner-new"),
    path("members/beside/<slug:partner>/contact/", partners.contact, name="partner-contact"),
    path("members/people/", letting_in.index, name="letting-in"),
    path("members/people/<slug:way>/", letting_in.let_in, name="let-in"),
    path("members/changes/", changing.index, name="roll-changes"),
    path("members/changes/<slug:what>/", changing.change, name="roll-change"),
    path("accreditations/", accreditations.index, name="accreditations"),
    path("accreditations/register/", accreditations.register, name="accreditation-register"),
    path("accreditations/<int:accreditation_id>/revoke/", accreditations.end, name="accreditation-revoke"),
    path("pending/", pending.index, name="pending-acts"),
    path("pending/<int:act_id>/", pending.settle, name="pending-act"),
    path("rules/", membership.rules, name="rules"),
    path("rules/accept/", membership.accept, name="rules-accept"),
    path("rulebook/", rulebook.index, name="rulebook"),
    path("rulebook/new/", builder.new, name="rule-new"),
    path("rulebook/import/", importing.import_rule, name="rule-import"),
    path("rulebook/<slug:identity>/", rulebook.show, name="rule"),
    path("rulebook/<slug:identity>/export/", rulebook.export, name="rule-export"),
]

of_account = [
    path("", account.show, name="account"),
    path("preferences/", account.preferences, name="account-preferences"),
    path("confirm/", confirming.confirm, name="confirm-identity"),
    path("password/", factors.password, name="password"),
    path("second-factor/", factors.second_factor, name="second-factor"),
    path("authenticator-app/", factors.authenticator_app, name="authenticator-app"),
    path("authenticator-app/remove/", factors.remove_app, name="authenticator-app-remove"),
    path("recovery-codes/", factors.recovery_codes, name="recovery-codes"),
    path("passkeys/new/", factors.new_passkey, name="passkey-new"),
    path("passkeys/<row:passkey>/", factors.one_passkey, name="passkey"),
    path("notices/", hearing.show, name="hearing"),
    path("notices/browser/", browsers.tell, name="browser-tell"),
    path("notices/browser/<row:address>/end/", browsers.end, name="browser-end"),
    path("sessions/end/", sessions.end, name="session-end"),
    path("calendars/", calendars.index, name="calendars"),
    path("calendars/new/", calendars.new, name="calendar-new"),
    path("calendars/<row:key>/revoke/", calendars.revoke, name="calendar-revoke"),
    path("tokens/new/", tokens.new, name="token-new"),
    path("tokens/<row:token>/revoke/", tokens.revoke, name="token-revoke"),
]

urlpatterns = [
    path("", home.first, name="home"),
    path("account/", include(of_account)),
    path("healthz", house.health, name="health"),
    path("sign-in/", signing_in.sign_in, name="sign-in"),
    path("sign-in/", signing_in.sign_in, name="account_login"),  # as allauth calls it, and the next ones
    path("sign-in/second-step/", second_step.second_step, name="mfa_authenticate"),
    path("sign-in/with/<slug:provider_id>/", providers.leave, name="openid_connect_login"),
    path("sign-in/with/<slug:provider_id>/back/", providers.come_back, name="openid_connect_callback"),
    path("sign-in/passkey/", passkeys.sign_in, name="passkey-sign-in"),
    path("sign-in/link/<str:token>/", links.choose_password, name="sign-in-link"),
    path("sign-in/demo/", signing_in.demo, name="demo-sign-in"),
    path("sign-out/", signing_in.sign_out, name="sign-out"),
    path("notices/unsubscribe/<str:token>/", unsubscribing.unsubscribe, name="unsubscribe"),
    path("sw.js", browsers.worker, name="service-worker"),
    path("language/", preferences.set_language, name="language"),
    path("theme/", preferences.set_theme, name="theme"),
    path("help/", house.help_page, name="help"),
    path("accessibility/", house.accessibility, name="accessibility"),
    path("<slug:slug>/", include(in_coalition)),
]
