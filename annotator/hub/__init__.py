"""Exchange between copies of a project: the team hub, a PostgreSQL database."""

from annotator.hub.address import clean_address
from annotator.hub.founding import Operator
from annotator.hub.line import Line
from annotator.hub.transport import Hub

__all__ = ["Hub", "Line", "Operator", "clean_address"]
