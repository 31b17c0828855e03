"""What every endpoint has in common: who asks, at which instant, and that no answer is kept by a cache."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import Any, cast

from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from coalition import clock
from coalition.models import Person
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, Query
from proposals.api.throttling import FailedSignIns


class ApiView(APIView):
    """An endpoint: parse, call a verb or a read, serialise. It decides nothing."""

    http_method_names = ["get", "head", "post", "delete"]
    pagination_class: type[Pages] | None = None

    @property
    def person(self) -> Person:
        """Who asks."""
        return cast(Person, self.request.user)

    @cached_property
    def instant(self) -> datetime:
        """The database's instant at which this request is answered."""
        return clock.now()

    def body(self, fields: type[Body]) -> dict[str, Any]:
        """Return the request's body, read. Raises `ValidationError`."""
        return _read(fields, self.request.data)

    def query(self, fields: type[Query]) -> dict[str, Any]:
        """Return the address's parameters, read. Raises `ValidationError`."""
        return _read(fields, self.request.query_params)

    def listed(
        self,
        rows: Any,
        fields: type[serializers.BaseSerializer[Any]],
        prepare: Callable[[list[Any]], object] = lambda page: None,
        **context: Any,
    ) -> Response:
        """Return the page of `rows` that was asked for; `prepare` fetches what belongs to all of its rows at once."""
        pages = Pages()
        page: Any = pages.paginate_queryset(rows, self.request, view=self)
        prepare(page)
        return pages.get_paginated_response(fields(page, many=True, context=context).data)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Forbid keeping the answer: it is one person's, at one instant."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    def handle_exception(self, exc: Exception) -> Response:
        """Translate what was raised; count it when it was a failed sign-in."""
        if isinstance(exc, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
            wait = FailedSignIns().wait_after(self.request)
            exc = exceptions.Throttled(wait) if wait else exc
        return super().handle_exception(exc)


def _read(fields: type[serializers.Serializer[Any]], data: Any) -> dict[str, Any]:
    reader = fields(data=data)
    reader.is_valid(raise_exception=True)
    return cast(dict[str, Any], reader.validated_data)
