"""Further packs of rules for tests."""

RULE = """
definition = "A word that is bad."
severity = "warning"
message = "“{excerpt}” is bad."
why = "It is."
sources = ["SMITH22"]
suggestions = ["Say it otherwise."]
bad = ["You zork."]
good = ["You do not."]

[[match]]
patterns = ["zork"]
"""


def own_pack(folder, files=None, name="own"):
    """A pack called `name` in `folder`, with files by their path in it."""
    files = {"pack.toml": f'name = "{name}"\nversion = "1.0"\ndescription = "Ours."\n', **(files or {})}
    (folder / "en" / "tone").mkdir(parents=True)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder
