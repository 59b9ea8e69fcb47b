"""Services of other people: the one door to the network, what is kept, and on whose terms."""

from planner.online.answers import Answer, Terms, Verdict
from planner.online.asking import Asker, Service, source_of
from planner.online.cache import Cache, Source
from planner.online.codes import AMAP_CODES, BAIDU_CODES
from planner.online.door import Clock, Door, Key, require_requests
from planner.online.keys import find_key
from planner.online.options import AskingOptions
from planner.online.signing import Signature

__all__ = [
    "AMAP_CODES", "BAIDU_CODES", "Answer", "Asker", "AskingOptions", "Cache", "Clock", "Door",
    "Key", "Service", "Signature", "Source", "Terms", "Verdict", "find_key", "require_requests",
    "source_of",
]  # fmt: skip
