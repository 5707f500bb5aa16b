"""What the commands do. Each is a function that returns a result and prints nothing."""
