"""Write the documents that follow from the code and the definitions.

Run without arguments to rewrite them; with ``--check`` to fail if one is out of date; with the
beginning of a name (``instruments``) for these only; ``schemas`` for the schemas.
"""

from __future__ import annotations

import inspect
import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

os.environ.update(COLUMNS="100", TERM="dumb", NO_COLOR="1")

from comparison_page import comparison
from cutoff_page import cutoff_table
from instrument_pages import overview, pages
from rich.console import Console
from rich.text import Text
from typer.testing import CliRunner

from scorewell.change.options.presets import PRESETS
from scorewell.cli.main import build
from scorewell.definitions.model import Amount, MeasureThresholds, OutcomeRule
from scorewell.definitions.reading.load import load_overlay
from scorewell.definitions.schema import schema_json, schemas
from scorewell.io.bundled_files import bundled
from scorewell.registry import hookspecs
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.registry.registry import Registry
from scorewell.report.text.plain_text import text_summary
from scorewell.study.plan import read_plan
from scorewell.study.run import run_study

DOCS = Path(__file__).parent
NOTE = "<!-- written by docs/generate.py; change the code or the definitions instead -->\n\n"
_ABOUT_HOOKS = """\
A plugin is a module whose functions carry `@scorewell.hookimpl`, named by an entry point in the
group `scorewell`:

```toml
[project]
name = "our-methods"
version = "1.0.0"
dependencies = ["scorewell>=0.1,<2"]   # the versions it was made for; with others it stays out

[project.entry-points.scorewell]
our-methods = "our_methods"
```

A package that only brings definitions names its package by an entry point in the group
`scorewell.instruments`; no code of it is run. A folder `overlays` beside its definitions holds
overlays, which are asked for as `--overlay DISTRIBUTION:NAME`. `tests/distributions` holds a
complete package of each kind, which the tests build and install.

A function leaves out the arguments that it does not use.
"""
_ABOUT_FAILURES = """\
A plugin that fails never takes the others down. `scorewell plugins` says what happened to each,
and how to go on: a package that cannot be imported, one made for another version of scorewell,
a hook that is misspelt, asks for what it is not given, raises, or registers what is none of its
kind; a name that is taken; a command that typer cannot read; a definition with errors; two
definitions with one id. Whatever of a package is sound works.

A method or format that raises while it works, or gives what its contract does not say, is an
error that names the plugin, with the file and line of its code; a text that might quote an
answer is left out. A reader whose `recognises` fails is a warning, and the others are asked.
An expression for a score that does not give numbers is refused before any score is computed. A
plugin whose import takes more than a second is named at every command.

- `scorewell --disable NAME ...` leaves one out, by the name of its entry point or its
  distribution; `SCOREWELL_DISABLE=a,b` does it for every command.
- `SCOREWELL_PLUGINS=a,b` leaves out all others, and set to nothing all; so does
  `scorewell --no-plugins ...`. The bundled plugins stay.
- `scorewell plugins --trace` shows where an error arose.

What is left out is not imported. Every report's `manifest.json` names each plugin with its
version, hash and status, and each definition with the distribution that brought it;
`scorewell lock` pins them.
"""
_PARTS = {"Parameters": "Arguments", "Returns": "Returns", "Notes": "How results combine"}
_ABOUT_RULES = """\
Rules over several measures at once. A respondent without both scores on every measure is not
assessable, and is counted by reason. What a rule leaves open is an option; without a choice,
whom it concerns is not determined, and counted. A rule is data, and a study can name a file of
its own.
"""
PLUGINS = load_plugins(entry_points=lambda group: [])  # noqa: ARG005  (what is bundled, nothing else)


def commands() -> str:
    """Every command with its help."""
    app = build(PLUGINS)
    names = [[command.name or ""] for command in app.registered_commands]
    for group in app.registered_groups:
        inner = group.typer_instance.registered_commands if group.typer_instance else []
        names += [[group.name or "", command.name or ""] for command in inner]
    parts = ["# Commands\n", _help(app)]
    parts += [f"## {' '.join(name)}\n\n{_help(app, *name)}" for name in names]
    return "\n".join(parts)


