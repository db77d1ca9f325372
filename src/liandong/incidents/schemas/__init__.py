"""Wire types of reports and incidents."""
