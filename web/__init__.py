"""The front door: sign up, confirm, unsubscribe, the local inbox."""
