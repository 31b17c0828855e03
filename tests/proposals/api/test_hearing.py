"""How one hears, by the API: hours to the minute, and a wish that is taken as a whole or not at all."""

from __future__ import annotations

import pytest

from proposals.notices.models import Preference
from tests.proposals.api.callers import Caller, problem

pytestmark = pytest.mark.django_db
WISH = {
    "silenced": {"vote_opened": ["mail"]},
    "quiet_from": "22:00",
    "quiet_until": "06:30",
    "last_call": True,
    "digest_at": "07:15",
    "receipts": True,
}


def test_what_was_chosen_is_what_is_told(body):
    caller = Caller(body.heads["FR"])
    assert caller.post("/me/hearing/", WISH).json() == WISH
    assert caller.get("/me/hearing/").json() == WISH
    assert Caller(body.heads["DE"]).get("/me/hearing/").json()["digest_at"] is None


def test_a_wish_is_a_whole_one(body):
    """What is left out is as it was before anybody chose, and nothing of an earlier wish."""
    caller = Caller(body.heads["FR"])
    caller.post("/me/hearing/", WISH | {"last_call": False})
    assert caller.post("/me/hearing/", {"quiet_from": "23:00", "quiet_until": "05:00"}).json() == {
        "silenced": {},
        "quiet_from": "23:00",
        "quiet_until": "05:00",
        "last_call": True,
        "digest_at": None,
        "receipts": False,
    }


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"quiet_from": "24:00"}, "quiet_from"),
        ({"quiet_from": "7:00"}, "quiet_from"),
        ({"digest_at": "07:15:30"}, "digest_at"),
        ({"digest_at": "07:15Z"}, "digest_at"),
        ({"digest_at": 7}, "digest_at"),
        ({"quiet_from": "22:00", "quiet_until": None}, "quiet_until"),
        ({"silenced": {"weather": ["mail"]}}, "silenced"),
        ({"silenced": {"vote_opened": ["telex"]}}, "silenced"),
        ({"receipts": "yes"}, "receipts"),
        ({"loud": True}, "loud"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(body, wrong, field):
    answer = Caller(body.heads["FR"]).post("/me/hearing/", wrong)
    assert answer.status_code == 400, answer.content
    assert problem(answer, 400, answer.json()["code"])["errors"][0]["field"].partition(".")[0] == field
    assert not Preference.objects.exists()
