"""Writes the description of the API that the documentation carries: `python -m docs.openapi`.

A test compares the file with what the code would write.
"""

from __future__ import annotations

import os
import re

import django
import yaml

from docs.references import REFERENCE

_PARAMETER = re.compile("<[a-z]+:([a-z]+)>")
_IN_BRACES = r"{\1}"

PAGE = REFERENCE / "openapi.yaml"
#: Where the API stands when it is included as the documentation says.
SERVER = "/personalize/api/v1"


class _Dumper(yaml.SafeDumper):
    """Nothing is shortened by anchors: every operation reads by itself."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def text() -> str:
    """The description as YAML."""
    from django_personalize.api.v1 import openapi

    return yaml.dump(
        openapi.document(server=SERVER), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110
    )


_API = """\
# The API

Everything below `/v1`, as [Use the API](../how-to/use-the-api.md) shows it at work. The whole description stands in
OpenAPI 3.1 in [openapi.yaml](openapi.yaml), and a running shop serves it without a token at `/v1/openapi.json`.

- `Authorization: Bearer <token>` on every request. *Server tokens* belong to servers and are refused in browsers; *app
  tokens* are public, act for the visitor whose visitor token comes along, and allow browsers from their origins alone.
- Bodies are JSON in UTF-8, uncompressed; unknown fields are refused by name. Moments are ISO 8601 with a zone, amounts
  decimal text beside an ISO 4217 code.
- Lists take `limit` (1 to {most}, {rows} where it is left out) and hold `next`, the address of the following page, or
  null.
- `Idempotency-Key`: one request, one answer for 24 hours, also when the first answer was lost.
- `RateLimit` and `RateLimit-Policy` say what remains; 429 comes with `Retry-After`. `API_RATE` in the
  [settings](settings.md) and a token's own rate say how many; app tokens count per visitor and address as the
  collector does.
- Consent is asked at the moment of each request. Reading never changes anything but the day of the token's last use and
  the audit log.
"""


def page() -> str:
    """Operations, scopes and problems as tables."""
    from django_personalize.api import tokens
    from django_personalize.api.v1 import openapi, schemas
    from django_personalize.api.v1.problems import PROBLEMS, TYPE_PREFIX

    found = [
        (f"{method.upper()} /{_PARAMETER.sub(_IN_BRACES, route)}", operation)
        for route, method, operation in openapi.found()
    ]
    rows = [
        f"| `{name}` | {operation.summary} | {f'`{operation.scope}`' if operation.scope else 'none'} "
        f"| {'yes' if operation.idempotent else ''} |"
        for name, operation in found
    ]
    notes = [f"`{name}`\n: {operation.description}\n" for name, operation in found if operation.description]
    scopes = [f"| `{name}` | {text!s} |" for name, text in tokens.SCOPES.items()]
    problems = [f"| `{code}` | {status} | {title} |" for code, (status, title) in PROBLEMS.items()]
    return "\n".join(
        [
            _API.format(most=schemas.MOST_ROWS, rows=schemas.ROWS),
            "## Operations\n",
            "| operation | what it does | scope | `Idempotency-Key` |",
            "|---|---|---|---|",
            *rows,
            "",
            *notes,
            "## Scopes\n",
            "| scope | allows to |",
            "|---|---|",
            *scopes,
            "",
            "## Problems\n",
            "Every error is `application/problem+json` (RFC 9457) with `type`, `title`, `status`, `detail` and, where",
            "fields are at fault, `errors`: a list of `field` (a path such as `events.3.event_id`), `code` and",
            f"`detail`. `type` is `{TYPE_PREFIX}` and one of these words:\n",
            "| problem | status | title |",
            "|---|---|---|",
            *problems,
            "",
        ]
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "example_shop.settings")
    django.setup()
    PAGE.write_text(text(), encoding="utf-8")
    print(f"wrote docs/reference/{PAGE.name}")
