"""Conditions across rows and tables, worked out in DuckDB ahead of validation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple

import duckdb
import polars as pl

from schemas.expectations import Expectation
from schemas.ontology import ontology
from schemas.states import State, states
from schemas.tables import TABLES, polars_schema
from schemas.vocabulary import (
    count_words,
    counted_kinds,
    opposed_groups,
    sector_groups,
)
