"""The lead's page: pictures and numbers of how the project stands, agreement, claims without a source."""
