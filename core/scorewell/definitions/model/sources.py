"""What is cited, where a fact was read, who was measured, and what is permitted."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A work or page that is cited."""

    id: str
    title: str
    authors: str = ""
    year: int | None = None
    container: str = ""
    doi: str = ""
    url: str = ""
    accessed: int | None = None
    note: str = ""

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

    source: str = ""
    locator: str = ""
    read: tuple[str, ...] = ()
    checked: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The file that brought an entry: the definition itself or an overlay.

    The digest of an overlay is the SHA-256 of its file; two origins of one
    name are compared without it.
    """

    kind: str = "definition"
    name: str = ""
    digest: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Who was measured."""

    description: str = ""
    n: int | None = None
    country: str = ""
    language: str = ""
    year: int | None = None
    age: str = ""
    interval: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermCode:
    """A code in a terminology such as LOINC."""

    system: str
    code: str
    display: str = ""
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One thing to know about an instrument."""

    kind: str
    text: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceFact:
    """One licence question and what is known about it."""

    status: str = "unknown"
    evidence: str = ""
    provenance: Provenance = Provenance()

    @property
    def allows_reproduction(self) -> bool:
        """Whether the status, with evidence, lets wording be shipped."""
        open_status = self.status in {"public-domain", "free", "free-non-commercial"}
        return open_status and bool(self.evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """Three separate facts: key and scoring, wording, norms."""

    key: LicenceFact = LicenceFact()
    text: LicenceFact = LicenceFact()
    norms: LicenceFact = LicenceFact()
