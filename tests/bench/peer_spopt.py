"""PySAL spopt solves one case; run by `cover.py` with the Python that has it."""

import json
import os
import sys

import numpy as np
import pulp
from spopt.locate import LSCP, MCLP


def main() -> None:
    path, model, radius, count, limit_s = sys.argv[1:]
    case = np.load(path)
    began = os.times()
    if model == "MCLP":
        problem = MCLP.from_cost_matrix(case["far"], case["weight"], float(radius), int(count))
    else:
        problem = LSCP.from_cost_matrix(case["far"], float(radius))
    problem = problem.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=float(limit_s), threads=1))
    ended = os.times()
    own = ended.user + ended.system - began.user - began.system
    child = ended.children_user + ended.children_system  # CBC is a process of its own
    print(json.dumps({"cpu_s": own + child, "objective": pulp.value(problem.problem.objective)}))


if __name__ == "__main__":
    main()
