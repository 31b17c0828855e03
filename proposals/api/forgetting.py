"""Endpoints that are told what is thought of others: expected positions, odds, what-ifs. Nothing of it may stay."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from django.db import Error
from django.http import Http404
from rest_framework.exceptions import APIException
from rest_framework.response import Response

from coalition.errors import ActRefused
from coalition.models.persons import Scope
from proposals.api.parsing import Query
from proposals.api.throttling import ByAnalyst, ByCaller
from proposals.api.view import ApiView


class Unanswered(Exception):
    """An error of ours, told by its kind and place only: its own words and its variables may hold what was asked."""


T = TypeVar("T")


def forgetting(answer: Callable[[], T]) -> T:
    """Return the answer, or raise its refusals; of an error of ours let out nothing but the kind and place."""
    try:
        return answer()
    except (ActRefused, APIException, Http404, Error):
        raise
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        told = f"{type(error).__name__} in {place.name}, {Path(place.filename).name}:{place.lineno}"
    raise Unanswered(told)  # out here, so that it does not carry the error along


class ForgetfulView(ApiView):
    """An endpoint that answers out of the body that it is sent, and forgets it."""

    throttle_classes = [ByCaller, ByAnalyst]
    scopes = {"POST": Scope.READ}  # nothing is kept

    def forgotten(self, answer: Callable[[], Response]) -> Response:
        """Return the answer; let out nothing but its refusals and, of an error of ours, the kind and place.

        Nothing may stand in the address: addresses are logged. Raises `ValidationError` where something does.
        """
        self.query(Query)
        return forgetting(answer)
