"""Work as a team: keeping step with its hub, who belongs to it, joining one and founding one."""
