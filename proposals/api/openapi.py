"""What the OpenAPI description says beyond what the framework finds out by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers

from proposals.api.outcomes import COMPONENTS
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, Query
from proposals.api.problems import MEDIA_TYPE, TITLES

SCHEME = "A token of `POST /api/v1/me/tokens/`. Its scopes say what it is for: `read`, `vote`, `act`."
F = TypeVar("F", bound=Callable[..., Any])
_ALWAYS = (400, 401, 403, 406, 429, 500, 503)
_WITH_BODY = (413, 415)
_NOTHING = {"type": "object", "additionalProperties": False}  # else the framework would leave the body out
# The framework looks for them where answers are not described by status.
_PAGES = (
    OpenApiParameter("page", {"type": "integer", "minimum": 1}, description="Which page, the first unless said."),
    OpenApiParameter(
        "page_size",
        {"type": "integer", "minimum": 1, "maximum": Pages.max_page_size},
        description=f"How many to a page, {Pages.page_size} unless said.",
    ),
)
Fields = type[serializers.BaseSerializer[Any]] | serializers.BaseSerializer[Any]


class ProblemErrorSerializer(serializers.Serializer[Any]):
    """One input that is to blame."""

    field = serializers.CharField(allow_null=True, help_text="Its path in the body, a parameter's or a header's name.")
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """An error, as RFC 9457 writes it. `code` is stable; `title` and `detail` are in the language asked for."""

    type = serializers.RegexField(r"^urn:concert:problem:[a-z_]+$")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    code = serializers.CharField()
    errors = ProblemErrorSerializer(many=True)  # type: ignore[assignment]  # hides the serializer's own `errors`, never read


def operation(
    name: str,
    summary: str,
    *,
    gives: Fields | type[str] | None,
    status: int = 200,
    file: str | None = None,
    takes: type[Body] | None = None,
    query: type[Query] | None = None,
    headers: Iterable[OpenApiParameter] = (),
    refuses: Iterable[int] = (),
    examples: Iterable[OpenApiExample] = (),
) -> Callable[[F], F]:
    """Describe an endpoint: what it takes, what it gives, and every status that it may refuse with.

    `file` is the media type of what it gives, where that is a file.
    """
    refusals = {*_ALWAYS, *refuses, *(_WITH_BODY if takes else ()), *((404,) if _is_list(gives) else ())}
    responses: dict[Any, Any] = {(code, MEDIA_TYPE): ProblemSerializer for code in sorted(refusals)}
    described: Callable[[F], F] = extend_schema(
        operation_id=name,
        summary=summary,
        request={"application/json": _NOTHING} if takes and not takes().fields else takes,
        parameters=[*([query] if query and query().fields else []), *(_PAGES if _is_list(gives) else ()), *headers],
        responses={(status, file) if file else status: gives, **responses},
        examples=list(examples),
    )
    return described


def _is_list(gives: Fields | type[str] | None) -> bool:
    return isinstance(gives, serializers.ListSerializer)


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Says that a bearer token signs a program in."""

    target_class = "proposals.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the scheme."""
        return {"type": "http", "scheme": "bearer", "description": SCHEME}


def finish(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Describe outcomes, close the bodies to other fields, title each refusal."""
    result["components"]["schemas"] |= COMPONENTS
    for name, schema in result["components"]["schemas"].items():
        if name.endswith("Body"):
            schema["additionalProperties"] = False
    for methods in result["paths"].values():
        for described in methods.values():
            for code, answer in described["responses"].items():
                if int(code) >= 400:
                    answer["description"] = str(TITLES[int(code)])
    return result
