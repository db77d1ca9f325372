"""The API as described to machines: every route's refusals are documented here once, so that no route forgets."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.errors import ValidationError, ValidationErrorContext
from ninja.openapi.schema import OpenAPISchema

from liandong.access.middleware import WITHOUT_KEY
from liandong.config.field_messages import field_message

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457 problem details.",
    "required": ["type", "title", "status", "code", "data"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:liandong:problem:invalid"]},
        "title": {"type": "string", "description": "What is wrong and what to do next, in the reader's language."},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable; machines decide by it."},
        "data": {"type": "object", "additionalProperties": True},
        "errors": {
            "type": "array",
            "description": "One entry a field, when fields are at fault.",
            "items": {
                "type": "object",
                "required": ["in", "field", "code", "message"],
                "properties": {
                    "in": {"type": "string"},
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}
REFUSALS = {
    400: "The request cannot be understood",
    401: "Sign in first",
    403: "Not allowed for this actor",
    404: "Absent, or outside what the actor may see",
    405: "Not possible at this address",
    409: "The present state does not allow it",
    413: "Too large",
    415: "Send application/json",
    422: "A value breaks a stated bound",
    429: "Too many requests",
    503: "Away for the moment; try again after Retry-After",
}
IDEMPOTENCY_KEY: dict[str, Any] = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "description": "Chosen by the sender for this one act; sent again with the same key, it is done only once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}
_WRITES = {"post", "put", "patch", "delete"}
_ONLY_WRITES = {409, 413, 415}


class LiandongAPI(NinjaAPI):
    """Ninja's API with our field errors and a description that names every refusal."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        components = schema["components"]
        components["schemas"]["Problem"] = PROBLEM
        components["responses"] = {f"Problem{status}": _response(text) for status, text in REFUSALS.items()}
        for path, operations in schema["paths"].items():
            for method, operation in operations.items():
                operation["responses"] = operation["responses"] | refusals_of(method, operation)
                if method in _WRITES and path not in WITHOUT_KEY:
                    operation["parameters"] = [*operation["parameters"], IDEMPOTENCY_KEY]
        return schema

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> ValidationError:
        return ValidationError([each for context in error_contexts for each in field_errors(context)])


def _response(text: str) -> dict[str, Any]:
    return {
        "description": text,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def refusals_of(method: str, operation: dict[str, Any]) -> dict[int, Any]:
    """The refusals a route may answer with, those it documents itself left as they are."""
    own = {int(status) for status in operation["responses"]}
    statuses = (status for status in REFUSALS if method in _WRITES or status not in _ONLY_WRITES)
    return {status: {"$ref": f"#/components/responses/Problem{status}"} for status in statuses if status not in own}


def field_errors(context: ValidationErrorContext[Any]) -> list[dict[str, Any]]:
    """`in`, `field` (dotted, as the sender wrote it), `code` and the bilingual `message` of each error."""
    model = context.model
    flat = getattr(model, "__ninja_flatten_map_reverse__", {})
    single = getattr(model, "__read_from_single_attr__", None)
    errors = []
    for each in context.pydantic_validation_error.errors(include_url=False, include_input=False):
        where = tuple(flat.get(each["loc"], each["loc"]))
        if single and where[:1] == (single,):
            where = where[1:]
        code, message = field_message(each["type"], each.get("ctx", {}), each["msg"])
        errors.append(
            {
                "in": model.__ninja_param_source__,
                "field": ".".join(str(part) for part in where),
                "code": code,
                "message": message,
            }
        )
    return errors