def _help(app: Any, *command: str) -> str:
    result = CliRunner().invoke(app, [*command, "--help"], prog_name="scorewell")
    lines = [line.rstrip() for line in result.output.strip("\n").splitlines()]
    return "```text\n" + "\n".join(lines) + "\n```\n"


def methods() -> str:
    """The methods of scoring, indices, approaches, methods of growth, and the presets."""
    lines = ["# Methods\n", "## Scoring\n"]
    for method in PLUGINS.scoring_methods.values():
        lines += [f"### {method.name}\n", f"{method.summary}\n", f"Formula: {method.formula}\n"]
        parameters = list(_properties(method.parameters, 0))
        if parameters:
            lines += ["Parameters:\n", *parameters, ""]
    lines.append("## Indices of change\n")
    for change in PLUGINS.change_methods.values():
        lines += [
            f"### {change.name}\n",
            f"{change.title}. {change.summary}\n",
            f"Formula: {change.formula}\n",
            f"Inputs: {', '.join(change.inputs)}\n",
            f"Reference: {change.reference}\n",
        ]
    lines += [*_approaches(), *_growth(), *_presets(), "## Outcome rules\n", _ABOUT_RULES]
    for rule in PLUGINS.outcome_rules.values():
        lines += _rule(rule)
    return "\n".join(lines)


def _approaches() -> Iterator[str]:
    yield "## Approaches\n"
    for approach in PLUGINS.approaches.values():
        yield f"### {approach.name}\n"
        yield f"{approach.title}. {approach.summary}\n"
        yield f"Formula: {approach.formula}\n"
        yield f"Inputs: {', '.join(approach.inputs) or 'pairs of scores'}\n"
        parameters = list(_properties(approach.parameters, 0))
        if parameters:
            yield "Parameters:\n"
            yield from parameters
            yield ""
        yield f"Reference: {approach.reference}\n"


def _growth() -> Iterator[str]:
    yield "## Growth\n"
    for growth in PLUGINS.growth_methods.values():
        yield f"### {growth.name}\n"
        yield f"{growth.title}. {growth.summary}\n"
        yield f"Formula: {growth.formula}\n"
        yield f"Reference: {growth.reference}\n"


def _presets() -> Iterator[str]:
    yield "## Presets of change\n"
    for preset in PRESETS.values():
        options = ", ".join(f"`{key}: {value}`" for key, value in preset.options.items())
        yield f"### {preset.name}\n"
        yield f"{preset.summary}\n"
        yield f"Choices: {options}\n"
        if preset.differs:
            yield f"Where results differ from that program's: {preset.differs}\n"


def _rule(rule: OutcomeRule) -> Iterator[str]:
    yield f"### {rule.name}\n"
    yield f"{rule.title}. {rule.summary}\n"
    thresholds = [(role, scale) for role in rule.roles for scale in role.scales]
    if thresholds:
        yield "| measure | scale | a case | a change | bands | checked |"
        yield "|---|---|---|---|---|---|"
    for role, scale in thresholds:
        statuses = dict.fromkeys(edge.provenance.checked for _, edge in scale.edges())
        yield (
            f"| {role.name} | {scale.scale} | {_case(scale)} | {'; '.join(_changes(scale))} "
            f"| {scale.bands or '-'} | {', '.join(statuses)} |"
        )
    if not rule.roles:
        yield f"Measures: any, at least {rule.fewest}, each by its own analysis of change."
    yield "\n| outcome | meaning | among | checked |\n|---|---|---|---|"
    for outcome in rule.outcomes:
        among = rule.outcome(outcome.among).title if outcome.among else "all assessable"
        yield (
            f"| `{outcome.id}` | {outcome.definition} | {among} "
            f"| {outcome.provenance.checked} |"
        )
    yield ""
    for option in rule.options:
        yield f"Option `{option.id}`: {option.title}\n"
        yield from (f"- `{choice.id}`: {choice.text}" for choice in option.choices)
        yield f"\n{option.note}\n"
    yield from (f"{note}\n" for note in rule.notes)
    if rule.sources:
        yield "Sources:\n"
        yield from (f"- {source.citation}" for source in rule.sources.values())
        yield ""


