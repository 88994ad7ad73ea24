"""Files that hold many texts: JSON, JSON lines, YAML, CSV and XML, each string with its exact place."""
