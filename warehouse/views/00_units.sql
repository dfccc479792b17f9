-- Units of place and time that the views share, for queries too.

-- The PRIO-GRID cell of a point: half degrees, numbered from the south-west, row by row.
CREATE OR REPLACE MACRO priogrid_of(latitude, longitude) AS (
    least(floor((latitude + 90) * 2), 359) * 720
    + least(floor((longitude + 180) * 2), 719) + 1
)::INTEGER;

-- A place that is not known to within a district is in no cell.
CREATE OR REPLACE MACRO priogrid_of_place(latitude, longitude, place_precision) AS
    CASE WHEN place_precision IN ('exact', 'city', 'admin2')
        THEN priogrid_of(latitude, longitude)
    END;

-- Middle of a cell.
CREATE OR REPLACE MACRO priogrid_latitude(gid) AS
    -90 + (((gid - 1) // 720) + 0.5::DOUBLE) / 2;

CREATE OR REPLACE MACRO priogrid_longitude(gid) AS
    -180 + (((gid - 1) % 720) + 0.5::DOUBLE) / 2;

-- Great-circle distance on a sphere of the Earth's mean radius, by the haversine.
CREATE OR REPLACE MACRO distance_km(latitude, longitude, other_latitude, other_longitude) AS
    2 * 6371.0088::DOUBLE * asin(sqrt(least(1,
        sin(radians(other_latitude - latitude) / 2) ** 2
        + cos(radians(latitude)) * cos(radians(other_latitude))
            * sin(radians(other_longitude - longitude) / 2) ** 2
    )));

-- Months as VIEWS counts them: 1 is January 1980.
CREATE OR REPLACE MACRO month_id_of(day) AS
    ((year(day) - 1980) * 12 + month(day))::INTEGER;

CREATE OR REPLACE MACRO year_of_month(month_id) AS
    (1980 + floor((month_id - 1) / 12))::INTEGER;

CREATE OR REPLACE MACRO month_of_year(month_id) AS
    (month_id - 12 * floor((month_id - 1) / 12))::INTEGER;

-- The month of the middle day, which has most days of an interval in two months; none
-- where the interval is longer than 31 days or has no end.
CREATE OR REPLACE MACRO month_of_interval(first_day, last_day) AS
    CASE WHEN last_day - first_day <= 30
        THEN month_id_of(first_day + ((last_day - first_day) // 2)::INTEGER)
    END;

-- A count that was looked for, or found by the way.
CREATE OR REPLACE MACRO counted_in(number, is_covered) AS
    CASE WHEN is_covered THEN coalesce(number, 0) ELSE nullif(number, 0) END;
