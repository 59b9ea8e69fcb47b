"""What a scenario says about asking a service for addresses: which, and for which rows."""

from typing import Literal

from planner.online import AskingOptions

ProviderName = Literal["nominatim", "amap", "baidu", "tencent", "tianditu"]


class OnlineOptions(AskingOptions):
    """A service that is asked for the addresses which the gazetteer does not settle.

    Nothing is sent unless `provider` names one and `consent` is true. What is sent is the address
    and the city, never a name, an account or a load.
    """

    provider: ProviderName | None = None
    """Service to ask: nominatim, amap, baidu, tencent or tianditu. Keys are taken from the
    environment: PLANNER_AMAP_KEY and so on."""
    consent: bool = False
    """That the addresses of these customers may be sent to this service, on its terms."""
    city: str = ""
    """City that addresses are in; where it is not given, that of the gazetteer."""
    ask: Literal["unlocated", "coarse"] = "coarse"
    """Which rows: those without any place, or also those that are known by their town, district or
    city alone; the finer place is taken."""
