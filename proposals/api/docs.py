"""The OpenAPI description and pages to browse it. They hold nothing of any coalition: anybody may read them."""

from __future__ import annotations

from typing import Any

from django.utils.cache import patch_cache_control
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request


class Uncached:
    """Keeps a page out of caches, as every answer of the API."""

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Forbid keeping the answer."""
        response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]  # of the view
        patch_cache_control(response, no_store=True)
        return response


class Schema(Uncached, SpectacularAPIView):
    """The description: YAML, or JSON where that is asked for."""

    permission_classes = [AllowAny]


class Docs(Uncached, SpectacularSwaggerSplitView):
    """Swagger UI without a script or a style in the page, so that the house's policy holds here too."""

    permission_classes = [AllowAny]
    url_name = "api:schema"
    template_name = "api/docs.html"
