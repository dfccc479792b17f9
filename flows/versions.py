"""Which versions of code and data a run used: together they decide its output."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from importlib.metadata import PackageNotFoundError, version

from schemas.ontology import ontology
from transforms.lexicon import lexicon_version
from transforms.places.gazetteer import gazetteer_version


@dataclass(frozen=True, slots=True)
class Versions:
    """As written on every run; equal versions and input give equal output."""

    code: str
    ontology: str
    lexicon: str
    model: str
    gazetteer: str

    @property
    def parts(self) -> tuple[str, ...]:
        """The versions in their order, for hashing."""
        return astuple(self)


def versions_with(model: str) -> Versions:
    """The versions in force with a language model, which is not loaded for it."""
    code = ontology()
    return Versions(
        code=package_version("polemos"),
        ontology=f"{code.name} {code.version}",
        lexicon=lexicon_version(),
        model=f"{model} {package_version(model)}",
        gazetteer=gazetteer_version(),
    )


def package_version(name: str) -> str:
    """Version of an installed package; 'missing' if it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"
