from pathlib import Path
from tests.soak.outcome import Outcome
def act(seed: int, folder: Path) -> Outcome:
    return Outcome()
