"""The pure rules of dispatch: states, chains, recommendation, readiness; no database, no clock."""
