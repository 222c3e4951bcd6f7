"""What is asked of the App Store in the background: over a connection of its own, since Apple may
keep it waiting. Only where an API key is set."""
