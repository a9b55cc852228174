"""All mutations of the list, in the order in which they are run."""

from __future__ import annotations

from tests.mutations.access import ACCESS
from tests.mutations.batches import BATCHES
from tests.mutations.client import CLIENT
from tests.mutations.delivery import DELIVERY
from tests.mutations.guidance import GUIDANCE
from tests.mutations.habits import HABITS
from tests.mutations.sentences import SENTENCES

MUTATIONS = (*DELIVERY, *BATCHES, *HABITS, *ACCESS, *CLIENT, *GUIDANCE, *SENTENCES)
