"""Any life: people, prompts, outages, kills and clocks in any order, against a small model of what must come of it."""
