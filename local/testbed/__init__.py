"""Servers and databases for tests and benches: started fresh, private, and gone afterwards."""