def _case(scale: MeasureThresholds) -> str:
    if scale.case is None:
        return "-"
    words = {
        ("lower", True): "{} or more",
        ("lower", False): "above {}",
        ("higher", True): "{} or less",
        ("higher", False): "below {}",
    }[scale.better, scale.case.inclusive]
    return words.format(f"{scale.case.value:g}")


def _changes(scale: MeasureThresholds) -> Iterator[str]:
    if scale.reliable:
        yield f"reliable: {Amount(name='reliable', edge=scale.reliable).words}"
    yield from (f"`{amount.name}`: {amount.words}" for amount in scale.amounts)


def hooks() -> str:
    """The hooks: what each is given, what it returns, how results combine, an example."""
    names = [name for name, hook in vars(hookspecs).items() if hasattr(hook, "scorewell_spec")]
    lines = ["# Hooks\n", _ABOUT_HOOKS]
    lines += [f"- [`{name}`](#{name})" for name in names]
    for name in names:
        lines += ["", *_hook(name, getattr(hookspecs, name))]
    lines += ["", "## A plugin that fails\n", _ABOUT_FAILURES]
    return "\n".join(lines)


def _hook(name: str, function: Any) -> Iterator[str]:
    signature = str(inspect.signature(function)).replace("'", "")
    parts = _sections(inspect.getdoc(function) or "")
    yield f"## {name}\n"
    yield f"```python\n{name}{signature}\n```\n"
    yield f"{parts['']}\n"
    for title, heading in _PARTS.items():
        if parts.get(title):
            yield f"**{heading}**\n"
            yield f"{parts[title]}\n"
    users = [plugin.name for plugin in PLUGINS.plugins if name in plugin.hooks]
    yield "**In the bundled plugins**\n"
    for user in users:
        yield f"- `plugins/{user.replace('.', '/')}`"
    example = (DOCS.parent / "tests/hooks" / f"{name}.py").read_text(encoding="utf-8")
    yield f"\n**Example**, run by `test_hook_{name}` in `tests/registry/test_hooks.py`\n"
    yield f"```python\n{example.strip()}\n```"


def _sections(text: str) -> dict[str, str]:
    """A numpydoc docstring by its headings, the beginning under an empty one."""
    sections: dict[str, list[str]] = {"": []}
    title = ""
    for line, below in zip(text.splitlines(), [*text.splitlines()[1:], ""], strict=True):
        if below and set(below) == {"-"}:
            title = line
            sections[title] = []
        elif not line or set(line) != {"-"}:
            sections[title].append(
                _describe(line) if title in {"Parameters", "Returns"} else line
            )
    return {name: "\n".join(lines).strip() for name, lines in sections.items()}


def _describe(line: str) -> str:
    """A line of a list of arguments as Markdown: a name with its type, or words about it."""
    if not line or line.startswith(" "):
        return f"  {line.strip()}" if line else ""
    name, colon, kind = line.partition(" : ")
    return f"- `{name}`: {kind}." if colon else f"- {line}"


def formats() -> str:
    """The file formats, property by property."""
    lines, schema_texts = ["# File formats\n"], schema_files()
    for name in ("instrument", "overlay", "study", "outcome-rule", "report"):
        path = bundled("schemas") / f"{name}.schema.json"
        schema = json.loads(schema_texts.get(path) or path.read_text(encoding="utf-8"))
        lines += [
            f"## {schema['title']}\n",
            f"{schema['description']}\n",
            *_properties(schema, 0),
            "",
        ]
        for key, part in schema.get("$defs", {}).items():
            if "properties" in part:
                lines += [f"### {key}\n", f"{part.get('description', '')}\n"]
                lines += [*_properties(part, 0), ""]
    return "\n".join(lines)


