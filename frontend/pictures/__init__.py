"""Pictures as data: pure functions from counts to shapes; the templates draw them, classes colour them."""
