"""One module per resource, each with a list `routes`; app.py registers them, one line each."""
