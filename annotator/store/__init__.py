"""The project file. The only package that speaks SQL."""

from annotator.store.project import Project
from annotator.store.recorder import Recorder, Written

__all__ = ["Project", "Recorder", "Written"]
