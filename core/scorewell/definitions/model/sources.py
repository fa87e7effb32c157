"""What is cited, where a fact was read, who was measured, and what is permitted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from scorewell.definitions.model.keys import (
    ENTRY_ID,
    NOTE_TEXT,
    SOURCE_REF,
    Key,
    schema_entry,
)

_YEAR = {"minimum": 1800, "maximum": 2200}


@schema_entry("source", "A work or page that is cited.")
@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A work or page that is cited."""

    id: Annotated[str, Key(given_by="name", shape=ENTRY_ID)]
    authors: Annotated[str, Key("Authors as in a reference list.")] = ""
    year: Annotated[int | None, Key("Year of publication.", schema=_YEAR)] = None
    title: Annotated[str, Key("Title of the work or page.")]
    container: Annotated[
        str, Key("Journal, book or site in which it appeared, with volume and pages.")
    ] = ""
    doi: Annotated[
        str,
        Key(
            "Digital object identifier, without any prefix: 10.1002/cpp.702",
            schema={"pattern": r"^10\.[0-9]{4,9}/[^\s]+$"},
        ),
    ] = ""
    url: Annotated[str, Key("Web address.", schema={"pattern": r"^https?://[^\s]+$"})] = ""
    accessed: Annotated[
        int | None,
        Key("Year in which a page was read.", schema={"minimum": 1990, "maximum": 2200}),
    ] = None
    note: Annotated[str, Key(shape=NOTE_TEXT)] = ""

    @property
    def citation(self) -> str:
        """The source as one line of a reference list."""
        year = f"read {self.accessed}" if self.accessed is not None else ""
        year = str(self.year) if self.year is not None else year
        first = f"{self.authors or self.title} ({year})" if year else self.authors
        where = f"doi:{self.doi}" if self.doi else self.url
        title = self.title if self.authors or not year else ""
        parts = [first, title, self.container, where]
        return ". ".join(part.rstrip(".") for part in parts if part)


@schema_entry("provenance", "Where a fact comes from.")
@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a fact comes from.

    Attributes
    ----------
    source : str
        Id of the source that states it; empty for a choice of this project.
    locator : str
        Page, table or section.
    read : tuple of str
        Sources in which it was actually read, if not in ``source`` itself.
    checked : {'two-sources', 'one-source', 'as-used', 'ours', ''}
        How well it is established; empty for a gap.
    note : str
        Anything else a reader should know.
    """

    source: Annotated[str, Key(shape=SOURCE_REF, refers_to="source")] = ""
    locator: Annotated[str, Key("Where in the source: page, table, section or abstract.")] = ""
    read: Annotated[
        tuple[str, ...],
        Key(
            "The sources in which the figure was actually read, when that was not the "
            "source itself.",
            each=SOURCE_REF,
            refers_to="source",
            schema={"minItems": 1, "uniqueItems": True},
        ),
    ] = ()
    checked: Annotated[
        str,
        Key(
            "How well the figure is established: two-sources (two independent texts agree), "
            "one-source (read in one text), as-used (printed in a paper that used it, its "
            "origin not seen), ours (a choice made by this project, not a published fact).",
            required=True,
            schema={"enum": ["two-sources", "one-source", "as-used", "ours"]},
        ),
    ] = ""
    note: Annotated[str, Key(shape=NOTE_TEXT)] = ""


CheckedFact = Annotated[Provenance, Key(inline=("checked",), alters="words")]
"""The provenance of an entry, whose keys stand beside the others of the entry."""

SourcedFact = Annotated[Provenance, Key(inline=("source",), alters="words")]
"""The same, with a source that must be there."""

SourcedFigure = Annotated[Provenance, Key(inline=("source", "checked"), alters="words")]
"""The same, with a source and how well it is established."""

OptionalFact = Annotated[Provenance, Key(inline=(), alters="words")]
"""The same, where nothing must be there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The file that brought an entry: the definition itself or an overlay.

    The digest of an overlay is the SHA-256 of its file; two origins of one
    name are compared without it.
    """

    kind: str = "definition"
    name: str = ""
    digest: str = field(default="", compare=False)


@schema_entry("sample", "Who was measured.", minProperties=1)
@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Who was measured."""

    description: Annotated[str, Key("The sample in a few words.")] = ""
    n: Annotated[int | None, Key("Number of people.", schema={"minimum": 1})] = None
    country: Annotated[str, Key("Country or countries.")] = ""
    language: Annotated[str, Key("Language of the form.")] = ""
    year: Annotated[
        int | None, Key("Year of data collection or publication.", schema=_YEAR)
    ] = None
    age: Annotated[str, Key("Ages, in words.")] = ""
    interval: Annotated[str, Key("Time between two assessments, for retest figures.")] = ""


@schema_entry("code", "The code of something in a terminology.")
@dataclass(frozen=True, slots=True, kw_only=True)
class TermCode:
    """A code in a terminology such as LOINC."""

    system: Annotated[str, Key("The terminology, for example loinc.")]
    code: Annotated[str, Key("The code.")]
    display: Annotated[str, Key("What the terminology calls it.")] = ""
    provenance: Annotated[
        Provenance, Key(inline=("checked",), without=("locator", "note"), alters="words")
    ] = Provenance()


Codes = Annotated[
    tuple[TermCode, ...],
    Key("Codes of this thing in a terminology such as LOINC.", alters="words"),
]


@schema_entry("note", "One thing to know.")
@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One thing to know about an instrument."""

    kind: Annotated[
        str,
        Key(
            "pitfall (an error others make), conflict (sources disagree), structure (what "
            "is known of the factors), service (who uses it how), or gap (what could not be "
            "found).",
            schema={"enum": ["pitfall", "conflict", "structure", "service", "gap"]},
        ),
    ]
    text: Annotated[str, Key("The note.")]
    sources: Annotated[
        tuple[str, ...],
        Key("Ids of sources.", each=SOURCE_REF, refers_to="source", schema={"minItems": 1}),
    ] = ()


@schema_entry("licenceFact", "One licence question and what is known about it.")
@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceFact:
    """One licence question and what is known about it."""

    status: Annotated[
        str,
        Key(
            "public-domain, free, free-non-commercial, permission-needed, fee, disputed, or "
            "unknown. Only the first three, with evidence, let wording ship.",
            required=True,
            schema={
                "enum": [
                    "public-domain",
                    "free",
                    "free-non-commercial",
                    "permission-needed",
                    "fee",
                    "disputed",
                    "unknown",
                ]
            },
        ),
    ] = "unknown"
    evidence: Annotated[
        str, Key("The statement that the status rests on, quoted or closely reported.")
    ] = ""
    provenance: Annotated[
        Provenance, Key(inline=(), without=("locator", "note"), alters="words")
    ] = Provenance()

    @property
    def allows_reproduction(self) -> bool:
        """Whether the status, with evidence, lets wording be shipped."""
        open_status = self.status in {"public-domain", "free", "free-non-commercial"}
        return open_status and bool(self.evidence)


@schema_entry("licence", "Three separate facts about what is permitted.")
@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """Three separate facts: key and scoring, wording, norms."""

    key: Annotated[LicenceFact, Key("Whether the key may be used.", required=True)] = (
        LicenceFact()
    )
    text: Annotated[
        LicenceFact, Key("Whether the wording may be reproduced.", required=True, overlay=True)
    ] = LicenceFact()
    norms: Annotated[
        LicenceFact, Key("Whether the norms may be reproduced.", required=True, overlay=True)
    ] = LicenceFact()
