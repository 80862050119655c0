"""Strong entity tags: who has an answer already is told so instead of sent it again."""

import hashlib
import re
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any, Final

from fastapi import Request, Response
from fastapi.routing import APIRoute

ENTITY_TAG: Final = re.compile(r'"[\x21\x23-\x7e\x80-\xff]*"')
"""The opaque part of a tag in an If-None-Match header, RFC 9110 section 8.8.3."""
TAG_HEADER: Final = {
    "ETag": {"description": "Names these very bytes.", "schema": {"type": "string"}}
}
REVALIDATED: Final[dict[int | str, dict[str, Any]]] = {
    200: {"headers": TAG_HEADER},
    304: {
        "description": "The answer is the one whose ETag was given in If-None-Match.",
        "headers": TAG_HEADER,
    },
}
"""What a revalidated route adds to its answers, for OpenAPI."""


class RevalidatedRoute(APIRoute):
    """A route whose answers carry the hash of their bytes, and may be kept but must be asked for.

    Every answer names the block it is true at, so its tag changes with the chain.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the route's own handler; refusals pass by it as exceptions."""
        answer = super().get_route_handler()

        async def revalidated(request: Request) -> Response:
            response = await answer(request)
            tag = entity_tag(bytes(response.body))
            headers = {"ETag": tag, "Cache-Control": "no-cache"}
            if is_known(tag, request.headers.get("If-None-Match", "")):
                return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
            response.headers.update(headers)
            return response

        return revalidated


def entity_tag(body: bytes) -> str:
    """Return the tag of an answer: a quoted hash of its bytes."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def is_known(tag: str, if_none_match: str) -> bool:
    """Whether an If-None-Match header lists the tag, or anything; weak tags compare alike."""
    return if_none_match.strip() == "*" or tag in ENTITY_TAG.findall(if_none_match)
