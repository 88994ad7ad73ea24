"""What a project says about its drafts: its settings, found, merged and explained."""
