"""From words to sentences with grammar: splitting, spaCy pipelines, clause features, values."""
