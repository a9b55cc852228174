"""Random sequences, some dozens: `python -m tests.system.stateful --examples 2000` runs thousands."""

from __future__ import annotations

import pytest

from tests.system.stateful.state_machine import BotStateMachine, at_length

# What is short of this suite: test_known_sequences.
pytestmark = pytest.mark.system

BotStateMachine.TestCase.settings = at_length(12, 30)
TestRandomSequences = BotStateMachine.TestCase
