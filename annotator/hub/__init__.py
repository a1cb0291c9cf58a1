"""Exchange between copies of a project: the team hub, a PostgreSQL database."""
