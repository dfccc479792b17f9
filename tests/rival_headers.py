"""The columns of rival data sets, in their order, as their own files have them."""

from __future__ import annotations

ACTOR = (
    "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code "
    "Type1Code Type2Code Type3Code"
).split()
GEO = "Type FullName CountryCode ADM1Code ADM2Code Lat Long FeatureID".split()
PARTY = (
    "{} Name|{} Country|{} COW|Primary {} Sector|{} Sectors|{} Title|{} Name Raw|"
    "Wikipedia {} ID"
)

HEADERS = {
    "as_gdelt": [
        *"GLOBALEVENTID SQLDATE MonthYear Year FractionDate".split(),
        *(f"Actor{number}{name}" for number in (1, 2) for name in ACTOR),
        *"IsRootEvent EventCode EventBaseCode EventRootCode QuadClass".split(),
        *"GoldsteinScale NumMentions NumSources NumArticles AvgTone".split(),
        *(f"{who}Geo_{name}" for who in ("Actor1", "Actor2", "Action") for name in GEO),
        *"DATEADDED SOURCEURL".split(),
    ],
    "as_icews": (
        "Event ID|Event Date|Source Name|Source Sectors|Source Country|Event Text|"
        "CAMEO Code|Intensity|Target Name|Target Sectors|Target Country|Story ID|"
        "Sentence Number|Publisher|City|District|Province|Country|Latitude|Longitude"
    ).split("|"),
    "as_polecat": [
        *"Event ID|Event Date|Event Type|Event Mode|Intensity|Quad Code".split("|"),
        "Contexts",
        *PARTY.replace("{}", "Actor").split("|"),
        *PARTY.replace("{}", "Recipient").split("|"),
        *"Placename City District Province Country Latitude Longitude".split(),
        *"GeoNames ID|Raw Placename|Feature Type|Source|Publication Date".split("|"),
        *"Story People|Story Organizations|Story Locations|Language".split("|"),
        "Version",
    ],
    "as_acled": (
        "event_id_cnty event_date year time_precision disorder_type event_type "
        "sub_event_type actor1 assoc_actor_1 inter1 actor2 assoc_actor_2 inter2 "
        "interaction civilian_targeting iso region country admin1 admin2 admin3 "
        "location latitude longitude geo_precision source source_scale notes "
        "fatalities tags timestamp"
    ).split(),
    "as_ucdp_ged": (
        "id relid year active_year code_status type_of_violence conflict_dset_id "
        "conflict_new_id conflict_name dyad_dset_id dyad_new_id dyad_name "
        "side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b "
        "number_of_sources source_article source_office source_date source_headline "
        "source_original where_prec where_coordinates where_description adm_1 adm_2 "
        "latitude longitude geom_wkt priogrid_gid country country_id region "
        "event_clarity date_prec date_start date_end deaths_a deaths_b "
        "deaths_civilians deaths_unknown best high low gwnoa gwnob"
    ).split(),
}
N_COLUMNS = {
    "as_gdelt": 61,
    "as_icews": 20,
    "as_polecat": 40,
    "as_acled": 31,
    "as_ucdp_ged": 49,
}
# Types that are not text, by view: those of the rivals' codebooks.
INTEGERS = {
    "as_gdelt": [
        *"GLOBALEVENTID SQLDATE MonthYear Year IsRootEvent QuadClass".split(),
        *"NumMentions NumSources NumArticles DATEADDED".split(),
        *"Actor1Geo_Type Actor2Geo_Type ActionGeo_Type".split(),
    ],
    "as_icews": ["Event ID", "Story ID", "Sentence Number"],
    "as_polecat": ["GeoNames ID"],
    "as_acled": "year time_precision iso geo_precision fatalities timestamp".split(),
    "as_ucdp_ged": (
        "id year type_of_violence conflict_new_id dyad_new_id side_a_new_id "
        "side_b_new_id number_of_sources where_prec priogrid_gid country_id "
        "event_clarity date_prec deaths_a deaths_b deaths_civilians deaths_unknown "
        "best high low gwnoa gwnob"
    ).split(),
}
NUMBERS = {
    "as_gdelt": [
        *"FractionDate GoldsteinScale AvgTone".split(),
        *(f"{who}Geo_{x}" for who in ("Actor1", "Actor2", "Action") for x in GEO[5:7]),
    ],
    "as_icews": ["Intensity", "Latitude", "Longitude"],
    "as_polecat": ["Intensity", "Latitude", "Longitude"],
    "as_acled": ["latitude", "longitude"],
    "as_ucdp_ged": ["latitude", "longitude"],
}
DAYS = {
    "as_gdelt": [],
    "as_icews": ["Event Date"],
    "as_polecat": ["Event Date", "Publication Date"],
    "as_acled": ["event_date"],
    "as_ucdp_ged": ["date_start", "date_end"],
}
# The fields of a PLOVER exchange record.
PLOVER_REQUIRED = "id date actor event".split()
PLOVER_OPTIONAL = (
    "time enddate endtime recipient event_loc event_text quad_code event_scale mode "
    "context link text text_info cite_info coder coded_date coded_time comment "
    "has_event size"
).split()
