"""The house's SQL rules, one module per subject. A rule takes a Source and yields Findings."""
