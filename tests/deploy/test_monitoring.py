"""The dashboard and the alerts speak of figures that exist, in expressions that Prometheus can read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import promql_parser
import yaml

from bot.app import Limber
from storage.store import Store
from tests.harness.libraries import shipped_library
from tests.harness.metrics_page import of_page
from tests.harness.stage import Stage

DEPLOY = Path(__file__).parents[2] / "deploy"
DASHBOARD: Mapping[str, Any] = json.loads((DEPLOY / "grafana-dashboard.json").read_text(encoding="utf-8"))
RULES: list[Mapping[str, Any]] = [
    rule
    for group in yaml.safe_load((DEPLOY / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
SHOWN: list[str] = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
ALERTED: list[str] = [rule["expr"] for rule in RULES]
# Prometheus makes this one itself.
OF_PROMETHEUS = {"up"}
# What is to be heard of, by a word in the alert's name.
HEARD_OF = (
    *("Down", "NotReady", "Tick", "Clock", "Lag", "Unaccounted", "SendsFail", "SetAside", "Token", "Telegram"),
    *("Floods", "Damaged"),
)


def asked_for(expression: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each figure that an expression asks for, with the labels that it must have. Raises ValueError when Prometheus
    could not read it."""
    found: list[promql_parser.VectorSelector] = []

    def visit(node: promql_parser.Expr) -> bool:
        if isinstance(node, promql_parser.MatrixSelector):
            found.append(node.vector_selector)
        elif isinstance(node, promql_parser.VectorSelector):
            found.append(node)
        return True

    # Grafana's variables stand for what it puts in.
    promql_parser.walk(
        promql_parser.parse(expression.replace("$__rate_interval", "1m").replace("$job", "limber")), visit
    )
    assert found, expression
    for one in found:
        exact = [match for match in one.matchers.matchers if match.op == promql_parser.MatchOp.Equal]
        yield str(one.name), {match.name: match.value for match in exact if match.name != "job"}


def fits(figure: str, name: str, labels: Mapping[str, str]) -> bool:
    """Whether a line of the page is what is asked for."""
    own, _, given = figure.partition("{")
    return own == name and all(f"{label}={value}" in re.split("[,}]", given) for label, value in labels.items())


async def page_of_a_bot_at_rest(folder: Path) -> dict[str, float]:
    """What a bot tells that ticked once and did nothing else."""
    stage = Stage(folder)
    limber = Limber(stage.settings, shipped_library(), Store(stage.database_url), stage.parts)
    limber.store.join(stage.now)
    await limber.prompts.tick()
    try:
        return of_page(await limber.metrics.page())
    finally:
        await limber.health.stop()
        limber.executor.close()


async def test_every_figure_that_is_asked_for_is_told(tmp_path: Path) -> None:
    """By a bot that has done nothing yet: a figure that comes up only later would have no alert the first time."""
    page = await page_of_a_bot_at_rest(tmp_path)
    asked = [one for expression in SHOWN + ALERTED for one in asked_for(expression)]
    assert [one for one in asked if one[0] not in OF_PROMETHEUS and not any(fits(each, *one) for each in page)] == []
    shown = {name for expression in SHOWN for name, _ in asked_for(expression)}
    # Histograms are asked for by their buckets.
    told = {re.sub("_(sum|count)$", "_bucket", figure.partition("{")[0]) for figure in page}
    # Two are told in another way, too; the others are for alerts alone.
    kept = {"limber_database_up", "limber_prompts_queued_total", "limber_prompts_skipped_total", "limber_unclean_ends"}
    assert told - shown == {*kept, "limber_clock_believed", "limber_database_damaged"}


def test_an_alert_says_what_to_do() -> None:
    """In a sentence or two, for somebody who was woken up by it; each of the things that matter has one."""
    for rule in RULES:
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"]["severity"] in ("critical", "warning")
        assert len(rule["annotations"]["summary"]) > 20
        assert re.search(r"\b(Look|Open|Run|Lower|Get|Is|says)\b.*[.?]$", rule["annotations"]["description"]), rule[
            "alert"
        ]
    names = [rule["alert"] for rule in RULES]
    assert len(set(names)) == len(names)
    assert [word for word in HEARD_OF if not any(word in name for name in names)] == []


def test_the_dashboard_asks_where_the_figures_are() -> None:
    """One that is imported elsewhere finds another data source there."""
    variables = {variable["name"]: variable["type"] for variable in DASHBOARD["templating"]["list"]}
    assert variables == {"datasource": "datasource", "job": "query"}
    assert DASHBOARD["id"] is None
    panels = DASHBOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len({panel["title"] for panel in panels}) == len(panels)
    for panel in panels:
        sources = [panel["datasource"], *(target["datasource"] for target in panel["targets"])]
        assert {source["uid"] for source in sources} == {"${datasource}"}
        place = panel["gridPos"]
        assert 0 <= place["x"] < place["x"] + place["w"] <= 24


def test_prometheus_finds_the_rules_and_the_page() -> None:
    """The example names the file beside it, and the job that the alerts speak of."""
    config = yaml.safe_load((DEPLOY / "prometheus.yml").read_text(encoding="utf-8"))
    assert [(DEPLOY / name).exists() for name in config["rule_files"]] == [True]
    (job,) = config["scrape_configs"]
    assert (job["job_name"], job["metrics_path"]) == ("limber", "/metrics")
    jobs = {labels.get("job") for rule in RULES for labels in re_labels(rule["expr"])}
    assert jobs <= {None, job["job_name"]}


def re_labels(expression: str) -> list[dict[str, str]]:
    """The labels in each pair of braces."""
    return [dict(re.findall(r'(\w+)="([^"]*)"', braces)) for braces in re.findall(r"{([^}]*)}", expression)]
