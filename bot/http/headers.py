"""Response headers that every answer carries, and the content security policies of pages."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


async def add_security_headers(_request: web.BaseRequest, response: web.StreamResponse) -> None:
    """``on_response_prepare``: the strictest headers, where the handler has not set its own."""
    for name, value in _EVERYWHERE.items():
        response.headers.setdefault(name, value)


def page_policy(frame_ancestors: Sequence[str] = (), *, inline_styles: bool = False) -> str:
    """The content security policy of a page whose scripts and styles are files of this server.

    Args:
        frame_ancestors: origins that may embed the page, besides this one.
        inline_styles: for component libraries that write their styles into the page.
    """
    styles = "'self' 'unsafe-inline'" if inline_styles else "'self'"
    ancestors = " ".join(["'self'", *frame_ancestors])
    return (
        f"default-src 'none'; script-src 'self'; style-src {styles}; img-src 'self' data: blob:; "
        f"font-src 'self'; connect-src 'self'; media-src 'self'; base-uri 'none'; form-action 'self'; "
        f"frame-ancestors {ancestors}"
    )
