"""What a scenario says about asking a service for travel."""

from typing import Literal

from planner.online import AskingOptions


class OnlineTravelOptions(AskingOptions):
    """A service that is asked for minutes and kilometres, in place of roads and estimates.

    What is sent are places of customers and outlets, never an address, a name or an account.
    """

    provider: Literal["osrm", "valhalla", "amap", "baidu"] | None = None
    """Service to ask: osrm or valhalla on a server of your own (`base_url`), amap or baidu with a
    key from the environment (PLANNER_AMAP_KEY, PLANNER_BAIDU_KEY)."""
