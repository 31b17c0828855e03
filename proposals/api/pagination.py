"""Pages of a list: `?page=2&page_size=100`."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request

_WHOLE = re.compile(r"[1-9][0-9]{0,8}\Z", re.ASCII)


class Pages(PageNumberPagination):
    """Fifty to a page unless asked otherwise, two hundred at most. A page that is no number is refused."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    invalid_page_message = _("There is no such page.")  # type: ignore[assignment]  # lazy, as the framework's own

    def get_page_size(self, request: Request) -> int:
        """Return how many results to put on a page."""
        size = _number(request, "page_size", self.page_size)
        if size > self.max_page_size:
            raise ValidationError({"page_size": [_("A page holds at most 200.")]})
        return size

    def get_page_number(self, request: Request, paginator: Any) -> int:
        """Return which page to give."""
        return _number(request, self.page_query_param, 1)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Say what is taken."""
        parameters = super().get_schema_operation_parameters(view)
        for parameter, most in zip(parameters, (999_999_999, self.max_page_size), strict=True):
            parameter["schema"] |= {"minimum": 1, "maximum": most}
        return list(parameters)


def _number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return default
    if not _WHOLE.match(text):
        raise ValidationError({name: [_("Give a whole number from 1 up.")]})
    return int(text)
