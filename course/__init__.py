"""What is taught, to whom, and what is owed when."""
