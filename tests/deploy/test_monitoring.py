"""The dashboard and the alerts speak of metrics that exist, in expressions that Prometheus can read."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml

from bot.app import Limber
from storage.store import Store
from tests.bot.i18n.readability import grade
from tests.harness.libraries import shipped_library
from tests.harness.metrics_page import of_page
from tests.harness.stage import Stage
from tests.test_house import TWICE_READ

DEPLOY = Path(__file__).parents[2] / "deploy"
DASHBOARD: Mapping[str, Any] = json.loads((DEPLOY / "grafana-dashboard.json").read_text(encoding="utf-8"))
RULES: list[Mapping[str, Any]] = [
    rule
    for group in yaml.safe_load((DEPLOY / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
SHOWN: list[str] = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
ALERTED: list[str] = [rule["expr"] for rule in RULES]
# Grade of a text (Flesch-Kincaid): that of a warning in the chat, and a little for the names of settings.
HARDEST = 8.5
# Prometheus makes this one itself.
OF_PROMETHEUS = {"up"}
# What is to be heard of, by a word in the alert's name.
HEARD_OF = (
    *("Down", "NotReady", "Tick", "Clock", "Lag", "Unaccounted", "SendsFail", "SetAside", "Token", "Telegram"),
    *("Floods", "Damaged"),
)


def asked_for(expression: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each metric that an expression asks for, with the labels that it must have: once for each value where it names
    several. Raises ValueError when Prometheus could not read it."""
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
        chosen = [match for match in one.matchers.matchers if match.name != "job"]
        assert all(match.op in (promql_parser.MatchOp.Equal, promql_parser.MatchOp.Re) for match in chosen), expression
        for values in itertools.product(*(match.value.split("|") for match in chosen)):
            yield str(one.name), dict(zip((match.name for match in chosen), values, strict=True))


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


async def test_what_a_text_puts_in_is_a_label_of_its_metric(tmp_path: Path) -> None:
    """In a legend, in the choice of jobs and in an alert: another name would leave a gap in the sentence."""
    page = await page_of_a_bot_at_rest(tmp_path)
    labels: dict[str, set[str]] = {}
    for figure in page:
        name, _, given = figure.partition("{")
        labels.setdefault(name, set()).update(re.findall(r"(\w+)=", given))
    put_in = [
        *((target["expr"], target["legendFormat"]) for panel in DASHBOARD["panels"] for target in panel["targets"]),
        *((rule["expr"], " ".join(rule["annotations"].values())) for rule in RULES),
    ]
    for expression, text in put_in:
        named = set(re.findall(r"{{ ?(?:\$labels\.)?(\w+) ?}}", text))
        for name, _ in asked_for(expression) if named else ():
            assert named <= labels[name], text
    (chosen,) = [variable for variable in DASHBOARD["templating"]["list"] if variable["type"] == "query"]
    assert re.findall(r"^label_values\((\w+), job\)$", chosen["query"]["query"]) == ["limber_build_info"]
    assert "limber_build_info" in labels
    assert chosen["definition"] == chosen["query"]["query"]


TEXTS = [
    *((panel["title"], panel["description"]) for panel in DASHBOARD["panels"]),
    *((rule["annotations"]["summary"], rule["annotations"]["description"]) for rule in RULES),
]


@pytest.mark.parametrize(("title", "text"), TEXTS, ids=[title for title, _ in TEXTS])
def test_what_somebody_reads_at_night_is_plain(title: str, text: str) -> None:
    """Each panel and each alert has whole sentences, no longer than they must be, in words of its own."""
    assert (grade(text) or 0) <= HARDEST
    assert text.endswith((".", "?"))
    assert text.split()[0][0].isupper() or text[0] == '"'
    assert len(title.split()) <= 18
    assert not TWICE_READ.search(f"{title}. {text}")
    assert not re.search(r"\b(lane|tick|outbox|percentile|figures?)\b", f"{title} {text}")


def test_an_alert_says_what_to_do() -> None:
    """In a sentence or two, for somebody who was woken up by it; each of the things that matter has one."""
    for rule in RULES:
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"]["severity"] in ("critical", "warning")
        assert len(rule["annotations"]["summary"]) > 20
        assert re.search(r"\b(Look|Open|Run|Stop|Get|Let)\b.*\.$", rule["annotations"]["description"]), rule["alert"]
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
