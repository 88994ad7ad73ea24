"""From rule files to a validated rulebook with compiled patterns."""
