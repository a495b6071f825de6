"""Every address of the API document is called with what fits and what doesn't: none fails, none answers otherwise."""

from __future__ import annotations

from datetime import timedelta

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from tests.integration.gateway.conftest import Town

EXAMPLES = 5
"""Calls of one kind at one address: there are some forty such, and each call is checked against the whole document."""
ENDLESS = "/stream"
"""The two streams never end by themselves; tests of their own read them."""

RECORDS = ("/v1/submissions", "/v1/inbox/receipts")
JUDGED_BY_RECORD = (negative_data_rejection, positive_data_acceptance)
"""Here each record has an answer of its own: what doesn't fit is held or told by record, in an answer that is well."""


@pytest.fixture
def town(calm_town: Town) -> Town:
    return calm_town


def operations(town: Town) -> list[APIOperation]:
    schema = schemathesis.openapi.from_dict(town.client.get("/openapi.json").json())
    found = [result.ok() for result in schema.get_all_operations()]
    return [one for one in found if not one.path.endswith(ENDLESS)]


def call(town: Town, operation: APIOperation, mode: GenerationMode) -> int:
    calls = 0

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def run(case: Case) -> None:
        nonlocal calls
        calls += 1
        town.clock.advance(timedelta(minutes=1))  # the agreed rate is for another test
        if mode is GenerationMode.POSITIVE and case.query and "wait" in case.query:
            case.query["wait"] = 0  # up to a minute each, in which nothing comes
        case.call_and_validate(
            base_url=str(town.client.base_url),
            headers=town.headers("justice"),
            timeout=60,
            excluded_checks=list(JUDGED_BY_RECORD) if operation.path in RECORDS else [],
        )

    run()
    return calls


def test_every_address_does_what_it_says(town: Town) -> None:
    found = operations(town)
    assert len(found) > 15
    for operation in found:
        assert call(town, operation, GenerationMode.POSITIVE) > 0, operation.label


def test_what_does_not_fit_is_refused_in_the_documented_way(town: Town) -> None:
    called = 0
    for operation in operations(town):
        if operation.path_parameters or operation.query or operation.body:
            called += call(town, operation, GenerationMode.NEGATIVE)
    assert called > EXAMPLES
