"""The difference between table and cluster, and how the table stands on one."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core.entitlements import AGENCY_QUOTA, Grant, Operation, Quota, Resource, ResourceKind
from hub.core.layout import LaidTopic, layout
from hub.core.topic_plan import PartitionsRefused, SettingChange, Standing, TopicPlan, plan, wanted_of
from hub.core.topics import (
    ASSIGNMENT,
    CUTS,
    PROCESSED,
    VERSIONED,
    inbox_of,
    split_version,
    submissions_of,
    version_of,
)
from hub.processors import Clerk, Intake, Lifecycle, Linking, Reporting

WANTED = wanted_of(["court", "police"], 3)
EMPTY = Standing(topics={}, grants=frozenset(), quotas={})


def after(made: TopicPlan, standing: Standing) -> Standing:
    """Return what a cluster has when *made* was done."""
    topics = dict(standing.topics) | {topic.name: topic for topic in made.create}
    for change in made.settings:
        has = topics[change.topic]
        topics[change.topic] = replace(has, settings={**has.settings, change.setting: change.wanted})
    quotas = dict(standing.quotas)
    for user, quota in made.quotas.items():
        if quota is None:
            del quotas[user]
        else:
            quotas[user] = quota
    return Standing(topics=topics, grants=(standing.grants | set(made.grant)) - set(made.revoke), quotas=quotas)


FORMER = wanted_of(["court", "grid"], 3)
"""An agency has left since, another has come."""

KNOWN = {topic.name: topic for topic in (*FORMER.topics, *WANTED.topics)}
SOME_TOPICS = st.sets(st.sampled_from(sorted(KNOWN)), max_size=10)
SOME_GRANTS = st.frozensets(st.sampled_from(sorted(WANTED.grants | FORMER.grants)), max_size=20)


@settings(deadline=None)
@given(SOME_TOPICS, SOME_GRANTS)
def test_done_once_nothing_is_left_wherever_it_began(names: set[str], grants: frozenset[Grant]) -> None:
    """A cluster left half-made by a kill, with drifted settings and rights of an agency that left."""
    standing = Standing(
        topics={name: replace(KNOWN[name], settings={"retention.ms": "5"}) for name in names},
        grants=grants,
        quotas={"agency.grid": AGENCY_QUOTA, "agency.court": Quota(produce=1, consume=1)},
    )
    made = plan(WANTED, standing)
    left = after(made, standing)
    assert plan(WANTED, left).is_done
    assert left.grants == WANTED.grants and left.quotas == WANTED.quotas
    assert set(standing.topics) <= set(left.topics), "no topic is ever deleted"


def test_an_empty_cluster_gets_everything() -> None:
    made = plan(WANTED, EMPTY)
    assert made.create == WANTED.topics and set(made.grant) == WANTED.grants and not made.revoke
    assert not made.refused and not made.unknown


def test_other_partitions_are_refused_not_changed() -> None:
    topic = LaidTopic(name="dispute.facts", partitions=2, settings=WANTED.topics[0].settings)
    made = plan(WANTED, replace(EMPTY, topics={topic.name: topic}))
    assert made.refused == (PartitionsRefused(topic="dispute.facts", has=2, wanted=3),)
    assert "dispute.facts" not in {one.name for one in made.create}


def test_rights_and_quotas_of_strangers_are_left_alone() -> None:
    theirs = Grant("accounting", Operation.READ, Resource(ResourceKind.TOPIC, "ledger"))
    standing = replace(EMPTY, grants=frozenset({theirs}), quotas={"accounting": AGENCY_QUOTA})
    made = plan(WANTED, standing)
    assert not made.revoke and "accounting" not in made.quotas


def test_a_setting_that_drifted_is_told_with_both_values() -> None:
    topic = next(topic for topic in WANTED.topics if topic.name == submissions_of("court"))
    drifted = replace(topic, settings={**topic.settings, "retention.ms": "1000"})
    made = plan(WANTED, replace(EMPTY, topics={topic.name: drifted}))
    wanted = str(30 * 24 * 3600 * 1000)
    assert made.settings == (SettingChange(topic=topic.name, setting="retention.ms", has="1000", wanted=wanted),)


def test_what_is_kept_is_kept_for_ever_and_what_goes_is_counted_from_when_it_came() -> None:
    """A clock of a sender that is years behind must not let the broker delete what nobody has read."""
    laid = {topic.name: topic for topic in layout(["court"], 4)}
    assert laid["source.submissions"].settings["retention.ms"] == "-1"
    assert {laid[name].settings.get("retention.ms", "-1") for name in VERSIONED - {ASSIGNMENT}} == {"-1"}, "replayed"
    assert laid["statistics.rows"].settings["cleanup.policy"] == "compact"
    for name in (submissions_of("court"), inbox_of("court")):
        assert laid[name].settings["message.timestamp.type"] == "LogAppendTime"
        assert int(laid[name].settings["retention.ms"]) >= 30 * 24 * 3600 * 1000
    assert laid["link.decisions"].partitions == laid["hub.cuts"].partitions == 1
    assert {topic.partitions for topic in laid.values()} == {1, 4}


def test_more_shards_are_a_new_version_of_what_processors_read_and_nothing_else() -> None:
    """Agencies' topics and all that is read by nobody by its shard keep name and partitions; so do their rights."""
    assert {one.input for one in (Intake, Lifecycle, Linking, Clerk, Reporting)} == PROCESSED
    before, after = layout(["court"], 4), layout(["court"], 8, 2)
    renamed = {topic.name: topic.partitions for topic in after}
    assert renamed.keys() - {topic.name for topic in before} == {version_of(name, 2) for name in VERSIONED}
    assert [split_version(version_of(name, 2)) for name in sorted(VERSIONED)] == [(n, 2) for n in sorted(VERSIONED)]
    standing = Standing(
        topics={topic.name: topic for topic in (*before, *(one for one in after if one.name.endswith(".v2")))},
        grants=wanted_of(["court"], 8, 2).grants,
        quotas=wanted_of(["court"], 8, 2).quotas,
    )
    made = plan(wanted_of(["court"], 8, 2), standing)
    assert made.is_done and not made.refused
    assert set(made.unknown) == VERSIONED
    assert {one.topic for one in plan(wanted_of(["court"], 8), standing).refused} == VERSIONED - {CUTS}
