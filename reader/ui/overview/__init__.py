"""The overview of the open texts: what is missing, what nothing answers, the matrix, the editions, progress."""
