"""Checking the files of a repository: settings, which files there are, what is remembered, and a baseline."""
