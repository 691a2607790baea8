"""The front door: sign up, confirm, leave, and the local inbox. Only this package knows FastAPI."""
