"""Where scores agree with another package and where not, from the list that the test uses."""

from __future__ import annotations

import json
from pathlib import Path

__all__ = ["comparison"]

_LIST = Path(__file__).parents[1] / "tests" / "data" / "comparison" / "biopsykit.json"
_ABOUT = """\
# Beside {package}

{package} is an independent package that scores questionnaires. With version {version},
{sheets} random complete answer sheets per instrument were scored by both;
`tests/instruments/test_against_biopsykit.py` repeats the comparison and checks that each
disagreement below is exactly as described. The extra `compare` installs what it needs, best in
an environment of its own:

```sh
python3 -m venv compare && compare/bin/pip install -q -e '.[compare]'
PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 compare/bin/python -m pytest -q \\
    tests/instruments/test_against_biopsykit.py
```

(One of its dependencies brings a pytest plugin that does not load without a further package.)
"""


def comparison() -> str:
    """The page."""
    plan = json.loads(_LIST.read_text(encoding="utf-8"))
    entries = plan["comparisons"]
    agreeing = [entry for entry in entries if "right" not in entry]
    differing = [entry for entry in entries if "right" in entry]
    lines = [_ABOUT.format(**plan), f"## {len(agreeing)} scores agree\n"]
    lines += ["| score | theirs |", "|---|---|"]
    lines += [
        f"| `{entry['instrument']}.{entry['scale']}` | `{entry['function']}`, "
        f"{entry['column']} |"
        for entry in agreeing
    ]
    lines += [
        f"\n## {len(differing)} do not\n",
        "| score | theirs | what they do | who is right |",
    ]
    lines.append("|---|---|---|---|")
    for entry in differing:
        ours = f"`{entry['instrument']}.{entry['scale']}`" if entry["scale"] else "none"
        lines.append(
            f"| {ours} | `{entry['function']}`, {entry['column']} | {entry['theirs']} "
            f"| {entry['right']} |"
        )
    return "\n".join(lines)