def _properties(schema: Mapping[str, Any], depth: int) -> Iterator[str]:
    required_keys = schema.get("required", ())
    for key, value in schema.get("properties", {}).items():
        reference = str(value.get("$ref", "")).rpartition("/")[2]
        note = " (required)" if key in required_keys else ""
        description = value.get("description") or (f"see `{reference}`" if reference else "")
        if "enum" in value and "description" not in value:
            description = f"one of {', '.join(str(value_) for value_ in value['enum'])}"
        yield f"{'  ' * depth}- `{key}`{note}: {description}"
        inner = value.get("items", value) if isinstance(value.get("items"), dict) else value
        if "properties" in inner:
            yield from _properties(inner, depth + 1)


def demo_picture() -> str:
    """The first tables of the demonstration, as a picture of a terminal."""
    study = bundled("demo") / "study.yaml"
    text = text_summary(run_study(read_plan(study), registry=_registry_of(study)))
    start = text.index("Respondents by clinically significant change")
    excerpt = text[start:].partition("\n\nPSEQ:")[0]
    console = Console(record=True, file=io.StringIO(), width=92)
    console.print(Text("$ scorewell demo\n\n" + excerpt + "\n..."))
    picture = console.export_svg(title="scorewell demo", unique_id="demo")
    # The fonts of rich's template lie on another server; the reader's own will do.
    return re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)


def _registry_of(study: Path) -> Registry:
    plan = read_plan(study)
    overlays = [load_overlay(path) for path in plan.overlays]
    return Registry(PLUGINS.instrument_sources, plugins=PLUGINS, overlays=overlays)


DOCUMENTS: dict[str, Callable[[], str]] = {
    "commands.md": commands,
    "instruments.md": lambda: overview(_bundled()),
    "cutoffs.md": lambda: cutoff_table(_bundled()),
    "methods.md": methods,
    "hooks.md": hooks,
    "format.md": formats,
    "demo.svg": demo_picture,
    "comparison.md": comparison,
}


def schema_files() -> dict[Path, str]:
    """The schemas that follow from the model classes."""
    folder = DOCS.parent / "schemas"
    return {
        folder / f"{name}.schema.json": schema_json(schema)
        for name, schema in schemas().items()
    }


def _bundled() -> Registry:
    return Registry(PLUGINS.instrument_sources, plugins=PLUGINS)


def documents(*, prefix: str) -> dict[Path, str]:
    """Every document whose name begins with ``prefix``."""
    if prefix == "schemas":
        return schema_files()
    texts = {name: make() for name, make in DOCUMENTS.items() if name.startswith(prefix)}
    texts |= {f"instruments/{name}.md": text for name, text in pages(_bundled()).items()}
    schemas_too = {} if prefix else schema_files()
    return schemas_too | {
        DOCS / name: (NOTE if name.endswith(".md") else "") + text.rstrip() + "\n"
        for name, text in texts.items()
        if name.startswith(prefix)
    }


def main() -> int:
    """Write or check every document, or those whose names begin with the word given."""
    check = "--check" in sys.argv[1:]
    words = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    texts = documents(prefix=words[0] if words else "")
    stale = [
        path
        for path, text in texts.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    old = () if words else (DOCS / "instruments").glob("*.md")
    outdated = [path for path in old if path not in texts]
    if not check:
        for path in stale:
            path.parent.mkdir(exist_ok=True)
            path.write_text(texts[path], encoding="utf-8")
        for path in outdated:
            path.unlink()
    names = [path.relative_to(DOCS.parent).as_posix() for path in (*stale, *outdated)]
    if names:
        print("out of date:" if check else "written:", ", ".join(names))
    return 1 if check and names else 0


if __name__ == "__main__":
    sys.exit(main())
