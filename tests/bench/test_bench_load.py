"""What tells how long the machine was busy with other work."""

from __future__ import annotations

from tests.bench.load import Process, Reading, busy_ticks, other_load, process_of, seconds_below, ticks_below

STAT = "cpu  100 20 30 400 50 6 7 8 0 0\ncpu0 100 20 30 400 50 6 7 8 0 0\nctxt 1\n"


def test_what_the_machine_did_is_all_but_idling_and_waiting_for_the_disk() -> None:
    """Time that another machine took from this one is work of others, too."""
    assert busy_ticks(STAT) == 100 + 20 + 30 + 6 + 7 + 8


def test_a_process_with_any_name_is_read() -> None:
    """Its children's time counts once it waited for them; a name may hold blanks and brackets."""
    assert process_of("812 (a (b) c) S 41 812 812 0 -1 0 0 0 0 0 5 6 70 80 20 0 1") == Process(812, 41, 161)


def test_all_that_descends_from_the_bench_is_its_own() -> None:
    """Grandchildren as well, whatever the order; a process elsewhere is not."""
    family = [Process(4, 3, 1000), Process(3, 2, 100), Process(2, 1, 10), Process(1, 0, 7), Process(9, 1, 50_000)]
    assert ticks_below(2, family) == 1110
    assert ticks_below(5, family) == 0


def test_the_work_of_others_is_a_share_of_all_cores() -> None:
    """Three seconds of two cores for two seconds, less the one that was the bench's own, are half of the machine."""
    assert other_load(Reading(10, 100, 50), Reading(12, 103, 51), cores=2) == 0.5
    assert other_load(Reading(10, 100, 50), Reading(12, 100.9, 51), cores=2) == 0.0
    assert other_load(Reading(10, 100, 50), Reading(10, 100, 50), cores=2) == 0.0


def test_this_process_used_the_processor_says_proc() -> None:
    """The real files can be read."""
    assert seconds_below(1) >= 0
    assert Reading.now().ours > 0
