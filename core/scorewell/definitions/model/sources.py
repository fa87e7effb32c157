"""What is cited, where a fact was read, who was measured, and what is permitted."""

from __future__ import annotations

from dataclasses import dataclass, field

from scorewell.definitions.model.keys import (
    ENTRY_ID,
    NOTE_TEXT,
    SOURCE_REF,
    document_class,
    document_key,
)

_YEAR = {"minimum": 1800, "maximum": 2200}


@document_class("source")
class Source:
    """A work or page that is cited."""

    id: str = document_key(given_by="name", shape=ENTRY_ID)
    authors: str = document_key("Authors as in a reference list.", default="")
    year: int | None = document_key("Year of publication.", schema=_YEAR, default=None)
    title: str = document_key("Title of the work or page.")
    container: str = document_key(
        "Journal, book or site in which it appeared, with volume and pages.", default=""
    )
    doi: str = document_key(
        "Digital object identifier, without any prefix: 10.1002/cpp.702",
        schema={"pattern": "^10\\.[0-9]{4,9}/[^\\s]+$"},
        default="",
    )
    url: str = document_key(
        "Web address.", schema={"pattern": "^https?://[^\\s]+$"}, default=""
    )
    accessed: int | None = document_key(
        "Year in which a page was read.",
        schema={"minimum": 1990, "maximum": 2200},
        default=None,
    )
    note: str = document_key(shape=NOTE_TEXT, default="")

    @property
    def citation(self) -> str:
        """The source as one line of a reference list."""
        year = f"read {self.accessed}" if self.accessed is not None else ""
        year = str(self.year) if self.year is not None else year
        first = f"{self.authors or self.title} ({year})" if year else self.authors
        address = f"doi:{self.doi}" if self.doi else self.url
        title = self.title if self.authors or not year else ""
        parts = [first, title, self.container, address]
        return ". ".join(part.rstrip(".") for part in parts if part)


@document_class("provenance")
class Provenance:
    """Where a fact comes from."""

    source: str = document_key(shape=SOURCE_REF, refers_to="source", default="")
    locator: str = document_key(
        "Where in the source: page, table, section or abstract.", default=""
    )
    read: tuple[str, ...] = document_key(
        "The sources in which the figure was actually read, when that was not the source "
        "itself.",
        element=SOURCE_REF,
        refers_to="source",
        schema={"minItems": 1, "uniqueItems": True},
        default=(),
    )
    checked: str = document_key(
        "How well the figure is established: two-sources (two independent texts agree), "
        "one-source (read in one text), as-used (printed in a paper that used it, its "
        "origin not seen), ours (a choice made by this project, not a published fact).",
        required=True,
        schema={"enum": ["two-sources", "one-source", "as-used", "ours"]},
        default="",
    )
    note: str = document_key(shape=NOTE_TEXT, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The file that brought an entry: the definition itself or an overlay.

    The digest of an overlay is the SHA-256 of its file; two origins of one
    name are compared without it.
    """

    kind: str = "definition"
    name: str = ""
    digest: str = field(default="", compare=False)


@document_class("sample", minProperties=1)
class Sample:
    """Who was measured."""

    description: str = document_key("The sample in a few words.", default="")
    n: int | None = document_key("Number of people.", schema={"minimum": 1}, default=None)
    country: str = document_key("Country or countries.", default="")
    language: str = document_key("Language of the form.", default="")
    year: int | None = document_key(
        "Year of data collection or publication.", schema=_YEAR, default=None
    )
    age: str = document_key("Ages, in words.", default="")
    interval: str = document_key(
        "Time between two assessments, for retest figures.", default=""
    )


@document_class("code")
class TermCode:
    """The code of something in a terminology."""

    system: str = document_key("The terminology, for example loinc.")
    code: str = document_key("The code.")
    display: str = document_key("What the terminology calls it.", default="")
    provenance: Provenance = document_key(
        inline=("checked",), without=("locator", "note"), default=Provenance()
    )


@document_class("note")
class Note:
    """One thing to know."""

    kind: str = document_key(
        "pitfall (an error others make), conflict (sources disagree), structure (what is "
        "known of the factors), service (who uses it how), or gap (what could not be "
        "found).",
        schema={"enum": ["pitfall", "conflict", "structure", "service", "gap"]},
    )
    text: str = document_key("The note.")
    sources: tuple[str, ...] = document_key(
        "Ids of sources.",
        element=SOURCE_REF,
        refers_to="source",
        schema={"minItems": 1},
        default=(),
    )


@document_class("licenceFact")
class LicenceFact:
    """One licence question and what is known about it."""

    status: str = document_key(
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
        default="unknown",
    )
    evidence: str = document_key(
        "The statement that the status rests on, quoted or closely reported.", default=""
    )
    provenance: Provenance = document_key(
        inline=(), without=("locator", "note"), default=Provenance()
    )

    @property
    def allows_reproduction(self) -> bool:
        """Whether the status, with evidence, lets wording be shipped."""
        open_status = self.status in {"public-domain", "free", "free-non-commercial"}
        return open_status and bool(self.evidence)


@document_class("licence")
class Licence:
    """Three separate facts about what is permitted."""

    key: LicenceFact = document_key(
        "Whether the key may be used.", required=True, default=LicenceFact()
    )
    text: LicenceFact = document_key(
        "Whether the wording may be reproduced.",
        required=True,
        overlay=True,
        default=LicenceFact(),
    )
    norms: LicenceFact = document_key(
        "Whether the norms may be reproduced.",
        required=True,
        overlay=True,
        default=LicenceFact(),
    )
