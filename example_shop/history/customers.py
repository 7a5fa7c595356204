"""Staged customers into accounts. No name and no address comes along: a history is loaded without them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from example_shop import recording
from example_shop.history.report import Report
from example_shop.history.staging import Staging
from example_shop.models import Customer
from example_shop.steps import Advance

if TYPE_CHECKING:
    from django_personalize.shortcuts import PastConsent

_PAGE = 500
_DOMAIN = "example.invalid"

#: Counts of the report.
CONSENTS = "consents recorded"
CONSENTS_UNPROVEN = "consents left out, no date, source or proof"


def email_of(key: str) -> str:
    """The made-up address of the customer `key`, which is also the natural key in the shop."""
    return f"customer-{key.lower()}@{_DOMAIN}"


def load_customers(
    staging: Staging, report: Report, progress: Advance, *, at: datetime, listed: bool
) -> None:
    """A customer who is there already stays as they are. Consents are written with the account, at once.

    `listed`: there is a customers.csv to account for; otherwise the orders named the customers.
    """
    pages = staging.pages(
        "SELECT c.customer_id, COALESCE(c.joined_at,"
        " (SELECT MIN(placed_at) FROM orders o WHERE o.customer_id = c.customer_id)), c.country, c.birthday,"
        " c.gender, c.marital_status, c.company, c.consents, c.consented_at, c.consent_source,"
        " c.consent_proof FROM customers c WHERE c.customer_id > ? ORDER BY c.customer_id",
        _PAGE,
    )
    for page in pages:
        emails = {email_of(row[0]): row[0] for row in page}
        with transaction.atomic():
            there = _accounts(emails)
            new = [row for row in page if email_of(row[0]) not in there]
            Customer.objects.bulk_create(_account(row, at=at) for row in new)
            known = _accounts(emails)
            consents = [row for row in new if _has_proof(row, report)]
            report.counts[CONSENTS] += recording.record_consents(
                _consent(row, known[email_of(row[0])]) for row in consents
            )
        staging.run_many(
            "UPDATE customers SET pk = ? WHERE customer_id = ?",
            [(known[email], key) for email, key in emails.items()],
        )
        if listed:
            counts = report.file("customers")
            counts.loaded += len(page)
            counts.present += len(there)
        else:
            report.counts["customers named by orders"] += len(new)
        progress.advance(len(page))


def _accounts(emails: dict[str, str]) -> dict[str, int]:
    return dict(Customer.objects.filter(username__in=list(emails)).values_list("username", "pk"))


def _account(row: tuple[Any, ...], *, at: datetime) -> Customer:
    key, joined, country, birthday, gender, marital_status, company, *_ = row
    email = email_of(key)
    return Customer(
        username=email,
        email=email,
        password=make_password(None),
        first_name="Customer",
        last_name=key,
        date_joined=datetime.fromisoformat(joined).astimezone(UTC) if joined else at,
        country=country,
        birthday=date.fromisoformat(birthday) if birthday else None,
        gender=gender,
        marital_status=marital_status,
        company=company,
    )


def _has_proof(row: tuple[Any, ...], report: Report) -> bool:
    """Whether there is a consent; one without date, source and proof is none."""
    *_, consents, consented_at, source, proof = row
    if consents and not (consented_at and source and proof):
        report.counts[CONSENTS_UNPROVEN] += 1
    return bool(consents and consented_at and source and proof)


def _consent(row: tuple[Any, ...], pk: int) -> PastConsent:
    from django_personalize.shortcuts import PastConsent

    key, *_, consents, consented_at, source, proof = row
    return PastConsent(
        person=recording.customer(pk),
        purposes=tuple(consents.split()),
        at=datetime.fromisoformat(consented_at),
        wording=proof,
        source=source,
        method="import",
        details={"customer": key, "proof": proof},
    )


def loyal_customers(staging: Staging, *, most: int) -> list[int]:
    """Keys of the customers with most orders among those who consented to a personal shop, best first."""
    return [
        pk
        for pk, _ in staging.rows(
            "SELECT c.pk, COUNT(*) AS bought FROM customers c JOIN orders o ON o.customer_id = c.customer_id"
            " WHERE o.fault IS NULL AND c.consents LIKE '%personalization%' AND c.consented_at IS NOT NULL"
            " AND c.consent_source <> '' AND c.consent_proof <> ''"
            " GROUP BY c.pk ORDER BY bought DESC, c.pk LIMIT ?",
            most,
        )
    ]
