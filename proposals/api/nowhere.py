"""Every other address below /api/: a problem like any other, not a page."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from proposals.api.view import ApiView


@extend_schema(exclude=True)
class Nowhere(ApiView):
    """There is nothing here, by any method."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Say so, to those who are signed in; to others, that they are not."""
        super().initial(request, *args, **kwargs)
        raise Http404
