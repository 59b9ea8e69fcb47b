"""Services of other people that look addresses up: one module each, asked by name only."""

from planner.geocode.providers import amap, baidu, nominatim, tencent, tianditu
from planner.geocode.providers.provider import Claim, Provider

PROVIDERS = {one.PROVIDER.name: one.PROVIDER for one in (nominatim, amap, baidu, tencent, tianditu)}

__all__ = ["PROVIDERS", "Claim", "Provider"]
