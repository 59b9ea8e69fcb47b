"""What the codes of the Chinese services mean, whatever they are asked for."""

from planner.online.answers import Verdict

AMAP_CODES = (
    # Day quotas of key, account and address; then what counts requests a second.
    (Verdict.QUOTA, {"10003", "10010", "10044", "10045"}),
    (Verdict.LIMITED, {"10004", "10014", "10015", "10019", "10020", "10021", "10029"}),
    (Verdict.REFUSED, {"10001", "10002", "10005", "10006", "10007", "10008", "10009", "10011",
                       "10012", "10013", "10026", "10041"}),
    (Verdict.FAULT, {"10016", "10017", "20003"}),
)  # fmt: skip
BAIDU_CODES = (
    (Verdict.QUOTA, {4, 301, 302}),
    (Verdict.LIMITED, {401, 402}),
    (Verdict.REFUSED, {3, 5, 101, 102, *range(200, 300)}),
    (Verdict.FAULT, {1}),
)
