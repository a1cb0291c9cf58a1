"""How sure a model may be follows from how often it was right; steps never fall, whatever was seen."""

from __future__ import annotations

from itertools import pairwise

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.learned import Training, calibrated, calibration

TRAINING = Training(
    features=1, labels=("actor",), layer="سلمى", author="سلمى", at="", project="", head="", sentences=1,
    spans=1, documents=("a",), held=("a",), figures={}, calibration=(), inside=False,
)  # fmt: skip


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=200))
def test_steps_rise_and_few_are_no_certainty(told: list[tuple[float, bool]]) -> None:
    steps = calibration(told)
    assert all(low[0] <= high[0] and low[1] <= high[1] for low, high in pairwise(steps))
    training = msgspec.structs.replace(TRAINING, calibration=steps)
    found = [calibrated(training, probability / 10) for probability in range(11)]
    assert found == sorted(found)
    if told:
        assert all(0 < share < 1 for share in found)


def test_a_model_that_is_too_sure_of_itself_is_corrected() -> None:
    told = [(0.99, n % 2 == 0) for n in range(98)] + [(0.4, False)] * 98
    training = msgspec.structs.replace(TRAINING, calibration=calibration(told))
    assert calibrated(training, 0.99) == 0.5 and calibrated(training, 0.4) == 0.01
    assert calibrated(training, 0.2) == 0.01 and calibrated(training, 1.0) == 0.5
