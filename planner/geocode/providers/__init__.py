"""Services of other people that look addresses up: one module each, asked by name only."""

from planner.geocode.providers import amap, baidu, nominatim, tencent, tianditu
from planner.geocode.providers.provider import Answer, Claim, Provider, Terms, Verdict

PROVIDERS = {one.PROVIDER.name: one.PROVIDER for one in (nominatim, amap, baidu, tencent, tianditu)}

__all__ = ["PROVIDERS", "Answer", "Claim", "Provider", "Terms", "Verdict"]
