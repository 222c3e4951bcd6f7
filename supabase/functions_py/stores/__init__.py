"""What stores and makers of devices say, each in a module of its own."""
