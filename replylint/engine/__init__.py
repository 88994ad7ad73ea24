"""From sentences to acts, findings and credits."""
