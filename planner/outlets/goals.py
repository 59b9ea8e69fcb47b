"""What the goals of a siting question are called, and what they are measured in."""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.outlets.engines.question import GoalName
from planner.schema import Text


@dataclass(frozen=True)
class GoalWords:
    """A goal's name and its unit; `decimals` are enough to tell plans apart."""

    title: Text
    unit: Text
    decimals: int


GOALS: Mapping[GoalName, GoalWords] = {
    "minutes": GoalWords(Text("加权平均", "weighted mean"), Text("分钟", "min"), 3),
    "farthest": GoalWords(Text("最远客户", "farthest customer"), Text("分钟", "min"), 3),
    "tail": GoalWords(Text("最远的一部分客户平均", "mean of the farthest"), Text("分钟", "min"), 3),
    "covered": GoalWords(Text("覆盖占比", "share covered"), Text("(占比)", "of 1"), 4),
    "fewest": GoalWords(Text("网点数", "outlets"), Text("个", "outlets"), 1),
    "yuan": GoalWords(Text("年均费用", "cost of a year"), Text("元", "yuan"), 0),
}
