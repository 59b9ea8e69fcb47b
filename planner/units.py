"""The only place that multiplies by 60 or 1000."""

HOURS_PER_YEAR = 8760.0
HOURS_PER_DAY = 24.0
MINUTES_PER_HOUR = 60.0
SECONDS_PER_MINUTE = 60.0
METRES_PER_KM = 1000.0
KWH_PER_GWH = 1_000_000.0
DAYS_PER_YEAR = 365.0


def clock(minutes_after_midnight: float) -> str:
    """Return a clock time such as ``09:05`` for minutes after midnight, rounded to the minute."""
    whole = round(minutes_after_midnight)
    return f"{whole // 60:02d}:{whole % 60:02d}"
