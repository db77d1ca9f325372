"""Rules of reports and incidents: pure, one module for each question."""
