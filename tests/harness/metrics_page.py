"""What /metrics says, as tests want to compare it."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families


def of_page(page: bytes) -> dict[str, float]:
    """Every figure by its name and labels, as in `limber_prompts_total{reason=late,state=dead}`."""
    figures = {}
    for family in text_string_to_metric_families(page.decode()):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            figures[sample.name + (f"{{{labels}}}" if labels else "")] = sample.value
    return figures
