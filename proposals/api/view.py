"""What every endpoint has in common: who asks, at which instant, and that no answer is kept by a cache."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, cast

from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from coalition import clock
from coalition.models import ApiToken, Person
from coalition.models.persons import Scope
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, Query
from proposals.api.throttling import FailedSignIns


class ApiView(APIView):
    """An endpoint: parse, call a verb or a read, serialise. It decides nothing."""

    http_method_names = ["get", "head", "post", "delete"]
    pagination_class: type[Pages] | None = None
    scopes: ClassVar[dict[str, Scope]] = {}  # by method, where it is not `read` for reading and `act` for the rest

    @property
    def person(self) -> Person:
        """Who asks."""
        return cast(Person, self.request.user)

    @cached_property
    def instant(self) -> datetime:
        """The database's instant at which this request is answered."""
        return clock.now()

    @classmethod
    def scope_for(cls, method: str | None) -> Scope:
        """Return what a token must be allowed to do for this method. Whatever writes takes more than reading."""
        reading = method in ("GET", "HEAD", "OPTIONS")
        return cls.scopes.get(method or "", Scope.READ if reading else Scope.ACT)

    def check_permissions(self, request: Request) -> None:
        """Ask who may, then whether the token was made for this. Raises `PermissionDenied`."""
        super().check_permissions(request)
        needed = self.scope_for(request.method)
        if isinstance(request.auth, ApiToken) and needed.value not in request.auth.scopes:
            detail = _("This token was not made for that: it lacks the scope “%(scope)s”.") % {"scope": needed.value}
            raise exceptions.PermissionDenied(detail, code="scope_missing")

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
