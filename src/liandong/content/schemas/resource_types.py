"""Types of resources (应急资源): forces, equipment, stores, experts, sites, stations; what is counted in what unit."""

from __future__ import annotations

from typing import Literal

from liandong.content.schemas.base import Bilingual, ContentFile, ContentModel, Entry, Identifier, LimitText, Written


class Attribute(ContentModel):
    """A property that a resource of this type may carry.

    `required`: nothing is entered without it. `expected`: entered without it, the record counts as incomplete.
    `personal`: a person's data, shown masked. `names`: what tables call the column, beside its titles.
    """

    title: Bilingual
    type: Literal[
        "text", "number", "integer", "boolean", "date", "choice", "choices", "phone", "uscc", "address", "video"
    ] = "text"
    choices: tuple[str, ...] = ()
    unit: Bilingual | None = None
    required: bool = False
    expected: bool = False
    personal: bool = False
    names: tuple[str, ...] = ()


class ResourceFamily(Entry):
    """What all types of a family share, unless a type says otherwise.

    `symbol` names the sign on the map; `owner` is the register the data come from, `keeper` the division that answers
    for them. `verify_every`: how long a check on the spot holds. `silent_after`: a station that was not heard for so
    long counts as dead.
    """

    title: Bilingual
    symbol: Identifier
    owner: Bilingual
    keeper: Bilingual
    mode: Literal["FILL", "INTERFACE", "IMPORT", "FLOW_BACK"] = "FILL"
    verify_every: LimitText | None = None
    silent_after: LimitText | None = None
    attributes: dict[Identifier, Attribute] = {}
    clause: str = ""


class ResourceFamiliesFile(ContentFile):
    resource_families: dict[Identifier, Written]


class ResourceType(Entry):
    """`shape`: a FORCE of people, an ITEM counted in stock, a SITE with room for load, a PERSON, a STATION that is fed.

    `unit` is what stock and capacity are counted in; `perishable` stock carries a use-by date; `loaded`: people are
    taken in, never more than its quantity. `names`: what tables from elsewhere call the type. The rest stands in the
    family where the type leaves it out.
    """

    title: Bilingual
    family: Identifier
    shape: Literal["FORCE", "ITEM", "SITE", "PERSON", "STATION", "TARGET", "HAZARD"]
    unit: Bilingual
    whole: bool = True
    perishable: bool = False
    loaded: bool = False
    names: tuple[str, ...] = ()
    symbol: Identifier | None = None
    owner: Bilingual | None = None
    keeper: Bilingual | None = None
    verify_every: LimitText | None = None
    silent_after: LimitText | None = None
    attributes: dict[Identifier, Attribute] = {}
    clause: str = ""

    def within(self, family: ResourceFamily) -> ResourceType:
        """The type with what its family says wherever it says nothing itself."""
        shared = ("symbol", "owner", "keeper", "verify_every", "silent_after")
        taken = {name: getattr(self, name) or getattr(family, name) for name in shared}
        return self.model_copy(update=taken | {"attributes": {**family.attributes, **self.attributes}})


class ResourceTypesFile(ContentFile):
    resource_types: dict[Identifier, Written]
