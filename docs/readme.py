"""Puts the example draft and its real output into README.md.

python docs/readme.py            # write
python docs/readme.py --check    # only compare; exit 1 when the README shows something else
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DRAFT = "examples/energy-mixed.txt"


def shown(name: str, text: str, readme: str) -> str:
    block = f"<!-- {name} -->\n```\n{text.rstrip()}\n```\n<!-- /{name} -->"
    return re.sub(rf"<!-- {name} -->.*?<!-- /{name} -->", lambda _: block, readme, flags=re.DOTALL)


def main() -> None:
    code = "from replylint.cli import main; main()"
    command = [sys.executable, "-c", code, "check", DRAFT]
    plain = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
    output = subprocess.run(command, cwd=ROOT, env=plain, capture_output=True, text=True, check=False).stdout
    readme = (ROOT / "README.md").read_text("utf-8")
    fresh = shown("output", output, shown("draft", (ROOT / DRAFT).read_text("utf-8"), readme))
    if "--check" in sys.argv:
        if fresh != readme:
            raise SystemExit("README.md shows an old output. Run: python docs/readme.py")
    else:
        (ROOT / "README.md").write_text(fresh, "utf-8")


if __name__ == "__main__":
    main()
