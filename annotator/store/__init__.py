"""The project file. The only package that speaks SQL."""

from annotator.store.project import Project, Recorder

__all__ = ["Project", "Recorder"]
