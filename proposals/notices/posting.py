"""Deliveries as requests to addresses that people gave, side by side: what push and webhooks have in common."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

from proposals.notices import outbound
from proposals.notices.channels import Result
from proposals.notices.models import Delivery
from proposals.words.members import Rosters

AT_ONCE = 16  # requests under way: receivers that hang hold up few others

Request = tuple[str, bytes, dict[str, str]]  # where it goes, what it says, its headers


def post_all(
    deliveries: Sequence[Delivery],
    request_of: Callable[[Delivery, Rosters], Request],
    gone: Collection[int],
) -> Iterator[Result]:
    """Send them; `gone` are the statuses that end an address.

    What is said is made, encrypted and signed here, in one thread; the others touch the network alone.
    """
    rosters = Rosters()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        sent = {pool.submit(_post, *request_of(each, rosters), gone): each for each in deliveries}
        for future in as_completed(sent):
            yield Result(sent[future], **future.result())


def _post(url: str, body: bytes, headers: dict[str, str], gone: Collection[int]) -> dict[str, Any]:
    """Send one; tell what came of it. Whatever is not 2xx is a failure, a redirect too."""
    try:
        status = outbound.post(url, body, headers)
    except outbound.Forbidden as why:
        return {"ok": False, "detail": str(why), "final": True}
    except outbound.Unreachable as why:
        return {"ok": False, "detail": str(why)}
    return {"ok": 200 <= status < 300, "detail": str(status), "gone": status in gone}
