"""From a file or a string to the words that the customer will read, with exact source positions."""
