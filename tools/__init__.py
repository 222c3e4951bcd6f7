"""Development tools behind scripts/: nothing that runs in production imports this package."""
