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
`tests/test_against_biopsykit.py` does it again, and holds each disagreement below to exactly
what is said of it. The extra `compare` installs what it needs, best in an environment of its
own:

```sh
python3 -m venv compare && compare/bin/pip install -q -e '.[compare]'
PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 compare/bin/python -m pytest -q tests/test_against_biopsykit.py
```

(One of its dependencies brings a pytest plugin that does not load without a further package.)
"""


def comparison() -> str:
    """The page."""
    plan = json.loads(_LIST.read_text(encoding="utf-8"))
    entries = plan["comparisons"]
    same = [each for each in entries if "right" not in each]
    other = [each for each in entries if "right" in each]
    lines = [_ABOUT.format(**plan), f"## {len(same)} scores agree\n"]
    lines += ["| score | theirs |", "|---|---|"]
    lines += [
        f"| `{each['instrument']}.{each['scale']}` | `{each['function']}`, {each['column']} |"
        for each in same
    ]
    lines += [f"\n## {len(other)} do not\n", "| score | theirs | what they do | who is right |"]
    lines.append("|---|---|---|---|")
    for each in other:
        ours = f"`{each['instrument']}.{each['scale']}`" if each["scale"] else "none"
        lines.append(
            f"| {ours} | `{each['function']}`, {each['column']} | {each['theirs']} "
            f"| {each['right']} |"
        )
    return "\n".join(lines)
