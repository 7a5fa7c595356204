"""A running shop under schemathesis: thousands of requests made from the published description, none above 499."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services.servers import serve

pytestmark = pytest.mark.services

#: Examples per operation; `.ci/heavy` asks for more.
EXAMPLES = os.environ.get("API_FUZZ_EXAMPLES", "15")
#: What every answer has to hold. The other checks do not fit: a batch is taken in part, and forbidden keys of JSON
#: are dropped instead of refused.
CHECKS = ",".join(
    (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "unsupported_method",
        "ignored_auth",
    )
)
_KEYS = """
from django_personalize.api import tokens
from django_personalize.consent import ledger
from django_personalize.core import clock
from django_personalize.profiles import identify
from django_personalize.tracking import cookies
at = clock.now()
person = identify.customer_profile("fuzz", at=at)
identify.attach(person, "visitor", "ab" * 16, verified=True, at=at)
said = {"analytics": "granted", "personalization": "granted"}
ledger.record(person.pk, said, at=at, evidence=ledger.Evidence("words", "1", "en", "/", "form"))
print(f"person|{person.uuid}")
print("visitor|" + cookies.visitor_token("ab" * 16))
scopes = [name for name in tokens.SCOPES if name not in tokens.APP_SCOPES]
print("server|" + tokens.create("fuzz", scopes=scopes, rate=10**6)[1])
print("app|" + tokens.create("fuzz", kind="app", scopes=tokens.APP_SCOPES, rate=10**6)[1])
"""


#: Which operations, by which token: those that end the visitor's token would leave nothing to ask for the others.
RUNS = {
    "server": ("server", ("--exclude-path-regex", "^/visitor(s|/.*)?$")),
    "visitor": (
        "app",
        ("--include-path-regex", "^/visitor(/events|/decisions)?$", "--exclude-method", "DELETE"),
    ),
    "choice": ("app", ("--include-path-regex", "^/visitors?(/consents)?$", "--exclude-method", "GET")),
}


@pytest.mark.trust("T-829")
@pytest.mark.parametrize("cache_url", ["locmem"], indirect=True)
@pytest.mark.parametrize(
    ("database_url", "run"),
    [("sqlite", "server"), ("postgres", "server"), ("postgres", "visitor"), ("sqlite", "choice")],
    indirect=["database_url"],
)
def test_no_request_made_from_the_description_breaks_the_api(
    database_url: str, cache_url: str, run: str, tmp_path: Path
) -> None:
    who, chosen = RUNS[run]
    # A longer address than the web server reads is its own to answer.
    limits = {"GUNICORN_CMD_ARGS": "--limit-request-line 0", "TEST_VISITOR_RATE": "1000000"}
    with serve(database=database_url, cache=cache_url, processes=1, workers=2, **limits) as shop:
        lines = shop.manage("shell", "-v0", "-c", _KEYS).splitlines()
        keys = dict(line.split("|", 1) for line in lines if "|" in line)
        # Somebody who exists, so that the fuzzing comes further than to the first 404.
        (tmp_path / "schemathesis.toml").write_text(
            "[parameters]\n"
            f'"path.id" = "{keys["person"]}"\n'
            f'"header.X-Personalize-Visitor" = "{keys["visitor"]}"\n'
        )
        base = f"http://127.0.0.1:{shop.ports[0]}/personalize/api/v1"
        done = subprocess.run(
            [
                *(str(Path(sys.executable).parent / "schemathesis"), "run", f"{base}/openapi.json"),
                *("--url", base),
                *("--header", f"Authorization: Bearer {keys[who]}"),
                *("--checks", CHECKS),
                *("--max-examples", EXAMPLES),
                *("--phases", "examples,coverage,fuzzing"),
                *("--seed", "20260615"),
                "--no-color",
                *chosen,
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=1800,
        )
    print(done.stdout)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    # The run has asked, and did not only find itself limited or locked out.
    assert "Rate limited" not in done.stdout
    assert "Authentication failed" not in done.stdout
    assert "passed" in done.stdout
