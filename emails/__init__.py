"""How a lesson looks and how it travels."""
